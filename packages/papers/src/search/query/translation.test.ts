/** What the index answers to a query, against the same query decided paper by paper. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { wordsOf } from '../../intake/slug.ts'
import { searchDocument } from '../document.ts'
import { openSearchIndex, type SearchIndex } from '../searchIndex.ts'
import type { QueryNode } from './ast.ts'
import { daysOf, yearsOf } from './fields.ts'
import { formatQuery } from './format.ts'
import { demandsOf } from './fullText.ts'
import { parseQuery } from './query.ts'

type Paper = { id: number; title: string; abstract: string; author: string; venue: string; year: number; code: boolean }

const nouns = ['swan', 'duck', 'heron', 'lake', 'reed']
const people = ['Ada Quill', 'Bo Reed', "Cy O'Brien"]
const venues = ['ICML 2024', 'ICML', "O'Brien's Conference", '100% Birds', '']

/** Every noun in half of the papers, in changing company. */
const papers: Paper[] = Array.from({ length: 96 }, (_, id) => ({
  id: id + 1,
  title: `Paper ${nouns.filter((_, at) => (id >> at) & 1).join(' ')}`,
  abstract: `Seen ${nouns.filter((_, at) => ((id * 7) >> at) & 1).join(' beside ')}.`,
  author: people[id % 3]!,
  venue: venues[id % 5]!,
  year: id % 11 === 0 ? 0 : 2015 + (id % 10),
  code: id % 4 === 0,
}))

let folder: string
let index: SearchIndex
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'causerie-translation-'))
  index = await openSearchIndex(folder)
  const documents = papers.map(({ id, title, abstract, author, venue, year, code }) =>
    searchDocument(
      {
        id,
        state: {
          fields: {
            title,
            abstract,
            authors: [{ name: author }],
            ...(venue ? { venue } : {}),
            ...(year ? { year } : {}),
          },
          provenance: { '*': 'jsonl' },
          identifiers: [],
          links: code ? [{ kind: 'code', url: 'https://example.org' }] : [],
          topics: [],
          listings: [],
        },
      },
      1,
    ),
  )
  await index.put(documents.slice(0, 80), { fresh: true })
  await index.settle({ always: true })
  await index.put(documents.slice(80), { fresh: true }) // these are beside the full-text index
}, 60_000)
afterAll(() => {
  index.close()
  rmSync(folder, { recursive: true, force: true })
})

const found = async (text: string) =>
  (await index.search(parseQuery(text), { all: true, limit: 1000 })).ids.toSorted((a, b) => a - b)
const expected = (ast: QueryNode) => papers.filter((paper) => holds(ast, paper)).map(({ id }) => id)

/** The query's meaning, decided by reading the paper. */
function holds(node: QueryNode, paper: Paper): boolean {
  const text = ` ${wordsOf(`${paper.title} . ${paper.abstract} . ${paper.author} . ${paper.venue}`).join(' ')} `
  const parts = [paper.title, paper.abstract, paper.author, paper.venue].map((part) => ` ${wordsOf(part).join(' ')} `)
  switch (node.kind) {
    case 'word':
      return wordsOf(node.text).every((word) => text.includes(` ${word} `))
    case 'phrase':
      return parts.some((part) => part.includes(` ${wordsOf(node.text).join(' ')} `))
    case 'not':
      return !holds(node.child, paper)
    case 'and':
      return node.children.every((child) => holds(child, paper))
    case 'or':
      return node.children.some((child) => holds(child, paper))
    case 'field':
      return node.values.some(({ text: value }) => fieldHolds(node.field, value, paper))
  }
}

function fieldHolds(field: string, value: string, { title, author, venue, year, code }: Paper): boolean {
  const day = (Date.parse(`${year}-01-01`) / 86_400_000) as number
  const among = (text: string) => wordsOf(value).every((word) => wordsOf(text).includes(word))
  if (field === 'author') return among(author)
  if (field === 'title') return among(title)
  if (field === 'venue') return `${venue} `.toLowerCase().startsWith(`${value.toLowerCase()} `)
  if (field === 'has') return code
  if (field === 'since') return year > 0 && day >= daysOf(value)!.first
  if (field === 'before') return year > 0 && day < daysOf(value)!.first
  const { from, to } = yearsOf(value)!
  return year > 0 && year >= from && year <= to
}

const place = { start: 0, end: 0 }
const field = (name: string, values: string[]) => ({
  kind: 'field' as const,
  field: name as never,
  values: values.map((text) => ({ text, ...place })),
  ...place,
})
const one = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...nouns).map((text) => ({ kind: 'word' as const, text, ...place })) },
  { weight: 1, arbitrary: fc.constant({ kind: 'phrase' as const, text: 'swan duck', ...place }) },
  {
    weight: 1,
    arbitrary: fc.subarray(['quill', 'bo reed', "o'brien"], { minLength: 1 }).map((v) => field('author', v)),
  },
  {
    weight: 1,
    arbitrary: fc
      .subarray(['icml', "o'brien's conference", '100% birds'], { minLength: 1 })
      .map((v) => field('venue', v)),
  },
  { weight: 1, arbitrary: fc.constantFrom('2018..2021', '2020..', '..2017').map((v) => field('year', [v])) },
  { weight: 1, arbitrary: fc.constantFrom(...nouns).map((v) => field('title', [v])) },
  { weight: 1, arbitrary: fc.constant(field('has', ['code'])) },
)
const { tree } = fc.letrec<{ tree: QueryNode }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    one as fc.Arbitrary<QueryNode>,
    fc.record({
      kind: fc.constantFrom('and' as const, 'or' as const),
      children: fc.array(tie('tree'), { minLength: 2, maxLength: 3 }),
      start: fc.constant(0),
      end: fc.constant(0),
    }) as fc.Arbitrary<QueryNode>,
    tie('tree').map((child): QueryNode => ({ kind: 'not', child, ...place })),
  ),
}))

