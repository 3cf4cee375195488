/** `causerie saved`, as a person types it and as a program reads it. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { causerie, temporaryHomes } from './testing.ts'

let homes: Awaited<ReturnType<typeof temporaryHomes>>
beforeAll(async () => {
  homes = await temporaryHomes()
}, 90_000)
afterAll(() => homes.remove())

test('adds, lists and removes; the address of the page stands below the search', async () => {
  const home = homes.fresh()
  const none = await causerie(['saved'], { home })
  expect(none).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('No search is saved') })
  const added = await causerie(['saved', 'add', 'Causal discovery', 'causal', 'discovery', 'year:2022..'], { home })
  expect(added).toMatchObject({ code: 0, stderr: '' })
  expect(added.stdout).toContain('  Causal discovery\n  causal discovery year:2022..\n  /saved/causal-discovery')
  const { stdout } = await causerie(['saved', 'list', '--json'], { home })
  expect(JSON.parse(stdout).items).toMatchObject([{ slug: 'causal-discovery', query: 'causal discovery year:2022..' }])
  const gone = await causerie(['saved', 'remove', 'causal-discovery', '--json'], { home })
  expect(JSON.parse(gone.stdout)).toEqual({ items: [] })
}, 120_000)

test('a refusal is one sentence with a way out, and code 1', async () => {
  const home = homes.fresh()
  const unread = await causerie(['saved', 'add', 'soon', 'year:soon', '--json'], { home })
  expect(unread.code).toBe(1)
  expect(JSON.parse(unread.stdout).error).toMatchObject({
    code: 'search/query',
    message: expect.stringContaining('year:soon'),
  })
  const unknown = await causerie(['saved', 'remove', 'nobody'], { home })
  expect(unknown).toMatchObject({ code: 1, stdout: '' })
  expect(unknown.stderr).toMatch(
    /^No search is saved as “nobody”\.\nNone is saved yet: causerie saved add NAME QUERY\n$/,
  )
}, 120_000)

test.each([
  [['add'], 'Give the search a name.'],
  [['add', 'swans'], 'Say what “swans” should look for.'],
  [['remove'], 'Name the search to remove.'],
  [['remove', 'a', 'b'], '“b” is too much'],
  [['list', 'a'], '“a” is too much'],
  [['keep', 'a'], 'saved cannot “keep”'],
])(
  'saved %j is a mistake in the words',
  async (words, sentence) => {
    const { code, stderr } = await causerie(['saved', ...words], { home: homes.untouched() })
    expect(code).toBe(2)
    expect(stderr).toContain(sentence)
    expect(stderr).toContain('Usage: causerie saved')
  },
  60_000,
)
