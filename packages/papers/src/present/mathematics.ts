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
  const set = tex.length <= longestFormula && !definesMacros.test(tex) ? mathML(tex, display) : undefined
  return set ?? `<code class="tex">${escapeHtml(tex.trim())}</code>`
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
      macros: {},
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

function superscript(digits: string): string {
  return digits.replace(/[0-9+-]/g, (digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻'['0123456789+-'.indexOf(digit)]!)
}
