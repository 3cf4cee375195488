/**
 * The suite every source passes: `testSource(source, fixtures)` inside a test file. It goes through the public door
 * only (`detect` and `parse`), on the source's own fixtures, pretty and ugly, whole and cut in pieces.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { identifierOf } from '../identifiers.ts'
import { isPartialDate } from '../partialDate.ts'
import type { PaperRecord } from '../record.ts'
import { cleanText } from '../text.ts'
import type { ParseContext, ParsedItem, Source } from './source.ts'

export type Fixture = {
  name: string
  text: string
  /** Not everything in it is well-formed: `detect` may hesitate, and parsing must report something. */
  isUgly?: boolean
}

export type ContractOptions = {
  /** Why two records of one file may have one key; without it, keys must differ. */
  keysMayRepeat?: string
  context?: Partial<ParseContext>
}

/** The files of `sources/fixtures/<folder>`; those whose name begins with `ugly` are ugly. */
export function fixturesIn(folder: string): Fixture[] {
  const at = join(import.meta.dirname, 'fixtures', folder)
  return readdirSync(at)
    .sort()
    .map((name) => ({ name, text: readFileSync(join(at, name), 'utf8'), isUgly: name.startsWith('ugly') }))
}

/** All items `source` finds in `text`, fed in pieces of `size` UTF-16 units. */
export async function parseText(
  source: Source,
  text: string,
  context: Partial<ParseContext> = {},
  size = text.length,
): Promise<ParsedItem[]> {
  return Array.fromAsync(source.parse(pieces(text, size), { name: '', today: '2099-02-01', ...context }))
}

export function recordsOf(items: readonly ParsedItem[]): PaperRecord[] {
  return items.flatMap((item) => (item.kind === 'record' ? [item.record] : []))
}

export function testSource(
  source: Source,
  fixtures: readonly Fixture[],
  { keysMayRepeat, context }: ContractOptions = {},
): void {
  const contextOf = ({ name }: Fixture) => ({ name, ...context })
  const read = (fixture: Fixture, size?: number) => parseText(source, fixture.text, contextOf(fixture), size)

  describe(`the contract of sources, kept by ${source.id}`, () => {
    test('recognises its own fixtures, whatever they are called', () => {
      for (const { name, text, isUgly } of fixtures) {
        const certainty = source.detect({ name: '', head: text.slice(0, 65536) })
        expect(certainty, name).toBeGreaterThan(isUgly ? 0 : 0.3)
        expect(certainty, name).toBeLessThanOrEqual(1)
      }
    })

    test('leaves the fixtures of other formats to their sources', async () => {
      const { detectSource } = await import('./registry.ts')
      for (const { name, text, isUgly } of fixtures) {
        if (!isUgly) expect(detectSource({ name: '', head: text.slice(0, 65536) })?.source.id, name).toBe(source.id)
      }
    })

    test('parsing is pure: the same text gives the same items, and the context is not touched', async () => {
      for (const fixture of fixtures) {
        const frozen = Object.freeze({ name: fixture.name, today: '2099-02-01', ...context })
        const once = await Array.fromAsync(source.parse(pieces(fixture.text, 1000), frozen))
        const again = await Array.fromAsync(source.parse(pieces(fixture.text, 1000), frozen))
        expect(again, fixture.name).toEqual(once)
      }
    })

    test('chunk boundaries do not matter', async () => {
      for (const fixture of fixtures) {
        const whole = await read(fixture)
        for (const size of [1, 7]) expect(await read(fixture, size), `${fixture.name} by ${size}`).toEqual(whole)
      }
    })

    test('every record is clean, canonical and dated in the grammar', async () => {
      for (const fixture of fixtures)
        for (const record of recordsOf(await read(fixture))) checkRecord(record, fixture.name)
    })

    test(keysMayRepeat ? `keys may repeat: ${keysMayRepeat}` : 'keys are unique within a file', async () => {
      for (const fixture of fixtures) {
        const keys = recordsOf(await read(fixture)).map(({ key }) => key)
        if (!keysMayRepeat) expect(new Set(keys).size, fixture.name).toBe(keys.length)
      }
    })

    test('what cannot be a paper is reported with its place and a reason', async () => {
      for (const fixture of fixtures) {
        const others = (await read(fixture)).filter(({ kind }) => kind !== 'record')
        if (fixture.isUgly) expect(others.length, fixture.name).toBeGreaterThan(0)
        for (const item of others)
          expect(item.kind === 'note' ? item.text : item.kind === 'skipped' && item.where && item.reason).toBeTruthy()
      }
    })

    test('a file cut anywhere, nonsense and nothing at all never throw', async () => {
      for (const { name, text } of fixtures) {
        for (const share of [0.1, 0.37, 0.62, 0.9])
          await parseText(source, text.slice(0, Math.floor(text.length * share)), { name, ...context })
      }
      for (const nonsense of ['\u0000\ufffd{[<', 'a swan', '<a><b></a>', '[[[[', '@{', '"']) {
        expect(recordsOf(await parseText(source, nonsense, context)), nonsense).toEqual([])
      }
      for (const nothing of ['', '\n', '  \r\n'])
        expect(recordsOf(await parseText(source, nothing, context))).toEqual([])
    })

    test('a reader that stops early ends the source', async () => {
      let isClosed = false
      async function* trailing(text: string) {
        try {
          yield text
          for (let i = 0; i < 1000; i++) yield ' ' // a source that needs the whole text reads to the end
        } finally {
          isClosed = true
        }
      }
      const [fixture] = fixtures
      for await (const item of source.parse(trailing(fixture!.text), {
        name: fixture!.name,
        today: '2099-02-01',
        ...context,
      })) {
        if (item) break
      }
      expect(isClosed).toBe(true)
    })
  })
}

async function* pieces(text: string, size: number): AsyncGenerator<string> {
  for (let i = 0; i < text.length; i += size) yield text.slice(i, i + size)
}

function checkRecord(record: PaperRecord, fixture: string): void {
  const named = `${basename(fixture)}: ${record.key}`
  expect(record.key, named).not.toBe('')
  expect(record.title, named).not.toBe('')
  for (const text of [record.title, record.abstract, record.venue, ...(record.authors ?? []).map(({ name }) => name)]) {
    if (text !== undefined) expect(text, named).toBe(cleanText(text))
    expect(text, named).not.toBe('')
  }
  for (const { scheme, value } of record.identifiers ?? [])
    expect(identifierOf(scheme, value), named).toEqual({ scheme, value })
  for (const date of Object.values(record.dates ?? {})) expect(isPartialDate(date), `${named}: ${date}`).toBe(true)
  if (record.listing) expect(record.listing.day, named).toMatch(/^\d{4}-\d\d-\d\d$/)
  for (const { url } of record.links ?? []) expect(URL.canParse(url), `${named}: ${url}`).toBe(true)
  for (const value of Object.values(record))
    expect(Array.isArray(value) && value.length === 0, `${named}: empty list`).toBe(false)
}
