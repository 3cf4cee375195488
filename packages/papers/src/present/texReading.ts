/**
 * What a reader of TeX holds while it goes through a text once: where it is, which groups are open, what was found.
 * No recursion, and every search for a closing mark is remembered, so that time is linear.
 */
import { longestFormula } from './mathematics.ts'

export type Style = 'em' | 'strong' | 'code' | 'a'

export type Piece =
  | { kind: 'text'; text: string }
  | { kind: 'math'; tex: string; display: boolean }
  | { kind: 'link'; url: string }
  | { kind: 'open'; style: Style; url?: string }
  | { kind: 'close'; style: Style }

/** What a closing brace ends: the styles opened since, and the text shown in its place. */
type Group = { end: string; styles: Style[] }

export type Reading = {
  text: string
  at: number
  pieces: Piece[]
  groups: Group[]
  /** Opened quotes and links not closed yet. */
  quotes: number
  links: number
  /** Where each closing mark was last found. */
  closers: Map<string, number>
}

const deepestGroup = 60

export function beginReading(text: string): Reading {
  return { text, at: 0, pieces: [], groups: [], quotes: 0, links: 0, closers: new Map() }
}

/** Moves past what a sticky pattern finds here. */
export function match(reading: Reading, sticky: RegExp): RegExpExecArray | null {
  sticky.lastIndex = reading.at
  const found = sticky.exec(reading.text)
  if (found) reading.at = sticky.lastIndex
  return found
}

/** Always true, so that a command can end with what it says. */
export function say(reading: Reading, text: string): true {
  const last = reading.pieces.at(-1)
  if (last?.kind === 'text') last.text += text
  else if (text !== '') reading.pieces.push({ kind: 'text', text })
  return true
}

/** The character here, as it is. */
export function literal(reading: Reading): void {
  say(reading, reading.text[reading.at]!)
  reading.at++
}

/** The text up to `end` as a formula, and on behind its closing mark. */
export function formula(reading: Reading, from: number, end: number, mark: string, display: boolean): true {
  reading.pieces.push({ kind: 'math', tex: reading.text.slice(from, end), display })
  reading.at = end + mark.length
  return true
}

/** Where `mark` next stands if that is near enough for a formula, else Infinity. */
export function closer(reading: Reading, mark: string, from: number): number {
  const known = reading.closers.get(mark)
  const end = known !== undefined && known >= from ? known : search(reading.text, mark, from)
  reading.closers.set(mark, end)
  return end - from > longestFormula ? Infinity : end
}

function search(text: string, mark: string, from: number): number {
  let found = text.indexOf(mark, from)
  while (found > 0 && mark[0] === '$' && isEscaped(text, found)) found = text.indexOf(mark, found + 1)
  return found < 0 ? Infinity : found
}

function isEscaped(text: string, at: number): boolean {
  let backslashes = 0
  while (text[at - 1 - backslashes] === '\\') backslashes++
  return backslashes % 2 === 1
}

/** False when groups are nested deeper than anybody writes; the brace is then a character. */
export function openGroup(reading: Reading, end: string): boolean {
  if (reading.groups.length >= deepestGroup) return false
  reading.groups.push({ end, styles: [] })
  return true
}

/** A group whose braces are shown, opening brace included. */
export function openShownGroup(reading: Reading): void {
  literal(reading)
  openGroup(reading, '}')
}

export function closeGroup(reading: Reading): void {
  const { end, styles } = reading.groups.pop()!
  closeStyles(reading, styles)
  say(reading, end)
}

/** At the end of the text: what was never closed. */
export function closeAll(reading: Reading): Piece[] {
  for (const { styles } of reading.groups.reverse()) closeStyles(reading, styles)
  return reading.pieces
}

function closeStyles(reading: Reading, styles: Style[]): void {
  for (const style of styles.reverse()) {
    if (style === 'a') reading.links--
    reading.pieces.push({ kind: 'close', style })
  }
}

/** A style until the innermost group ends. */
export function openStyle(reading: Reading, style: Style, url?: string): true {
  if (style === 'a') reading.links++
  reading.groups.at(-1)!.styles.push(style)
  reading.pieces.push(url === undefined ? { kind: 'open', style } : { kind: 'open', style, url })
  return true
}

/** A link that shows its address, or the bare text inside another link; false when it is no address of the web. */
export function link(reading: Reading, url: string): boolean {
  if (!isWebAddress(url)) return false
  if (reading.links > 0) return say(reading, url)
  reading.pieces.push({ kind: 'link', url })
  return true
}

/** With a host, and without a user name that looks like one. */
export function isWebAddress(url: string): boolean {
  const parsed = URL.parse(url)
  return parsed !== null && /^https?:$/.test(parsed.protocol) && parsed.hostname !== '' && parsed.username === ''
}

/** `\_` and its like inside an address. */
export function unescapedUrl(url: string): string {
  return url.replace(/\\([_%#&~])/g, '$1')
}
