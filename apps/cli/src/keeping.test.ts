/** Commands that keep and search a home, each in a process of its own. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { openHouse } from '@causerie/papers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { causerie, inventedLines, temporaryHomes } from './testing.ts'

let homes: Awaited<ReturnType<typeof temporaryHomes>>
beforeAll(async () => {
  homes = await temporaryHomes()
})
afterAll(() => homes.remove())

async function answer(home: string, ...words: string[]) {
  const { stdout, stderr, code } = await causerie([...words, '--json'], { home })
  return { code, stderr, result: JSON.parse(stdout) }
}

describe('search', () => {
  test('answers 0 when something is found and 1 when nothing is, and says which', async () => {
    const home = homes.fresh()
    const found = await causerie(['search', 'tabular', 'year:2023'], { home })
    expect(found.code).toBe(0)
    expect(found.stdout).toMatch(/paper.* · 2023 · \d+ ms/)
    expect(found.stdout).toContain('arXiv:2207.01848')
    const none = await causerie(['search', 'quetzalcoatlus', 'year:1066'], { home })
    expect(none).toMatchObject({
      code: 1,
      stdout: 'Nothing found · 1066 · by words alone: the model of meaning does not know these words.\n',
      stderr: '',
    })
    const wrong = await causerie(['search', 'year:soon'], { home })
    expect(wrong).toMatchObject({ code: 1, stdout: '' })
    expect(wrong.stderr).toContain('“year:soon” cannot be read')
  })

  test('--explain shows parts that add up to the score; --mode is one of three', async () => {
    const home = homes.fresh()
    const { stdout } = await causerie(['search', 'causal tabular', '--limit', '1', '--explain'], { home })
    const values = [...stdout.matchAll(/^ {4}(.+?) {2,}(-?\d\.\d{4})/gm)].map(([, name, value]) => ({
      name,
      value: Number(value),
    }))
    expect(values.at(-1)!.name).toBe('score')
    const parts = values.slice(0, -1).reduce((sum, { value }) => sum + value, 0)
    expect(Math.abs(parts - values.at(-1)!.value)).toBeLessThan(0.001)
    const words = await causerie(['search', 'causal tabular', '--mode', 'words', '--json'], { home })
    expect(JSON.parse(words.stdout)).toMatchObject({ mode: 'words' })
    const hybrid = await causerie(['search', 'causal tabular', '--json'], { home })
    expect(JSON.parse(hybrid.stdout)).toMatchObject({ mode: 'hybrid' })
    const wrong = await causerie(['search', 'causal', '--mode', 'magic'], { home })
    expect(wrong).toMatchObject({ code: 2 })
    expect(wrong.stderr).toContain('--mode is “magic”')
  }, 120_000)

  test("--queries answers each line with the papers' own ids, best first", async () => {
    const home = homes.fresh()
    await causerie(['import', homes.file('swans.jsonl', inventedLines(0, 60))], { home })
    const queries = [
      { id: 'one', text: 'Counting swans on lake number 17' },
      { id: 2, text: 'lake number 42' },
      { id: 'catalogue', text: 'Transformer that solves small tabular classification problems' },
      { id: 'hostile', text: '"author: year:soon * AND 🦢 -"' },
      { id: 'nothing', text: 'quetzalcoatlus' },
      { id: 'empty', text: '' },
    ]
    const file = homes.file('queries.jsonl', `\ufeff${queries.map((one) => JSON.stringify(one)).join('\r\n')}\r\n\r\n`)
    const { code, stdout, stderr } = await causerie(['search', '--queries', file, '--limit', '5'], { home })
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(lines.map(({ id }) => id)).toEqual(['one', '2', 'catalogue', 'hostile', 'nothing', 'empty'])
    for (const line of lines) {
      expect(Object.keys(line)).toEqual(['id', 'hits'])
      expect(line.hits.length).toBeLessThanOrEqual(5)
      for (const hit of line.hits) expect(hit).toEqual({ id: expect.any(String), score: expect.any(Number) })
    }
    expect(lines.slice(0, 3).map(({ hits }) => hits[0].id)).toEqual(['swan-17', 'swan-42', 'tabpfn'])
    expect(lines.slice(4).map(({ hits }) => hits)).toEqual([[], []])
  })

  test.each([
    ['{"id": "a", "text": "x"}\n{"id": "b"}\n', 'line 2'],
    ['not json\n', 'line 1'],
    ['{"id": {}, "text": "x"}\n', 'line 1'],
  ])('--queries names the line that is no query: %j', async (content, where) => {
    const { code, stdout, stderr } = await causerie(['search', '--queries', homes.file('bad.jsonl', content)], {
      home: homes.fresh(),
    })
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toContain(where)
    expect(stderr).not.toMatch(/^\s+at /m)
  })

  test('--queries of a file that is not there is a sentence', async () => {
    const { code, stderr } = await causerie(['search', '--queries', '/nowhere/queries.jsonl'], { home: homes.fresh() })
    expect(code).toBe(1)
    expect(stderr).toContain('/nowhere/queries.jsonl')
    expect(stderr).not.toMatch(/^\s+at |defect/m)
  })
})

describe('backup and restore', () => {
  test('carry a library into another home, where it is found', { timeout: 120_000 }, async () => {
    const home = homes.fresh()
    await causerie(['import', homes.file('swans.jsonl', inventedLines(0, 30))], { home })
    const file = join(homes.folder, 'library.jsonl.zst')
    const saved = await causerie(['backup', file], { home })
    expect(saved.stdout).toMatch(new RegExp(`^[\\d\\s]+ rows written to ${file}\n$`, 'u'))

    const other = homes.untouched()
    expect((await causerie(['restore', file], { home: other })).code, 'only the catalogue is there').toBe(0)
    const refused = await answer(other, 'restore', file)
    expect(refused).toMatchObject({ code: 1, result: { error: { code: 'store/not-empty' } } })
    expect(refused.result.error.hint).toContain('--replace')
    expect((await causerie(['restore', file, '--replace'], { home: other })).code).toBe(0)
    const [before, after] = await Promise.all([answer(home, 'status'), answer(other, 'status')])
    expect(after.result).toMatchObject({ papers: before.result.papers, indexed: 74 })
    const found = await answer(other, 'search', '"lake number 29"')
    expect(found.result.hits[0].paper.title).toBe('Counting swans on lake number 29')
    expect((await answer(other, 'doctor')).result.healthy).toBe(true)
    const again = await answer(other, 'import', homes.file('swans.jsonl', inventedLines(0, 31)))
    expect(again.result).toMatchObject({ added: 1, unchanged: 30 })
  })

  test.each([
    ['a file that is no backup', 'once upon a time\n'],
    ['an empty file', ''],
  ])('of %s changes nothing and says so', async (_, content) => {
    const home = homes.fresh()
    const { code, result } = await answer(home, 'restore', homes.file('bad.zst', content), '--replace')
    expect({ code, error: result.error.code }).toEqual({ code: 1, error: 'store/bad-backup' })
    expect(result.error.message).toContain('Nothing was changed')
    expect((await answer(home, 'status')).result).toMatchObject({ papers: 44, indexed: 44 })
  })

  test('to a folder that is not there is a sentence', async () => {
    const ended = await causerie(['backup', '/nowhere/at/all.zst'], { home: homes.fresh() })
    expect(ended).toMatchObject({ code: 1, stdout: '' })
    expect(ended.stderr).toContain('/nowhere/at/all.zst')
    expect(ended.stderr).not.toMatch(/^\s+at /m)
  })
})

describe('doctor', () => {
  test('finds a home well, in words and with code 0', async () => {
    const { code, stdout } = await causerie(['doctor'], { home: homes.fresh() })
    expect(code).toBe(0)
    expect(stdout).toContain('✓ search index: 44 papers indexed of 44\n')
    expect(stdout).not.toContain('✗')
  })

  test('finds papers missing from the index, and --repair brings them back', async () => {
    const home = homes.fresh()
    const house = await openHouse({ home, embedder: 'as set' })
    const [hit] = (await house.search('TabPFN')).hits
    await house.index.remove([hit!.paper.id])
    await house.close()
    const ill = await causerie(['doctor'], { home })
    expect(ill.code).toBe(1)
    expect(ill.stdout).toContain('✗ search index: 43 papers indexed of 44, 1 missing in the index (')
    expect(ill.stdout).toContain('doctor --repair')
    const repaired = await answer(home, 'doctor', '--repair')
    expect(repaired).toMatchObject({ code: 0, result: { healthy: true } })
    expect(JSON.stringify(repaired.result)).toContain('rebuilt now')
    expect((await answer(home, 'search', 'TabPFN')).result.hits[0].paper.slug).toBe('tabpfn')
  })

  test.each(['', 'papers-1.lance/data', 'papers-1.lance/_versions', 'papers-1.lance/_indices'])(
    'has nothing to find where index/%s was deleted: opening made it anew',
    async (part) => {
      const home = homes.fresh()
      rmSync(join(home, 'index', part), { recursive: true })
      expect(await answer(home, 'doctor')).toMatchObject({ code: 0, result: { healthy: true } })
      expect((await answer(home, 'search', 'TabPFN')).result.hits[0].paper.slug).toBe('tabpfn')
    },
  )

  test('reindex says how many papers there are', async () => {
    const { code, stdout } = await causerie(['reindex'], { home: homes.fresh() })
    expect({ code, stdout }).toEqual({ code: 0, stdout: '44 papers indexed.\n' })
  })
})

describe('suggestions', () => {
  const twins = [
    { id: 'a', title: 'Swans seen twice', authors: ['Ada Quill'], doi: '10.1234/a', year: 2020, abstract: 'Swans.' },
    {
      id: 'b',
      title: 'Swans seen twice',
      authors: ['Ada Quill'],
      arxivId: '2101.00042',
      year: 2021,
      venue: 'Pond Days',
    },
  ]

  test('are listed, accepted, undone and dismissed', { timeout: 120_000 }, async () => {
    const home = homes.fresh()
    expect((await causerie(['suggestions'], { home })).stdout).toBe('Nothing to decide.\n')
    const lines = twins.map((paper) => JSON.stringify(paper)).join('\n')
    await causerie(['import', homes.file('twins.jsonl', lines)], { home })
    const { result } = await answer(home, 'suggestions')
    expect(result).toMatchObject({ total: 1, items: [{ state: 'open', keep: { title: 'Swans seen twice' } }] })
    const id = String(result.items[0].id)
    expect((await causerie(['suggestions'], { home })).stdout).toContain(`${id}. Swans seen twice`)

    expect((await answer(home, 'suggestions', '--accept', id)).result.total).toBe(0)
    const merged = await answer(home, 'search', '"seen twice"')
    expect(merged.result.hits).toHaveLength(1)
    expect(merged.result.hits[0].paper).toMatchObject({ abstract: 'Swans.', venue: 'Pond Days' })
    expect((await answer(home, 'suggestions', '--state', 'accepted')).result.items[0]).toMatchObject({
      state: 'accepted',
    })
    const twice = await answer(home, 'suggestions', '--accept', id)
    expect(twice).toMatchObject({ code: 1, result: { error: { code: 'suggestion/state' } } })

    expect((await answer(home, 'suggestions', '--undo', id)).result.total).toBe(1)
    const apart = await answer(home, 'search', '"seen twice"')
    expect(apart.result.hits).toHaveLength(2)
    expect(apart.result.hits.map(({ paper }: { paper: { venue?: string } }) => paper.venue ?? '').sort()).toEqual([
      '',
      'Pond Days',
    ])

    expect((await answer(home, 'suggestions', '--dismiss', id)).result.total).toBe(0)
    expect((await answer(home, 'suggestions', '--state', 'dismissed')).result.total).toBe(1)
    const unknown = await answer(home, 'suggestions', '--accept', '999')
    expect(unknown).toMatchObject({ code: 1, result: { error: { code: 'suggestion/unknown' } } })
    expect((await answer(home, 'doctor')).result.healthy).toBe(true)
  })
})
