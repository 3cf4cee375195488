import fc from 'fast-check'
import { Parser } from 'htmlparser2'
import { describe, expect, test } from 'vitest'
import { plainText, typeset } from './typeset.ts'

const nbsp = '\u00a0'

describe('text as TeX writes it', () => {
  test.each([
    ['na\\"ive Bayes', 'naïve Bayes'],
    ["Poincar\\'e and Ren\\'{e}", 'Poincaré and René'],
    ['Sch{\\"o}lkopf, {\\O}stergaard, \\L{}ukasz', 'Schölkopf, Østergaard, Łukasz'],
    ['Erd\\H{o}s, Erd\\H os, \\v{C}ech, fa\\c{c}ade', 'Erdős, Erdős, Čech, façade'],
    ["Mar\\'{\\i}a and Stra\\ss e", 'María and Straße'],
    ['pages 1--5 --- or so', 'pages 1–5 — or so'],
    ["``quoted'' and 'single'", '“quoted” and &#39;single&#39;'],
    ['Fig.~1, ~100 ms, 10~20', `Fig.${nbsp}1, ~100 ms, 10~20`],
    ['50\\% of R\\&D in C\\#, a\\_b', '50% of R&amp;D in C#, a_b'],
    [
      '\\emph{very} \\textbf{bold} \\texttt{code} {\\bf old} {\\em style}',
      '<em>very</em> <strong>bold</strong> <code>code</code> <strong>old</strong> <em>style</em>',
    ],
    ['\\textbf{a \\emph{b} c} d', '<strong>a <em>b</em> c</strong> d'],
    ['{B}ayesian {GAN}s', 'Bayesian GANs'],
    ['the set {0, 1} and {"a": 1}', 'the set {0, 1} and {&quot;a&quot;: 1}'],
    ['\\LaTeX{} and \\LaTeX here', 'LaTeX and LaTeX here'],
    ['\\alpha-stable, 3 \\times 4', 'α-stable, 3 × 4'],
    ['use --verbose, \\methodname{x} here', 'use --verbose, \\methodname{x} here'],
    ['he said \\"quoted\\" and C:\\dir', 'he said &quot;quoted&quot; and C:\\dir'],
    ['unclosed \\emph{to the end', 'unclosed <em>to the end</em>'],
    ['stray } and { here', 'stray } and { here'],
  ])('%s', (source, expected) => expect(typeset(source)).toBe(expected))
})

describe('money and mathematics', () => {
  const formulas = (text: string) => [...typeset(text).matchAll(/alttext="([^"]*)"/g)].map((match) => match[1])

  test.each([
    ['costs $5 and $6 today', []],
    ['from $1.5M to $2M', []],
    ['$5 per token, and $x$ is free', ['x']],
    ['US$ 5, HK$ 6', []],
    ['a lone $ here', []],
    ['escaped \\$5 and $x$', ['x']],
    ['$5$ of $10^{-3}$ and $5 \\times 10$', ['5', '10^{-3}', '5 \\times 10']],
    ['$ \\mathcal{O}(n) $ with blanks', ['\\mathcal{O}(n)']],
    ['$HOME and $PATH', []],
    ['224$\\times$224 at $\\sim$15%, $-$1', ['\\times', '\\sim', '-']],
    ['where $ d $ is', ['d']],
    ['$$x+y$$ and \\(a\\) and \\[b\\]', ['x+y', 'a', 'b']],
    ['$a$-$b$', ['a', 'b']],
    ['\\begin{equation}x=1\\end{equation}', ['x=1']],
  ])('%s', (text, expected) => expect(formulas(text)).toEqual(expected))

  test('a formula is MathML with the letters it means', () => {
    expect(typeset('$\\mathcal{O}(n^2)$')).toBe(
      '<math alttext="\\mathcal{O}(n^2)"><mrow><mi>𝒪</mi><mo stretchy="false">(</mo><msup><mi>n</mi><mn>2</mn></msup><mo stretchy="false">)</mo></mrow></math>',
    )
    expect(typeset('$\\mathbb{R}$')).toContain('<mi>ℝ</mi>')
    expect(typeset('$$x$$')).toMatch(/^<math display="block" /)
  })

  test('habits of authors and blanks that sources lost are understood', () => {
    expect(typeset('$\\eps$')).toContain('<mi>ε</mi>')
    expect(typeset('$\\mathbbR^n$')).toContain('<mi>ℝ</mi>')
  })

  test('what cannot be set is shown as its source', () => {
    expect(typeset('$\\frac{a}{$')).toBe('<code class="tex">\\frac{a}{</code>')
    expect(typeset('$\\nosuch<b>$')).toBe('<code class="tex">\\nosuch&lt;b&gt;</code>')
    expect(typeset(`$${'{'.repeat(1500)}x$`)).toContain('<code class="tex">')
    expect(typeset('$\\def\\a{\\a\\a}\\a$')).toContain('<code class="tex">')
    expect(typeset('$\\href{javascript:alert(1)}{x}$')).not.toContain('href=')
  })
})

