/**
 * The text of a "Daily Papers" page: a banner, the page's day, then for each paper its title, its abstract, a line
 * about who wrote it, `·`, and a date with perhaps a number of comments. Some papers lack their last three lines.
 */
import { cleanText } from '../text.ts'
import { parsePrinted } from './pageDay.ts'

export type PageEntry = {
  line: number
  title: string
  abstract?: string
  /** `• 5 authors` or an organisation. */
  byline?: string
  /** As printed, comments included: `Jul 5, 2022 1`. */
  date?: string
  arxivId?: string
}

export type PageText = {
  /** The page's own day as printed (`Dec 10`), if it was found. */
  printedDate?: string
  entries: PageEntry[]
  /** Lines after the last paper that belong to none. */
  ignored: string[]
}

type Block = { text: string; line: number }
type Foot = { first: number; last: number; byline?: string; date: string }

export function readPageText(page: string): PageText {
  const blocks = blocksOf(page)
  const feet = feetOf(blocks)
  const start = pageDateIndex(blocks, feet[0]?.first ?? blocks.length)
  const entries: PageEntry[] = []
  let from = start + 1
  for (const foot of feet) {
    const found = entriesIn(blocks.slice(from, foot.first), entries.length === 0 && start < 0)
    const last = found.at(-1)
    if (last)
      Object.assign(last, foot.byline === undefined ? { date: foot.date } : { byline: foot.byline, date: foot.date })
    entries.push(...found)
    from = foot.last + 1
  }
  const { found, ignored } = tail(blocks.slice(from))
  return { ...(start >= 0 && { printedDate: blocks[start]!.text }), entries: [...entries, ...found], ignored }
}

/** Lines that follow each other without a blank line are one block, except around the foot of a paper. */
function blocksOf(page: string): Block[] {
  const blocks: Block[] = []
  let isNew = true
  for (const [i, raw] of page.split('\n').entries()) {
    const text = cleanText(raw)
    if (text === '') isNew = true
    else {
      const stands = standsAlone(text)
      const before = blocks.at(-1)
      if (isNew || stands || !before || standsAlone(before.text)) blocks.push({ text, line: i + 1 })
      else before.text += ` ${text}`
      isNew = false
    }
  }
  return blocks.flatMap(splitFoot)
}

function standsAlone(text: string): boolean {
  return text === '·' || isCount(text) || parsePrinted(text) !== undefined || /\s·\s/.test(text)
}

/** `5 authors · Jun 20, 2023` on one line is the same three lines. */
function splitFoot(block: Block): Block[] {
  const [, byline = '', date] = /^(.{0,120}?)\s*·\s*(.+)$/.exec(block.text) ?? []
  if (date === undefined || !parsePrinted(date)) return [block]
  const dot = [
    { ...block, text: '·' },
    { ...block, text: cleanText(date) },
  ]
  return byline === '' ? dot : [{ ...block, text: byline }, ...dot]
}

function isCount(text: string): boolean {
  return /^(?:•\s*)?\d+ authors?$/i.test(text)
}

/** Every `·` with a date after it ends a paper; a short line before it that is no sentence says who wrote it. */
function feetOf(blocks: Block[]): Foot[] {
  const feet: Foot[] = []
  for (let i = 0; i + 1 < blocks.length; i++) {
    const date = blocks[i + 1]!.text
    if (blocks[i]!.text !== '·' || !parsePrinted(date)) continue
    const before = blocks[i - 1]
    const hasByline =
      before !== undefined && i - 1 > (feet.at(-1)?.last ?? -1) && (isCount(before.text) || isOrganisation(before.text))
    feet.push({ first: hasByline ? i - 1 : i, last: i + 1, date, ...(hasByline && { byline: before.text }) })
  }
  return feet
}

function isOrganisation(text: string): boolean {
  return text.length <= 80 && !/[.?!:;…]$/.test(text)
}

/** The last date that stands alone above the first paper. */
function pageDateIndex(blocks: Block[], before: number): number {
  return blocks.slice(0, before).findLastIndex(({ text }) => {
    const printed = parsePrinted(text.replace(/^(?:[A-Z][a-z]+day|Mon|Tue|Wed|Thu|Fri|Sat|Sun),? /, ''))
    return printed !== undefined && printed.comments === undefined
  })
}

/** The papers in what stands between two feet: mostly one, two where a foot is missing. */
function entriesIn(blocks: Block[], skipsBanner: boolean): PageEntry[] {
  const entries: PageEntry[] = []
  const start = skipsBanner
    ? Math.max(
        0,
        blocks.findIndex((_, i) => beginsPaper(blocks, i)),
      )
    : 0
  for (let i = start; i < blocks.length; i++) {
    const { text, line } = blocks[i]!
    const last = entries.at(-1)
    if (!last || beginsPaper(blocks, i)) entries.push({ line, title: text })
    else last.abstract = last.abstract === undefined ? text : `${last.abstract} ${text}`
  }
  return entries
}

function beginsPaper(blocks: Block[], i: number): boolean {
  const next = blocks[i + 1]
  return isTitle(blocks[i]!.text) && next !== undefined && (!isTitle(next.text) || next.text.length > 150)
}

function isTitle(text: string): boolean {
  return text.length <= 300 && !/[.。．।۔]$/.test(text)
}

/** After the last foot: papers without one if a title is followed by an abstract, else the page's own footer. */
function tail(blocks: Block[]): { found: PageEntry[]; ignored: string[] } {
  const start = blocks.findIndex((_, i) => beginsPaper(blocks, i))
  if (start < 0) return { found: [], ignored: blocks.map(({ text }) => text) }
  return { found: entriesIn(blocks.slice(start), false), ignored: blocks.slice(0, start).map(({ text }) => text) }
}
