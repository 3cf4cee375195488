/**
 * A reproduction's README as safe HTML: Markdown without raw HTML and without addresses that run (micromark), formulas as
 * MathML. What it says of faithfulness and scale comes first and stands open.
 */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { typeset } from '@causerie/papers'
import { micromark } from 'micromark'
import { gfmTable, gfmTableHtml } from 'micromark-extension-gfm-table'

export type Readme = { faithful: string; rest: string }

const longest = 200_000
const telling = /faithful|smaller|depart|deviat|differ|scale|not reproduced|limit/i

export async function readReadme(folder: string): Promise<Readme | undefined> {
  const file = join(folder, 'README.md')
  if (!existsSync(file)) return undefined
  const text = (await readFile(file, 'utf8')).slice(0, longest)
  const sections = sectionsOf(text)
  const isTelling = (section: string) => telling.test(section.split('\n', 1)[0]!)
  const faithful = sections.filter(isTelling)
  const rest = sections.filter((section) => !isTelling(section))
  return faithful.length > 0
    ? { faithful: html(faithful.join('\n')), rest: html(rest.join('\n')) }
    : { faithful: html(text), rest: '' }
}

/** The text before the first heading, and each heading of the second level with what is under it; the title is left out. */
function sectionsOf(text: string): string[] {
  const sections: string[] = ['']
  let fence = false
  for (const line of text.replaceAll('\r\n', '\n').split('\n')) {
    if (/^\s*(```|~~~)/.test(line)) fence = !fence
    if (!fence && /^# /.test(line)) continue
    if (!fence && /^## /.test(line)) sections.push('')
    sections[sections.length - 1] += `${line}\n`
  }
  return sections.filter((section) => section.trim() !== '')
}

/** Formulas are taken out before Markdown reads them (an underscore is none of its business) and put back set. */
export function html(markdown: string): string {
  const formulas: string[] = []
  const kept = markdown.replace(
    /(```[\s\S]*?```|`[^`\n]*`)|\$\$[^$]+\$\$|\$(?=\S)[^$\n]*[^\s$]\$(?!\d)/g,
    (whole, code: string | undefined) => {
      if (code !== undefined) return whole
      formulas.push(whole)
      return `\uE000${formulas.length - 1}\uE001`
    },
  )
  const made = micromark(kept, { extensions: [gfmTable()], htmlExtensions: [gfmTableHtml()] })
  return made
    .replace(/\uE000(\d+)\uE001/g, (_, at) => typeset(formulas[Number(at)] ?? ''))
    .replace(/<(\/?)h([1-6])>/g, (_, slash, level) => `<${slash}h${Math.min(6, Number(level) + 1)}>`)
    .replace(/ align="(\w+)"/g, ' class="$1"')
    .replace(/<a href="https?:/g, (opening) => opening.replace('<a ', '<a rel="external noopener" '))
    .replace(/<img [^>]*>/g, '')
    .replace(/<a href="(?!https?:|#)[^"]*">([\s\S]*?)<\/a>/g, '$1')
}
