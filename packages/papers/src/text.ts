/**
 * Text as the library keeps it: Unicode NFC, one space where the source had any whitespace, TeX as written.
 * `titleKey` folds what differs between two printings of one title and nothing that differs between two titles.
 */
import { Parser } from 'htmlparser2'
import { plainLetters } from './plainLetters.ts'

/** NFC, whitespace (no-break and zero-width included) collapsed, control characters dropped. */
export function cleanText(text: string): string {
  if (!needsCleaning.test(text)) return text
  return text
    .toWellFormed()
    .replace(invisible, '')
    .normalize('NFC')
    .replace(/[\s\u0085]+/gu, ' ')
    .trim()
}

/** Anything but printable ASCII with single spaces inside (nine abstracts in ten need nothing). */
const needsCleaning = /[^\x20-\x7e]| {2}|^ | $/
/** Controls that are no space, soft hyphens, zero-width spaces, bidirectional overrides; joiners stay, scripts need them. */
const invisible = /(?![\s\u0085])\p{Cc}|[\u00ad\u200b\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufffe\uffff]/gu

/** `html` without its tags and with its entities decoded; `a < b` and `$x<y$` are no markup and stay. */
export function plainFromHtml(html: string): string {
  if (!html.includes('<') && !html.includes('&')) return cleanText(html)
  const out: string[] = []
  let hidden = 0
  const parser = new Parser(
    {
      onopentagname: (name) => {
        if (hiddenTags.has(name)) hidden++
        else if (!inlineTags.has(name)) out.push(name === 'tex-math' ? '$' : ' ')
      },
      ontext: (text) => {
        if (hidden === 0) out.push(text)
      },
      onclosetag: (name) => {
        if (hiddenTags.has(name)) hidden--
        else if (!inlineTags.has(name)) out.push(name === 'tex-math' ? '$' : ' ')
      },
    },
    { decodeEntities: true },
  )
  parser.end(
    html
      .replace(/<!--[\s\S]*?-->/g, '')
      .replace(notMarkup, '&lt;')
      .replace(notAnEntity, '&amp;'),
  )
  return cleanText(out.join(''))
}

const inlineTags = new Set(
  `a abbr b bdi bdo big bold cite code del dfn em fixed-case font i inf ins italic kbd mark q s samp sc scp small span
  strike strong sub sup tt u var jats:bold jats:italic jats:sub jats:sup jats:sc jats:monospace mi mn mo ms msub msup
  mml:mi mml:mn mml:mo mml:msub mml:msup`.split(/\s+/),
)
const hiddenTags = new Set(['script', 'style', 'template', 'noscript'])
const tagNames = `${[...inlineTags].join('|')}|${[...hiddenTags].join('|')}|h[1-6]|article|blockquote|body|br|center|div|dd|dl|dt|footer|header|head|hr|html|img|li|main|ol|p|pre|section|svg|table|tbody|td|th|thead|title|tr|ul|wbr|tex-math|inline-formula|disp-formula|math|mrow|mfrac|mtext|semantics|annotation|jats:[a-z-]+|mml:[a-z-]+`
const attribute = String.raw`\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'<>]+)`
const notMarkup = new RegExp(`<(?!/?(?:${tagNames})(?:${attribute})*\\s*/?>)`, 'gi')
const notAnEntity = /&(?!(?:[a-z][a-z0-9]{1,30}|#\d{1,7}|#x[\da-f]{1,6});)/gi

/**
 * Key under which two printings of one title are equal: case, accents, TeX mark-up, punctuation and spacing are
 * folded; letters of every script stay. Never empty for a title that is not.
 */
export function titleKey(title: string): string {
  const cleaned = cleanText(title)
  const words = withoutTex(cleaned)
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[ßæœøłđðþı]/g, (letter) => plainLetters[letter] ?? letter)
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, ' ')
    .trim()
  return words === '' ? cleaned.toLowerCase() : words
}

const greek: Record<string, string> = Object.fromEntries(
  `alpha=α beta=β gamma=γ delta=δ epsilon=ε varepsilon=ε zeta=ζ eta=η theta=θ vartheta=θ iota=ι kappa=κ lambda=λ mu=μ
  nu=ν xi=ξ pi=π rho=ρ sigma=σ tau=τ upsilon=υ phi=φ varphi=φ chi=χ psi=ψ omega=ω ell=l`
    .split(/\s+/)
    .map((pair) => pair.split('=')),
)
const layoutCommand =
  /^(?:text\w*|math\w*|em|emph|bf|it|rm|sc|sf|sl|tt|bm|boldsymbol|underline|overline|hat|bar|tilde|vec|operatorname|mbox|hbox|ensuremath|left|right|big|Big|times|cdot|cdots|dots|ldots|infty|to|rightarrow|leftrightarrow|star|ast|circ|prime|dagger|sharp|flat|pm|sim|approx|leq|geq|le|ge|neq|in|protect|xspace|quad|qquad|displaystyle|scriptsize|small|large|Large)$/

function withoutTex(text: string): string {
  if (!/[\\${}^_]/.test(text)) return text
  return text
    .replace(/\\(?:["'`^~=.]|[uvHcdbkrt](?=[\s{]))\s*\{?\s*\\?([a-zA-Z])\}?/g, '$1') // \"{i} and \c{c}
    .replace(/\\(ss|ae|oe|aa|o|l|i|j)(?![a-zA-Z])\s?/gi, '$1')
    .replace(/\\([a-zA-Z]+)/g, (_, name: string) => greek[name.toLowerCase()] ?? (layoutCommand.test(name) ? '' : name))
    .replace(/\\./g, ' ')
    .replace(/[${}^_]/g, '')
}

/** `Quill, Ada` → `Ada Quill`; `Reed, Jr, Bo` and `Reed, Bo, Jr` → `Bo Reed Jr`; a name without comma is kept. */
export function nameFromLastFirst(name: string): string {
  const [last = '', second = '', third = '', ...rest] = name.split(',').map(cleanText)
  if (rest.some((part) => part !== '')) return cleanText(name)
  const suffixFirst = isSuffix.test(second)
  const first = suffixFirst ? third : second
  const suffix = suffixFirst ? second : third
  return [first, last, suffix].filter((part) => part !== '').join(' ')
}

const isSuffix = /^(?:[js]r\.?|I{2,3}|I?V|VI{0,3})$/i
