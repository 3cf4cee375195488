/**
 * A formula as MathML that any page may contain, by KaTeX; what KaTeX refuses is shown as its source.
 * Departs from KaTeX's output: no wrapper and no second copy of the source (it is the `alttext`), no `style` or `class`,
 * and letters of font commands as the Unicode letters they are, because browsers follow MathML Core, which knows only
 * `mathvariant="normal"`: $\mathcal{O}$ would else be a plain O.
 */
import katex from 'katex'
import { escapeHtml } from './escape.ts'
import { inAlphabet, symbols } from './texSymbols.ts'

/** Longest formula set; a longer one is shown as its source. */
export const longestFormula = 2000

export function mathHtml(tex: string, display: boolean): string {
  if (tex.length > longestFormula || definesMacros.test(tex)) return source(tex)
  return mathML(tex, display) ?? mathML(tex.replace(swallowedBlank, '\\$1 $2'), display) ?? source(tex)
}

function source(tex: string): string {
  return `<code class="tex">${escapeHtml(tex.trim())}</code>`
}

/** Some sources lose the blank of `\mathbf U` and `\sqrt T`. */
const swallowedBlank =
  /\\(math(?:bf|bb|cal|rm|frak|sf|it|scr)|sqrt|(?:wide)?tilde|(?:wide)?hat|bar|vec)([A-Z]|[a-z](?![a-z]))/g

/** Macros that authors use in abstracts as if everybody had them. */
const habits = {
  ...{
    '\\eps': '\\varepsilon',
    '\\nicefrac': '\\tfrac',
    '\\mathbbm': '\\mathbb',
    '\\bm': '\\boldsymbol',
    '\\Tilde': '\\tilde',
  },
  ...{
    '\\poly': '\\operatorname{poly}',
    '\\polylog': '\\operatorname{polylog}',
    '\\argmin': '\\operatorname*{arg\\,min}',
  },
  ...{ '\\argmax': '\\operatorname*{arg\\,max}', '\\mc': '\\mathcal', '\\mb': '\\mathbf', '\\1': '\\mathbb{1}' },
}

/** A macro that doubles itself makes megabytes of ten lines; nobody's abstract needs one. */
const definesMacros = /\\(?:[gex]?def|(?:re)?newcommand|providecommand|(?:future)?let)(?![a-zA-Z])/

function mathML(tex: string, display: boolean): string | undefined {
  try {
    const html = katex.renderToString(tex, {
      displayMode: display,
      output: 'mathml',
      throwOnError: true,
      strict: 'ignore',
      trust: false,
      maxExpand: 500,
      maxSize: 10,
      macros: { ...habits },
    })
    return tidied(html, tex, display)
  } catch {
    return undefined // a ParseError, or nesting too deep for its recursion
  }
}

function tidied(html: string, tex: string, display: boolean): string | undefined {
  const inner = /<semantics>([\s\S]*)<annotation encoding="application\/x-tex">/.exec(html)?.[1]
  if (inner === undefined) return undefined
  const body = inner
    .replace(/ (?:style|class)="[^"]*"/g, '')
    .replace(
      /<(m[ion]|mtext)( mathvariant="([^"]*)")>([^<]*)</g,
      (whole, tag: string, _, variant: string, text: string) => {
        const letters = inAlphabet(variant, text)
        return letters ? `<${tag}>${letters}<` : whole
      },
    )
  return `<math${display ? ' display="block"' : ''} alttext="${escapeHtml(tex.trim())}">${body}</math>`
}

/** A formula in a line of text, for feeds, tags and citations: `\alpha_{t}\leq n^2` → `α_t≤n²`. */
export function mathPlain(tex: string): string {
  return tex
    .slice(0, longestFormula)
    .replace(
      /\\(?:wide)?(tilde|hat|bar|vec|dot)\s?(?:\{\s?([a-zA-Z])\s?\}|([a-zA-Z])(?![a-zA-Z]))/gi,
      (_, mark: string, inner = '', bare = '') => {
        return `${inner}${bare}${marks[mark.toLowerCase()]}`.normalize('NFC')
      },
    )
    .replace(
      /\\[td]?(?:nice)?frac\s?\{([^{}]*)\}\s?\{([^{}]*)\}/g,
      (_, above: string, below: string) => `${factor(above)}/${factor(below)}`,
    )
    .replace(
      /\\(?=(?:log|ln|exp|min|max|sup|inf|lim|sin|cos|tan|tanh|det|dim|ker|deg|gcd|arg|argmin|argmax|Pr|poly|polylog)(?![a-zA-Z]))/g,
      '',
    )
    .replace(
      /\\(?:text|math|operator)[a-z]*\s*|\\(?:left|right|bigl?|bigr|Bigl?|Bigr|displaystyle|limits|bm|boldsymbol|mbox|rm|bf|it|cal)(?![a-zA-Z])\s*/g,
      '',
    )
    .replace(/\\([a-zA-Z]+) ?/g, (whole, name: string) => symbols.get(name) ?? whole)
    .replace(/\\([{}%$#&_])/g, '$1')
    .replace(/\\[,;:! ]/g, ' ')
    .replace(/\^\{?\\?circ\}?|\^\{?∘\}?/g, '°')
    .replace(/\^\{([0-9+-]{1,3})\}/g, (_, digits: string) => superscript(digits))
    .replace(/\^([0-9])/g, (_, digit: string) => superscript(digit))
    .replace(/([_^])\{(\w)\}/g, '$1$2')
    .replace(/(?<![_^\\a-zA-Z])\{([^{}]*)\}/g, '$1')
    .replace(/\s+/g, ' ')
    .trim()
}

const marks: Record<string, string> = { tilde: '\u0303', hat: '\u0302', bar: '\u0304', vec: '\u20d7', dot: '\u0307' }

function factor(tex: string): string {
  return /^(?:\\?\w+|\S)$/.test(tex.trim()) ? tex.trim() : `(${tex.trim()})`
}

function superscript(digits: string): string {
  return digits.replace(/[0-9+-]/g, (digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻'['0123456789+-'.indexOf(digit)]!)
}
