/** The lexicon as a house has it: words and names of the papers, corrections and completions, after every write. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { House } from '../../house/house.ts'
import { type Homes, put, temporaryHomes } from '../../house/testing.ts'

let homes: Homes
let house: House
beforeAll(async () => {
  homes = await temporaryHomes()
  house = await homes.open(homes.fresh())
  await put(house, [
    {
      key: 'a',
      title: 'Avocets at dawn',
      abstract: 'Migration of avocets.',
      authors: [{ name: 'Bernhard Schölkopf' }, { name: 'Reed, Jr' }],
      organisations: ['University of California, Davis', 'EPFL'],
      topics: ['Wading birds', 'cs.LG'],
      venue: 'Journal of Ponds',
    },
    { key: 'b', title: 'Avocets at noon', authors: [{ name: 'Bernhard Schölkopf' }], topics: ['Noon'] },
  ])
  await house.lexicon.ready()
}, 60_000)
afterAll(() => homes.remove())

const labels = async (text: string, caret = text.length) =>
  (await house.complete(text, caret)).map(({ kind, label }) => `${kind} ${label}`)

describe('completions', () => {
  test.each([
    ['scho', ['author Bernhard Schölkopf']],
    ['lakes schö', ['author Bernhard Schölkopf']],
    ['davis', ['org University of California, Davis']],
    ['wading', ['topic Wading birds']],
    ['topic:noon', ['topic Noon']], // its paper has no venue
    ['venue:jou', ['venue Journal of Ponds']],
    ['author:', ['author Bernhard Schölkopf', 'author Reed, Jr']],
    ['like:noon', ['paper Avocets at noon']],
    ['avocets at', ['paper Avocets at dawn', 'paper Avocets at noon']],
    ['has:', ['field has:code']],
    ['year:20', []],
    ['ven', ['field venue:']],
    ['-scho', []],
    ['"scho', ['author Bernhard Schölkopf']],
  ])('%s', async (text, expected) => expect(await labels(text)).toEqual(expected))

  test.each([
    ['lakes scho', 'lakes author:"Bernhard Schölkopf" '],
    ['author:scho', 'author:"Bernhard Schölkopf" '],
    ['author:"Bern', 'author:"Bernhard Schölkopf" '],
    ['-author:scho', '-author:"Bernhard Schölkopf" '],
    ['org:dav', 'org:"University of California, Davis" '],
    ['like:noon', 'like:avocets-at-noon '],
  ])('%s becomes %s', async (text, expected) => {
    const [first] = await house.complete(text, text.length)
    expect(first).toMatchObject({ text: expected, caret: expected.length })
  })

  test('stand where the caret is, and leave what follows', async () => {
    const [first] = await house.complete('author:scho year:2020', 11)
    expect(first).toMatchObject({ text: 'author:"Bernhard Schölkopf" year:2020', caret: 28, papers: 2 })
  })
})

describe('a search', () => {
  test('says what a misspelt word may have meant, when that finds more', async () => {
    expect((await house.search('avocest migration')).suggestion).toEqual({
      text: 'avocets migration',
      segments: [{ text: 'avocets', hit: true }, { text: ' migration' }],
    })
    expect((await house.search('avocets')).suggestion).toBeUndefined()
    expect((await house.search('avocest year:1850')).suggestion).toBeUndefined() // that finds nothing either
  })
})

test('what is written later is known a moment later; a cleared index is read again', async () => {
  await put(house, [{ key: 'c', title: 'Plovers at dusk', authors: [{ name: 'Nora Fielding' }] }])
  await house.lexicon.ready()
  expect(await labels('nora')).toEqual(['author Nora Fielding'])
  await house.indexer.rebuild()
  await house.lexicon.ready()
  expect(await labels('nora')).toEqual(['author Nora Fielding'])
})

test('a house closes at once while its words are being read', async () => {
  const own = await homes.open(homes.fresh())
  await put(own, [{ key: 'a', title: 'Avocets at dawn' }])
  expect(await own.complete('avo', 3)).toEqual([])
  const started = performance.now()
  await own.close()
  expect(performance.now() - started).toBeLessThan(5000)
})