describe('links', () => {
  test.each([
    [
      'Code: https://example.org/a_b.',
      'Code: <a href="https://example.org/a_b" rel="nofollow noopener">example.org/a_b</a>.',
    ],
    [
      '(see http://www.example.org/)',
      '(see <a href="http://www.example.org/" rel="nofollow noopener">example.org</a>)',
    ],
    ['\\url{https://e.org/x}', '<a href="https://e.org/x" rel="nofollow noopener">e.org/x</a>'],
    [
      '\\href{https://e.org/x}{our \\emph{page}}',
      '<a href="https://e.org/x" rel="nofollow noopener">our <em>page</em></a>',
    ],
    ['https://e.org/a\\_b', '<a href="https://e.org/a_b" rel="nofollow noopener">e.org/a_b</a>'],
    ['https://e.org/a_(b)', '<a href="https://e.org/a_(b)" rel="nofollow noopener">e.org/a_(b)</a>'],
    ['javascript:alert(1) and \\href{javascript:alert(1)}{x}', 'javascript:alert(1) and x'],
  ])('%s', (text, expected) => expect(typeset(text)).toBe(expected))

  test('of a long address the beginning and the end are shown, the whole is the target', () => {
    const url = `https://example.org/${'long/'.repeat(20)}end.html`
    expect(typeset(url)).toContain(`href="${url}"`)
    expect(typeset(url)).toMatch(/>example\.org\/[^<]{0,30}…[^<]*end\.html<\/a>$/)
  })
})

describe('plain text', () => {
  test.each([
    ['na\\"ive \\emph{$\\alpha$-divergence} in $\\mathcal{O}(n^2)$', 'naïve α-divergence in O(n²)'],
    ['$10^{-3}$, $x_{t}$ and $\\leq 5\\%$', '10⁻³, x_t and ≤5%'],
    ['see \\url{https://e.org/x}, <b>', 'see https://e.org/x, <b>'],
    ['  two\n lines ', 'two lines'],
    ['costs $5', 'costs $5'],
    ['$\\tilde{O}(\\frac{d}{n+1}\\log n)$', 'Õ(d/(n+1)log n)'],
  ])('%s', (text, expected) => expect(plainText(text)).toBe(expected))
})

