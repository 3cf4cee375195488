import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type JsonItem, jsonRecords } from './jsonRecords.ts'
import { lines } from './lines.ts'

async function* pieces(text: string, size = text.length || 1): AsyncGenerator<string> {
  for (let i = 0; i < text.length; i += size) yield text.slice(i, i + size)
}

async function read(text: string, size?: number, options = {}): Promise<JsonItem[]> {
  return Array.fromAsync(jsonRecords(pieces(text, size), options))
}

const valuesOf = (items: JsonItem[]) => items.flatMap((item) => (item.kind === 'value' ? [item.value] : []))

test('an array, a wrapped array, one object and one object a line all give their records', async () => {
  const a = { title: 'a', deep: [{ x: '}]"\\' }] }
  const b = { title: 'b\u2028', data: 3 }
  for (const text of [
    JSON.stringify([a, b]),
    JSON.stringify([a, b], null, 2),
    JSON.stringify({ total: 2, meta: { data: [1] }, data: [a, b], next: 'x' }),
    JSON.stringify({ total: 2, results: [a, b], group_by: [] }, null, 1),
    `${JSON.stringify(a)}\n${JSON.stringify(b)}\n`,
    `\ufeff${JSON.stringify(a)}\r\n\r\n${JSON.stringify(b)}`,
  ]) {
    for (const size of [1, 7, undefined]) expect(await read(text, size)).toMatchObject([{ value: a }, { value: b }])
  }
})

test('property: whatever the values and however they are cut and indented, they come back', async () => {
  const record = fc.dictionary(fc.string(), fc.jsonValue())
  await fc.assert(
    fc.asyncProperty(
      fc.array(record),
      fc.integer({ min: 0, max: 2 }),
      fc.integer({ min: 1, max: 9 }),
      async (records, indent, size) => {
        expect(valuesOf(await read(JSON.stringify(records, null, indent), size))).toEqual(
          JSON.parse(JSON.stringify(records)),
        )
      },
    ),
  )
})

test('one malformed record is named and its neighbours survive', async () => {
  for (const broken of [
    '{"title": }',
    '{"title": "open}',
    '{"title": "no bracket", "more": {"a": 1}',
    'swan',
    '{"a":1]',
  ]) {
    const asLines = await read(`{"n":1}\n${broken}\n{"n":2}\n{"n":3}\n`)
    expect(valuesOf(asLines), broken).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }])
    expect(asLines[1]).toMatchObject({
      kind: 'skipped',
      where: 'line 2',
      reason: expect.stringContaining('not valid JSON'),
    })
    const inArray = await read(
      `[\n  {\n    "n": 1\n  },\n  ${broken},\n  {\n    "n": 2\n  },\n  {\n    "n": 3\n  }\n]`,
      3,
    )
    expect(valuesOf(inArray), broken).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }])
    expect(inArray[1]).toMatchObject({ kind: 'skipped', where: 'record 2 (line 5)' })
  }
})

test('unindented JSON with nested objects at the margin is not mistaken for broken records', async () => {
  const text = JSON.stringify([{ a: [{ b: 1 }, { b: 2 }] }, { a: [{ b: 3 }] }, { a: [] }], null, 1).replace(
    /\n +/g,
    '\n',
  )
  expect(valuesOf(await read(text))).toHaveLength(3)
})

test('a cut file yields what is complete and a note', async () => {
  for (const text of ['[{"n":1},{"n":2},{"n":', '{"data":[{"n":1},{"n":2}', '[{"n":1},{"n":2},']) {
    const items = await read(text)
    expect(valuesOf(items)).toEqual([{ n: 1 }, { n: 2 }])
    expect(items.at(-1)).toMatchObject({ kind: 'note', text: expect.stringContaining('ends early') })
  }
})

test('a record over the limit is skipped without being kept', async () => {
  const items = await read(`[{"n":1},{"t":"${'x'.repeat(5000)}"},{"n":2}]`, 64, { maxLength: 1000 })
  expect(valuesOf(items)).toEqual([{ n: 1 }, { n: 2 }])
  expect(items[1]).toMatchObject({ kind: 'skipped', reason: expect.stringContaining('at most 1000') })
})

test('empty text, blanks and an empty list hold nothing', async () => {
  for (const text of ['', ' \n', '[]', '{"data":[]}']) expect(await read(text)).toEqual([])
})

test('lines end at a line feed only, and an overlong line costs only itself', async () => {
  const found = await Array.fromAsync(lines(pieces('\ufeffa\r\nb\u2028c\n\nxxxxxxxxx\nd', 2), { maxLength: 6 }))
  expect(found).toEqual([
    { number: 1, text: 'a' },
    { number: 2, text: 'b\u2028c' },
    { number: 3, text: '' },
    { number: 4, tooLong: 9 },
    { number: 5, text: 'd' },
  ])
})
