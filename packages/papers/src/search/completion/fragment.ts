/** What is being written at the caret: a field's value, or the last words. */
import { type FieldName, fieldNamed } from '../query/fields.ts'

export type Fragment = {
  /** Whose value is written; absent in plain words. */
  field?: FieldName
  /** The text to complete; where it begins and ends in the query, an opening quotation mark included. */
  typed: string
  start: number
  end: number
  excluded: boolean
}

const openQuote = /(?:^|[\s(|])(-?)(?:([a-z]+):)?(["“„«])([^"”“»]*)$/iu
const openWord = /(?:^|[\s(|])(-?)(?:([a-z]+):)?([^\s()|"“”„«»]*)$/iu
const longest = 100

/** Undefined in the middle of a word, and where nothing has been begun. */
export function fragmentAt(text: string, caret: number): Fragment | undefined {
  const left = text.slice(0, caret)
  const closing = /^["”“»]/.exec(text.slice(caret))
  const quoted = isInQuotes(left) ? openQuote.exec(left) : null
  if (/^[^\s()|]/.test(text.slice(caret)) && !(quoted && closing)) return undefined
  const end = caret + (quoted && closing ? 1 : 0)
  if (quoted) return fragment({ minus: quoted[1], name: quoted[2], typed: quoted[4]!, quote: 1, caret, end })
  const word = openWord.exec(left)
  return word ? fragment({ minus: word[1], name: word[2], typed: word[3]!, quote: 0, caret, end }) : undefined
}

type Parts = {
  minus?: string | undefined
  name?: string | undefined
  typed: string
  quote: number
  caret: number
  end: number
}

function fragment({ minus, name, typed, quote, caret, end }: Parts): Fragment | undefined {
  const field = name === undefined ? undefined : fieldNamed(name)
  if (name !== undefined && !field) return undefined
  if (typed.length > longest || (!field && typed.trim() === '')) return undefined
  return { ...(field ? { field } : {}), typed, start: caret - typed.length - quote, end, excluded: minus === '-' }
}

/** Straight marks open and close in turn; a curly one is open until its partner comes. */
function isInQuotes(left: string): boolean {
  let open = ''
  for (const sign of left) {
    if (open === '' && '"“„«'.includes(sign)) open = sign
    else if (open !== '' && closes[open]!.includes(sign)) open = ''
  }
  return open !== ''
}

const closes: Record<string, string> = { '"': '"”', '“': '”"', '„': '“”"', '«': '»' }

/** The fragment and the words before it, longest run first: "by bernhard sch" may be a name of two words. */
export function runsAt(text: string, { typed, start, end }: Fragment): { typed: string; start: number; end: number }[] {
  const runs = [{ typed, start, end }]
  if (!text.startsWith(typed, start)) return runs // it stands in quotation marks
  const before = text.slice(0, start)
  const words = /(?:(?<![^\s(|])[\p{L}\p{N}][\p{L}\p{N}\p{M}’'.-]*\s+){1,5}$/u.exec(before)?.[0] ?? ''
  for (const { index } of [...words.matchAll(/\S+/g)].toReversed()) {
    const word = words.slice(index).trimStart()
    if (/^(?:OR|AND)\s/.test(word)) break
    runs.push({ typed: word + typed, start: start - word.length, end })
  }
  return runs.toReversed()
}
