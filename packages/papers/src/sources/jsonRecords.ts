/** JSON records out of chunks of text, each parsed for itself: a malformed one is skipped, the others survive. */
import { type JsonPiece, JsonScanner, type ScannerOptions } from './jsonScanner.ts'
import type { ParseContext, ParsedItem, Sample } from './source.ts'

export type JsonItem =
  | { kind: 'value'; where: string; line: number; number: number; value: unknown }
  | Exclude<ParsedItem, { kind: 'record' }>

/** Keys under which the services known here wrap their list of papers. */
export const listKeys = ['data', 'results', 'papers', 'recommendedPapers', 'matches', 'items'] as const

export type JsonRecordsOptions = ScannerOptions & {
  /** What a record is called in messages: `entry 3 (line 40)`. */
  noun?: string
  /** File name for messages. */
  name?: string
}

export async function* jsonRecords(
  chunks: AsyncIterable<string>,
  options: JsonRecordsOptions = {},
): AsyncGenerator<JsonItem> {
  const scanner = new JsonScanner({ within: listKeys, ...options })
  for await (const chunk of chunks) for (const piece of scanner.push(chunk)) yield toItem(piece, options)
  for (const piece of scanner.end()) yield toItem(piece, options)
}

/** Every object of the input through `toItems`; whatever else stands there is skipped with a reason. */
export async function* parsedJson(
  text: AsyncIterable<string>,
  noun: string,
  { name }: ParseContext,
  toItems: (object: Record<string, unknown>, where: string) => ParsedItem[],
): AsyncGenerator<ParsedItem> {
  for await (const item of jsonRecords(text, { noun, name })) {
    if (item.kind !== 'value') yield item
    else if (isObject(item.value)) yield* toItems(item.value, item.where)
    else yield { kind: 'skipped', where: item.where, reason: `expected ${aOr(noun)}, found ${described(item.value)}` }
  }
}

/** A value in a message: `null`, `a list of 3`, `an object`, `"swan"`. */
export function described(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return `a list of ${value.length}`
  return typeof value === 'object' ? 'an object' : `${JSON.stringify(value)}`.slice(0, 60)
}

/** The first records of a sample that are whole, for `detect`; of a first record that is cut, the keys it shows. */
export function sampleRecords({ head }: Sample, within: readonly string[] = listKeys): Record<string, unknown>[] {
  const start = head.trimStart()[0]
  if (start !== '{' && start !== '[' && start !== '\ufeff') return []
  const pieces = new JsonScanner({ within }).push(head).slice(0, 5)
  const whole = pieces.flatMap((piece) => (piece.kind === 'element' ? (parsed(piece.text) ?? []) : []))
  const objects = whole.filter(isObject)
  return objects.length > 0 || pieces.length > 1 ? objects : [shownKeys(head)]
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function toItem(piece: JsonPiece, { name = '', noun = 'record' }: JsonRecordsOptions): JsonItem {
  const of = name ? ` of ${name}` : ''
  if (piece.kind === 'cut') {
    const text = `${name || 'The input'} ends early, on line ${piece.line}, in the middle of ${piece.unfinished}. What is complete was read.`
    return { kind: 'note', text }
  }
  const { number, line } = piece
  const where = piece.isInList ? `${noun} ${number} (line ${line})${of}` : `line ${line}${of}`
  if (piece.kind === 'bad') return { kind: 'skipped', where, reason: piece.reason }
  try {
    return { kind: 'value', where, line, number, value: JSON.parse(piece.text) }
  } catch (error) {
    return { kind: 'skipped', where, reason: `it is not valid JSON: ${shortened((error as Error).message)}` }
  }
}

function aOr(noun: string): string {
  return `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`
}

function shortened(message: string): string {
  return message.replace(/\s+/g, ' ').slice(0, 160)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** `"key":` wherever it stands, with the beginning of a string value. */
function shownKeys(head: string): Record<string, unknown> {
  const keys: Record<string, unknown> = {}
  for (const [, key = '', value] of head.matchAll(/"([A-Za-z_#]\w{0,40})"\s*:\s*("[^"\\]{0,200}"|\[|\{|[\d.tfn-])?/g)) {
    keys[key] ??= value?.startsWith('"') ? value.slice(1, -1) : value === '[' ? [] : value === '{' ? {} : 0
  }
  return keys
}
