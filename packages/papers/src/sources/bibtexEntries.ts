/**
 * Cuts a BibTeX file into its entries with their line numbers. Braces are counted; where an entry never closes, the
 * next `@word{` that begins a line begins a new one, so that one slip does not swallow the rest of the file.
 */
import { lines, maxRecordLength } from './lines.ts'

export type BibtexPiece = { line: number; type: string; text: string; isOpen?: boolean; tooLong?: number }

const start = /^\s*@\s*([A-Za-z]+)\s*[{(]/

export async function* bibtexEntries(chunks: AsyncIterable<string>): AsyncGenerator<BibtexPiece> {
  let entry: { line: number; type: string; parts: string[]; length: number; depth: number } | undefined
  const taken = (isOpen: boolean): BibtexPiece => {
    const { line, type, parts, length } = entry!
    entry = undefined
    return {
      line,
      type,
      text: parts.join('\n'),
      ...(isOpen && { isOpen }),
      ...(length > maxRecordLength && { tooLong: length }),
    }
  }
  for await (const line of lines(chunks)) {
    let text = 'text' in line ? line.text : ''
    for (;;) {
      const begins = start.exec(text)
      if (begins && entry) yield taken(true)
      if (begins) entry = { line: line.number, type: begins[1]!.toLowerCase(), parts: [], length: 0, depth: 0 }
      if (!entry) break
      const { end, depth } = closing(text, entry.depth)
      entry.depth = depth
      entry.length += 'tooLong' in line ? line.tooLong : text.length
      if (entry.length <= maxRecordLength) entry.parts.push(end < 0 ? text : text.slice(0, end))
      if (end < 0) break
      yield taken(false)
      text = text.slice(end) // several entries may share a line
      const next = text.indexOf('@')
      if (next < 0 || !start.test(text.slice(next))) break
      text = text.slice(next)
    }
  }
  if (entry) yield taken(true)
}

/** Where the entry closes in this line (after the bracket), or −1 and the depth to go on with. */
function closing(text: string, before: number): { end: number; depth: number } {
  let depth = before
  for (let i = 0; i < text.length; i++) {
    const char = text[i]
    if (char === '\\') i++
    else if (char === '{' || (char === '(' && depth === 0)) depth++
    else if (char === '}' || (char === ')' && depth === 1 && isRound(text, before))) {
      depth--
      if (depth <= 0) return { end: i + 1, depth: 0 }
    }
  }
  return { end: -1, depth }
}

/** `@article( … )` is legal and rare: a round bracket closes only an entry that began with one on this line. */
function isRound(text: string, before: number): boolean {
  return before === 0 && /^\s*@\s*[A-Za-z]+\s*\(/.test(text)
}