describe('the index finds exactly the papers for which the query holds', () => {
  test('for any tree of words, phrases, fields, choices and exclusions', async () => {
    await fc.assert(
      fc.asyncProperty(tree, async (made) => {
        const text = formatQuery(made)
        const { ast } = parseQuery(text)
        if (!ast || !asksForSomething(ast) || hasTwoVenues(ast)) return
        expect([text, await found(text)]).toEqual([text, expected(ast)])
      }),
      { numRuns: 250 },
    )
  }, 60_000)

  test('the word between the parts of a paper finds nothing by itself', async () => {
    expect(await found('xpartboundaryx')).toEqual([])
    expect(await found('"XPARTBOUNDARYX"')).toEqual([])
  })

  test('too many exclusions inside choices are refused with what to do', async () => {
    const mixed = (count: number) => Array.from({ length: count }, (_, n) => `(swan${n} OR -duck${n})`).join(' ')
    expect(await found(`heron ${mixed(8)}`)).toEqual(expected(parseQuery(`heron ${mixed(8)}`).ast!))
    await expect(found(mixed(9))).rejects.toMatchObject({
      code: 'search/query',
      hint: expect.stringContaining('beside the choices'),
    })
  })

  test.each([
    ['swan since:2020 before:2022', 'swan year:2020..2021'],
    ['swan since:2020-01-02', 'swan since:2021'],
    ['swan after:2020', 'swan year:2021..'],
    ['swan -since:2020', 'swan (year:..2019 OR -year:1000..9999)'],
    ['swan since:2020 OR since:2020', 'swan since:2020'],
    ['year:2020 year:2022', 'year:(2020 OR 2022)'],
    ['year:2018.. year:..2020', 'year:2018..2020'],
    ['venue:icml venue:"100% birds"', 'venue:(icml OR "100% birds")'],
    ['(swan year:2020) OR (duck -year:2020..)', '(swan OR duck) ((swan year:2020) OR (duck -year:2020..))'],
    ['swan the', 'swan'],
    ['swan (the OR of)', 'swan'],
    ['the year:2020', 'year:2020'],
    ['swan -the', 'swan'],
    ['swan xpartboundaryx', 'swan'],
    ['swan -xpartboundaryx', 'swan'],
    ['swan -(duck -swan)', 'swan'],
    ['heron -(duck -(swan -duck))', 'heron -duck'],
  ])('%s is %s', async (text, same) => {
    if (text.includes('OR since')) return expect(() => parseQuery(text)).toThrow('beside words')
    expect((await found(text)).length).toBeGreaterThan(0)
    expect(await found(text)).toEqual(await found(same))
  })

  test.each([
    ['venue:"\' or 1=1 --"'],
    ['venue:"\\\' or true or venue = \\\'"'],
    ['venue:%'],
    ['venue:_______'],
    ['venue:100_'],
    ['author:"\' or 1=1"'],
    ["swan AND venue:\"x') or ('1'='1\""],
    [`author:${'x'.repeat(5000)}`],
    [`venue:"${'\u202e'.repeat(20)}${"'".repeat(50)}"`],
    ['-swan'],
    ['-venue:icml'],
    ['the'],
  ])('%s finds nothing', async (text) => {
    expect(await found(text)).toEqual([])
  })
})

test('demands are what holds beside the words', () => {
  expect(demandsOf(parseQuery('swan duck'))).toBeUndefined()
  expect(demandsOf(parseQuery('swan year:2020'))).toBeUndefined()
  for (const text of ['swan -duck', 'swan "mute swan"', 'swan author:quill', 'swan (duck OR heron)', 'like:x -duck'])
    expect(demandsOf(parseQuery(text))).toBeDefined()
})

function asksForSomething(node: QueryNode, wanted = true): boolean {
  if (node.kind === 'not') return asksForSomething(node.child, !wanted)
  if (node.kind === 'and' || node.kind === 'or') return node.children.some((child) => asksForSomething(child, wanted))
  return wanted
}

/** Venues side by side are alternatives, which `holds` does not know. */
function hasTwoVenues(node: QueryNode): boolean {
  if (node.kind === 'not') return hasTwoVenues(node.child)
  if (node.kind !== 'and' && node.kind !== 'or') return false
  const venues = node.children.filter((child) => child.kind === 'field' && child.field === ('venue' as string))
  return (node.kind === 'and' && venues.length > 1) || node.children.some(hasTwoVenues)
}
