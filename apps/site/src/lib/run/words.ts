/** The texts of a report that have formulas in them, to be set by whoever can: the server, or KaTeX loaded in the tab. */
import type { Passage, Report } from '@causerie/lab'

/** A text → its HTML, for texts that need any. */
export type SetWords = Record<string, string>

const hasFormula = (text: string): boolean => /\$[^$]+\$|\\\(|\\\[/.test(text)

export function formulaTexts({ headline, text, numbers, tables, figures, warnings }: Report): string[] {
  const all = [
    headline,
    ...text.flatMap(passageTexts),
    ...numbers.flatMap(({ name, note }) => [name, note]),
    ...[...tables, ...figures.map(({ table }) => table)].flatMap(({ title, note, columns }) => [
      ...[title, note],
      ...columns.map(({ name }) => name),
    ]),
    ...figures.map(({ title }) => title),
    ...warnings,
  ]
  return [...new Set(all.filter((one): one is string => one !== undefined && hasFormula(one)))]
}

const passageTexts = ({ text, children = [] }: Passage): string[] => [text, ...children.flatMap(passageTexts)]

/** In the tab. KaTeX (some 70 kB) is loaded when there is a formula. */
export async function setInTab(report: Report): Promise<SetWords> {
  const texts = formulaTexts(report)
  if (texts.length === 0) return {}
  const { default: katex } = await import('katex')
  const formula = (tex: string, displayMode: boolean) =>
    // The policy of our pages forbids inline styles, and MathML does without them.
    katex
      .renderToString(tex, {
        displayMode,
        output: 'mathml',
        throwOnError: false,
        strict: 'ignore',
        trust: false,
        maxExpand: 500,
      })
      .replace(/ style="[^"]*"/g, '')
  return Object.fromEntries(texts.map((text) => [text, setText(text, formula)]))
}

const delimited = /\$\$([^$]+)\$\$|\\\[([\s\S]+?)\\\]|\$([^$]+)\$|\\\(([\s\S]+?)\\\)/g

export function setText(text: string, formula: (tex: string, display: boolean) => string): string {
  let html = ''
  let last = 0
  for (const match of text.matchAll(delimited)) {
    const [whole, display, bracketed, inline, inParentheses] = match
    html += escaped(text.slice(last, match.index))
    html += formula((display ?? bracketed ?? inline ?? inParentheses)!, (display ?? bracketed) !== undefined)
    last = match.index + whole.length
  }
  return html + escaped(text.slice(last))
}

const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (character) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[character]!)
