/** Related papers: nearest by meaning, no twins, nothing that is only as near as chance, and words as the reason. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { House } from '../house/house.ts'
import { openHouse } from '../house/openHouse.ts'
import { type Homes, put, temporaryHomes } from '../house/testing.ts'
import { termsOf } from '../map/terms.ts'
import { hashedEmbedder } from '../search/testing.ts'
import { quantileOfPairs } from './chanceSimilarity.ts'
import { sharedTerms } from './related.ts'

const records = [
  {
    key: 'swans',
    title: 'Counting swans on frozen lakes',
    abstract: 'Swans on frozen lakes are counted from balloons.',
  },
  { key: 'twin', title: 'Counting Swans on Frozen Lakes.', abstract: 'Another printing of it, which says balloons.' },
  { key: 'near', title: 'Balloons over frozen lakes', abstract: 'Swans are counted from balloons in winter.' },
  {
    key: 'nearer',
    title: 'Swans counted from balloons',
    abstract: 'Counting swans on frozen lakes from balloons, again.',
  },
  { key: 'far', title: 'Bread and its crust', abstract: 'Ovens differ in heat.' },
  { key: 'mute', title: 'The of and', abstract: '' },
].map((record) => ({ year: 2024, ...record }))

let homes: Homes
let house: House
beforeAll(async () => {
  homes = await temporaryHomes()
  house = await openHouse({
    home: homes.untouched(),
    catalogue: homes.catalogue,
    embedder: hashedEmbedder({ dimension: 256 }),
  })
  await put(house, records)
}, 180_000)
afterAll(async () => {
  await house?.close()
  await homes.remove()
})

const related = async (house: House, slug: string) => house.related((await house.library.paper(slug))!.id)
const slugOf = (title: string) => title.toLowerCase().replaceAll(' ', '-')

describe('related papers', () => {
  test('stand nearest first, with their similarity and the words they share', async () => {
    const found = await related(house, slugOf('Counting swans on frozen lakes'))
    const titles = found.map(({ paper }) => paper.title)
    expect(titles.slice(0, 2)).toEqual(['Swans counted from balloons', 'Balloons over frozen lakes'])
    for (const { similarity } of found) expect(similarity).toBeLessThan(1)
    expect(found.map(({ similarity }) => similarity)).toEqual(
      found.map(({ similarity }) => similarity).sort((a, b) => b - a),
    )
    expect(found[0]!.shared.join(' ')).toMatch(/swans|frozen lakes|balloons/)
  })

  test('are never the paper itself, nor one with its title', async () => {
    const titles = (await related(house, slugOf('Counting swans on frozen lakes'))).map(({ paper }) => paper.title)
    expect(titles.filter((title) => /^counting swans on frozen lakes/i.test(title))).toEqual([])
  })

  test('of a paper of which nothing is understood are none', async () => {
    expect(await related(house, slugOf('The of and'))).toEqual([])
  })

  test('are the same while the library is unchanged, and new after a write', async () => {
    const slug = slugOf('Counting swans on frozen lakes')
    const before = await related(house, slug)
    expect(await related(house, slug)).toBe(before)
    await put(house, [
      { key: 'late', title: 'Swans on frozen lakes', abstract: 'Swans on frozen lakes are counted from balloons.' },
    ])
    expect((await related(house, slug)).map(({ paper }) => paper.title)).toContain('Swans on frozen lakes')
  })

  test('are none in a library without vectors', async () => {
    const plain = await homes.open(homes.fresh())
    await put(plain, records)
    expect(await related(plain, slugOf('Counting swans on frozen lakes'))).toEqual([])
    await plain.close()
  })
})

test('known answer: of three pairs with similarities 0, 0 and 1 the median is 0 and the largest 1', () => {
  const vectors = [
    [1, 0],
    [0, 1],
    [1, 0],
  ].map((values) => Float32Array.from(values))
  expect([quantileOfPairs(vectors, 0.5), quantileOfPairs(vectors, 1), quantileOfPairs([], 0.5)]).toEqual([0, 1, 0])
})

test('shared words: the rarest first, no word twice, as the first paper writes them', () => {
  const rarity = (stem: string) => ({ bandit: 3, 'contextu bandit': 5, regret: 4, graph: 1 })[stem] ?? 2
  const shared = sharedTerms(
    termsOf('Contextual bandits. Regret. Graphs.'),
    termsOf('contextual bandit and regret of a graph'),
    rarity,
  )
  expect(shared).toEqual(['contextual bandits', 'regret', 'graphs'])
})