describe('hostile text', () => {
  const elements = new Set(
    `a em strong code math mrow mi mo mn ms mtext mspace mfrac msqrt mroot msub msup msubsup munder mover munderover
    mmultiscripts mtable mtr mtd mlabeledtr mstyle mpadded mphantom menclose mglyph merror`.split(/\s+/),
  )
  const attributes = new Set(
    `href rel class display alttext mathvariant stretchy fence separator lspace rspace minsize maxsize accent accentunder
    displaystyle scriptlevel columnalign columnspacing rowspacing columnlines rowlines width height depth voffset
    linethickness mathcolor mathbackground mathsize notation symmetric movablelimits largeop form align side linebreak`.split(
      /\s+/,
    ),
  )

  function faults(html: string): string[] {
    const wrong: string[] = []
    const open: string[] = []
    const parser = new Parser({
      onopentag: (name, attribs) => {
        open.push(name)
        if (!elements.has(name)) wrong.push(`<${name}>`)
        for (const [key, value] of Object.entries(attribs)) {
          if (!attributes.has(key)) wrong.push(`${name} ${key}`)
          if (key === 'href' && !/^https?:\/\//i.test(value)) wrong.push(`href ${value}`)
          if (key === 'class' && value !== 'tex') wrong.push(`class ${value}`)
        }
      },
      onclosetag: (name, implied) => {
        if (open.pop() !== name || (implied && name !== 'mspace' && name !== 'mglyph')) wrong.push(`</${name}> implied`)
      },
      oncomment: () => wrong.push('comment'),
      onprocessinginstruction: () => wrong.push('instruction'),
    })
    parser.end(html)
    return wrong
  }

  const scraps = [
    ...[
      '<script>',
      '</script>',
      '<img src=x onerror=alert(1)>',
      '"',
      "'",
      '<',
      '>',
      '&',
      '&lt;',
      '\\',
      '{',
      '}',
      '$',
      '$$',
      '\\(',
      '\\)',
      '\\[',
    ],
    ...[
      '\\]',
      '\\emph{',
      '\\textbf{',
      '\\href{https://a.b/"onclick=x}{',
      '\\href{javascript:x}{',
      '\\url{https://a.b/<>}',
      'https://a.b/"x',
      'https://a.b/c',
    ],
    ...[
      '\\htmlStyle{color:red}{x}',
      '\\htmlData{a=b}{x}',
      '\\includegraphics{x}',
      '\\color{red}',
      '\\text{<b>}',
      '\\frac',
      '\\sqrt[3]{x}',
    ],
    ...[
      '\\begin{array}{cc}a&b\\end{array}',
      '\\begin{equation}',
      '\\end{equation}',
      '\\tag{1}',
      '\\boxed{x}',
      '\\mathbb{R}',
      '\\cancel{x}',
      '\\char"3C',
    ],
    ...[
      '^',
      '_',
      '~',
      '--',
      '``',
      "''",
      '\\"',
      'o',
      ' ',
      '\n',
      '\u0000',
      '\ud800',
      '\u202e',
      '因果',
      '5',
      '\\unicode{x3c}',
      '\\class{a}{b}',
    ],
  ]
  const hostile = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.array(fc.constantFrom(...scraps), { maxLength: 30 }).map((parts) => parts.join('')),
    fc
      .array(fc.constantFrom(...scraps), { maxLength: 12 })
      .map((parts) => `$${parts.filter((part) => !part.includes('$')).join('')}$`),
  )

  test('property: only allowed elements and attributes come out, well nested', () => {
    fc.assert(
      fc.property(hostile, (text) => void expect(faults(typeset(text))).toEqual([])),
      { numRuns: 3000 },
    )
  })

  test('property: nothing throws and plain text has no line breaks', () => {
    fc.assert(
      fc.property(hostile, (text) => void expect(plainText(text)).not.toMatch(/\n/)),
      { numRuns: 1000 },
    )
  })

  test.each([
    '$',
    '$x$ ',
    '\\(',
    '{',
    '\\emph{',
    '\\url{',
    '``',
    'h',
    'https://a.b/)',
    '\\begin{equation}',
    '\\"',
    '$5 ',
    ')',
    '\\\\',
    'https://a.b/(',
    '\\href{https://a.b/}',
  ])('a megabyte of "%s" takes less than two seconds', (scrap) => {
    const text = scrap.repeat(Math.ceil(1_000_000 / scrap.length))
    const started = performance.now()
    expect(faults(typeset(text))).toEqual([])
    plainText(text)
    expect(performance.now() - started).toBeLessThan(2000)
  })
})

test('a text asked for again costs next to nothing', () => {
  const text = `${'$\\frac{\\alpha}{\\beta}$ '.repeat(50)}once`
  const first = timed(() => typeset(text))
  const again = timed(() => typeset(text))
  expect(again).toBeLessThan(first / 5)
})

function timed(work: () => unknown): number {
  const started = performance.now()
  work()
  return performance.now() - started
}
