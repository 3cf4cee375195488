/** The search as readers meet it, over a few hundred invented papers. */
import { spawnSync } from 'node:child_process'
import { cpSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PapersError } from '../errors.ts'
import type { House } from '../house/house.ts'
import { type Homes, put, temporaryHomes } from '../house/testing.ts'
import { acceptSuggestion, listSuggestions, undoSuggestion } from '../intake/suggestions.ts'
import type { SearchPage } from '../library/views.ts'
import type { PaperRecord } from '../record.ts'

const fillers = 300

/** Papers about ducks by the same few people: what the papers under test must be found among. */
function filler(n: number): PaperRecord {
  return {
    key: `filler-${n}`,
    title: `Ducks of pond ${n}`,
    abstract: `We watched ducks on pond ${n} for ${n % 12} months and estimated their number.`,
    authors: [{ name: `Bo Reed ${n % 40}` }],
    organisations: [`Marsh Institute ${n % 3}`],
    venue: ['ICPP', 'Journal of Ponds', 'WETLAND 2024'][n % 3],
    year: 2010 + (n % 10),
    dates: { published: `${2010 + (n % 10)}-0${1 + (n % 9)}` },
    topics: [`Topic ${n % 7}`],
    links: n % 4 === 0 ? [{ kind: 'code', url: `https://example.org/code/${n}` }] : [],
  }
}

const papers: PaperRecord[] = [
  { key: 'swan-title', title: 'Zebrafinch migration', abstract: 'We follow birds over the sea for many long years.' },
  {
    key: 'swan-abstract',
    title: 'Birds over the sea',
    abstract: 'We follow a zebrafinch, and another zebrafinch, for years.',
  },
  { key: 'stem', title: 'Identifying nested wagtails', abstract: 'Identification of what nests where.' },
  { key: 'phrase', title: 'On latent variables', abstract: 'Confounders hide in plain sight.' },
  { key: 'words', title: 'Variables that are latent', abstract: 'Nothing hides.' },
  { key: 'edge', title: 'Kittiwake colonies begin quietly', abstract: 'Loudly they end, as kittiwake.' },
  { key: 'accents', title: 'Über die Zählung der Vögel', authors: [{ name: 'Bernhard Schölkopf' }], year: 1999 },
  { key: 'plain', title: 'After Scholkopf', authors: [{ name: 'Ada Quill' }, { name: 'Marie Curie-Skłodowska' }] },
  { key: 'cjk', title: '基于因果推断的天鹅计数', abstract: '我们研究湖上的天鹅。' },
  { key: 'japanese', title: '大規模データからの因果探索' },
  { key: 'rtl', title: 'ספירת ברבורים על האגם' },
  {
    key: 'fields',
    title: 'Grebes, everything stated',
    authors: [{ name: 'Nora Fielding' }],
    organisations: ['University of Tarn', 'EPFL'],
    topics: ['Causal discovery', 'cs.LG'],
    venue: 'ICML 2024',
    year: 2024,
    links: [{ kind: 'code', url: 'https://example.org/grebes' }],
  },
  { key: 'survey', title: 'A survey of bitterns', abstract: 'Bitterns, surveyed.', year: 2031 },
  { key: 'no-survey', title: 'New bitterns', abstract: 'Bitterns found.', year: 2031 },
  { key: 'digit', title: 'Tern 4 is a model of terns', abstract: 'Vitamin C, 2024 and 16.5 percent.' },
  { key: 'digits', title: 'Tern 5 is a model of terns' },
  { key: 'person', title: 'Coots', authors: [{ name: 'Icml Topic' }] },
]

let homes: Homes
let house: House
beforeAll(async () => {
  homes = await temporaryHomes()
  house = await homes.open(homes.fresh())
  await put(
    house,
    Array.from({ length: fillers }, (_, n) => filler(n)),
  )
  await house.indexer.rebuild() // the three hundred are in the full-text index, what comes later is beside it
  await put(house, papers)
  await put(
    house,
    [{ key: 'ran', title: 'Bitterns that run', catalogue: { slug: 'bitterns', name: 'BitternNet', runnable: true } }],
    { source: 'catalogue' },
  )
}, 120_000)
afterAll(() => homes.remove())

const titles = ({ hits }: SearchPage) => hits.map(({ paper }) => paper.title)
const search = async (text: string, options = {}) => house.search(text, options)
const titled = async (text: string) => titles(await search(text, { pageSize: 100 }))

describe('words', () => {
  test('in a title outrank the same words in an abstract', async () => {
    expect(await titled('zebrafinch')).toEqual(['Zebrafinch migration', 'Birds over the sea'])
  })

  test.each([
    ['identified wagtail nests', 'Identifying nested wagtails'],
    ['IDENTIFYING', 'Identifying nested wagtails'],
    ['scholkopf vogel', 'Über die Zählung der Vögel'],
    ['Zählung Schölkopf', 'Über die Zählung der Vögel'],
    ['Za\u0308hlung', 'Über die Zählung der Vögel'],
    ['因果推断', '基于因果推断的天鹅计数'],
    ['天鹅', '基于因果推断的天鹅计数'],
    ['データ', '大規模データからの因果探索'],
    ['ברבורים', 'ספירת ברבורים על האגם'],
    ['BitternNet', 'Bitterns that run'],
    ['tern 4', 'Tern 4 is a model of terns'],
    ['tern-5', 'Tern 5 is a model of terns'],
    ['vitamin c', 'Tern 4 is a model of terns'],
    ['16.5', 'Tern 4 is a model of terns'],
    ['Nora grebes', 'Grebes, everything stated'],
  ])('%s finds “%s” first', async (text, title) => {
    expect((await titled(text))[0]).toBe(title)
  })

  test('“because” and “the” alone find nothing, and the reader is told why', async () => {
    const page = await search('because the')
    expect(page).toMatchObject({ total: 0, hits: [] })
    expect(page.understood).toEqual(['only words too common to search for'])
  })

  test('that no paper has together find papers with some of them, and say so', async () => {
    const page = await search('zebrafinch wagtails')
    expect(page.relaxed).toBe(true)
    expect(new Set(titles(page))).toEqual(
      new Set(['Zebrafinch migration', 'Birds over the sea', 'Identifying nested wagtails']),
    )
  })

  test('that one paper has together put it first, near misses after it', async () => {
    const page = await search('bitterns survey')
    expect(page.relaxed).toBe(false)
    expect(titles(page)[0]).toBe('A survey of bitterns')
    expect(titles(page)).toContain('New bitterns')
  })

  test('nobody wrote find nothing', async () => {
    expect(await search('quetzalcoatlus')).toMatchObject({ total: 0, hits: [], relaxed: false })
  })

  test('that match are marked in title and passage', async () => {
    const [hit] = (await search('zebrafinch')).hits
    expect(hit!.title).toEqual([{ text: 'Zebrafinch', hit: true }, { text: ' migration' }])
    const [, second] = (await search('zebrafinch')).hits
    expect(second!.snippet.filter(({ hit }) => hit)).toHaveLength(2)
  })
})

describe('a phrase', () => {
  test('is its words in their order', async () => {
    expect(await titled('"latent variables"')).toEqual(['On latent variables'])
    expect(await titled('latent variables')).toHaveLength(2)
  })

  test('counts its numbers', async () => {
    expect(await titled('"tern 4"')).toEqual(['Tern 4 is a model of terns'])
    expect(await titled('"tern 6"')).toEqual([])
  })

  test.each([['"quietly loudly"'], ['"quietly kittiwake"'], ['"kittiwake kittiwake"'], ['"grebes nora"']])(
    'does not reach from one part of a paper into the next: %s',
    async (text) => {
      expect(await titled(text)).toEqual([])
    },
  )

  test('together with a word', async () => {
    expect(await titled('"latent variables" confounders')).toEqual(['On latent variables'])
  })
})

describe('fields', () => {
  test.each([
    ['author:fielding', ['Grebes, everything stated']],
    ['author:"Nora Fielding"', ['Grebes, everything stated']],
    ['author:nora author:fielding', ['Grebes, everything stated']],
    ['author:scholkopf', ['Über die Zählung der Vögel']],
    ['author:Schölkopf', ['Über die Zählung der Vögel']],
    ['author:curie', ['After Scholkopf']],
    ['author:grebes', []],
    ['org:tarn', ['Grebes, everything stated']],
    ['org:EPFL', ['Grebes, everything stated']],
    ['org:"University of Tarn" grebes', ['Grebes, everything stated']],
    ['topic:"causal discovery"', ['Grebes, everything stated']],
    ['topic:cs.LG', ['Grebes, everything stated']],
    ['author:icml', ['Coots']],
    ['venue:icml', ['Grebes, everything stated']],
    ['venue:"ICML 2024"', ['Grebes, everything stated']],
    ['venue:ic', []],
    ['year:2024', ['Grebes, everything stated']],
    ['year:2020..2025', ['Grebes, everything stated']],
    ['year:..1999', ['Über die Zählung der Vögel']],
    ['is:runnable', ['Bitterns that run']],
    ['grebes has:code', ['Grebes, everything stated']],
    ['bitterns has:code', []],
    ['bitterns year:2031 -survey', ['New bitterns']],
    ['bitterns -survey -"that run"', ['New bitterns']],
    ['year:2031 -survey', ['New bitterns']],
    ['author:fielding year:1999', []],
    ['title:wagtail', ['Identifying nested wagtails']],
    ['title:confounders', []],
    ['bitterns -author:nobody -year:2031', ['Bitterns that run']],
    ['(grebes OR zählung) -org:epfl', ['Über die Zählung der Vögel']],
    ['venue:(icml OR nowhere)', ['Grebes, everything stated']],
    ['(grebes year:1999) OR (zählung year:1999)', ['Über die Zählung der Vögel']],
    ['bitterns (is:runnable OR "new bitterns")', ['New bitterns', 'Bitterns that run']],
  ])('%s', async (text, expected) => {
    expect(await titled(text)).toEqual(expected)
  })

  test('has:code counts exactly the papers that link code', async () => {
    expect((await search('has:code')).total).toBe(fillers / 4 + 1)
    expect((await search('ducks has:code')).total).toBe(fillers / 4)
  })

  test('venue: takes a venue with or without its year', async () => {
    expect((await search('venue:wetland')).total).toBe(fillers / 3)
    expect((await search('venue:"wetland 2024"')).total).toBe(fillers / 3)
    expect((await search('venue:"journal of ponds" venue:icpp')).total).toBe((2 * fillers) / 3)
  })

  test('what was understood is said', async () => {
    const { understood } = await search('bitterns year:2020.. author:reed -survey')
    expect(understood).toEqual(['since 2020', 'author reed', 'without “survey”'])
  })
})

describe('pages', () => {
  test('one after the other are the whole list, each paper once, in one order', async () => {
    for (const sort of ['relevance', 'date'] as const) {
      const whole = (await search('ducks', { pageSize: 1000, sort })).hits.map(({ paper }) => paper.id)
      expect(whole).toHaveLength(fillers)
      const paged: number[] = []
      for (let page = 1; page <= 5; page++)
        paged.push(...(await search('ducks', { page, pageSize: 70, sort })).hits.map(({ paper }) => paper.id))
      expect(paged).toEqual(whole)
      expect(new Set(paged).size).toBe(fillers)
      expect((await search('ducks', { page: 6, pageSize: 70, sort })).hits).toEqual([])
    }
  })

  test('by relevance have falling scores', async () => {
    const scores = (await search('ducks pond', { pageSize: 100 })).hits.map(({ score }) => score)
    expect(scores).toEqual(scores.toSorted((a, b) => b - a))
    expect(scores.at(-1)).toBeGreaterThan(0)
  })

  test('by date are newest first, whatever their scores; papers without a date come last', async () => {
    const { hits } = await search('ducks', { pageSize: 1000, sort: 'date' })
    const days = hits.map(({ paper }) => paper.dates.published!)
    expect(days).toEqual(days.toSorted().reverse())
    const bitterns = titles(await search('bitterns', { sort: 'date' }))
    expect(bitterns.at(-1)).toBe('Bitterns that run')
  })

  test('count by year, venue and topic what they hold', async () => {
    const { total, facets } = await search('ducks', { pageSize: 3 })
    expect(total).toBe(fillers)
    const sum = (values: { count: number }[]) => values.reduce((all, { count }) => all + count, 0)
    expect(sum(facets.year)).toBe(fillers)
    expect(sum(facets.venue)).toBe(fillers)
    expect(sum(facets.topic)).toBe(fillers)
    expect(facets.year.map(({ value }) => value)).toEqual(
      Array.from({ length: 10 }, (_, at) => String(2019 - at)), // newest first
    )
    for (const { value, count } of facets.year) expect((await search(`ducks year:${value}`)).total).toBe(count)
    for (const { value, count } of facets.venue) expect((await search(`ducks venue:"${value}"`)).total).toBe(count)
  })
})

describe('hostile text', () => {
  test.each([
    ...[
      '"',
      '*',
      'AND',
      'OR',
      'NOT',
      '🦢',
      '(',
      '((a)',
      '"a" AND (',
      "'; drop table papers; --",
      '%',
      '_',
      '\\',
      '-',
      '--',
    ],
    ...['+', '^2', '~', '[a TO b]', '/regex/', '\0', '\ud83e', '‮abc', "venue:o'brien", 'venue:%', 'venue:\\', '—'],
    ...['ducks AND', 'NOT ducks', '-"', 'ducks -', 'a'.repeat(10_000), 'duck '.repeat(2000), '🦢'.repeat(5000)],
  ])('%s is answered', async (text) => {
    const page = await search(text)
    expect(page.hits.length).toBeLessThanOrEqual(20)
  })

  test.each([['"'], ['*'], ['🦢'], ['%'], ['venue:%'], ["'; drop"], ['-survey'], ['']])(
    '%s is not everything',
    async (text) => {
      expect((await search(text)).total).toBe(0)
    },
  )

  test('AND, OR and NOT beside words are words like “the”', async () => {
    expect((await search('ducks AND pond')).total).toBe((await search('ducks pond')).total)
  })

  test('anything is answered, or refused with search/query', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 60 }), async (text) => {
        await search(text).catch((error) => {
          if (!(error instanceof PapersError) || error.code !== 'search/query') throw error
        })
      }),
      { numRuns: 60 },
    )
  })
})

describe('what changes is seen at once', () => {
  test('new papers, a new title, a merge and its undoing', async () => {
    const own = await homes.open(homes.fresh())
    const found = async (text: string) => titles(await own.search(text))
    await put(own, [{ key: 'a', title: 'Avocets at dawn', year: 2020, abstract: 'Early.' }])
    expect(await found('avocets')).toEqual(['Avocets at dawn'])
    await own.indexer.rebuild()
    await put(own, [{ key: 'b', title: 'Avocets at noon', year: 2021 }])
    expect(new Set(await found('avocets'))).toEqual(new Set(['Avocets at dawn', 'Avocets at noon']))

    await put(own, [{ key: 'b', title: 'Avocets at night', year: 2021 }])
    expect(await found('"avocets at noon"')).toEqual([])
    expect(await found('"avocets at night"')).toEqual(['Avocets at night'])
    expect(await own.index.count()).toBe(2)

    const doi = (value: string) => [{ scheme: 'doi' as const, value }]
    await put(own, [{ key: 'c', title: 'Avocets at dawn', year: 2020, identifiers: doi('10.1234/c') }])
    const arxiv = [{ scheme: 'arxiv' as const, value: '2001.00001' }]
    await put(own, [{ key: 'd', title: 'Avocets at dawn', year: 2020, identifiers: arxiv }])
    const [suggestion] = (await listSuggestions(own.store)).items
    const before = (await found('"avocets at dawn"')).length
    await acceptSuggestion(own.store, suggestion!.id)
    await own.indexer.catchUp()
    expect(await found('"avocets at dawn"')).toHaveLength(before - 1)
    await undoSuggestion(own.store, suggestion!.id)
    await own.indexer.catchUp()
    expect(await found('"avocets at dawn"')).toHaveLength(before)
    await own.close()
  })
})

test('a write the index never heard of is not passed over by the next', async () => {
  const own = await homes.open(homes.fresh())
  await put(own, [{ key: 'a', title: 'Avocets at dawn' }])
  await put(own, [{ key: 'b', title: 'Plovers at dawn' }], { indexed: false })
  await put(own, [{ key: 'c', title: 'Curlews at dawn' }])
  expect(new Set(titles(await own.search('dawn')))).toEqual(
    new Set(['Avocets at dawn', 'Plovers at dawn', 'Curlews at dawn']),
  )
  await own.close()
})

describe('an index that disagrees with the store is noticed on opening', () => {
  test('behind: what was stored without it is found', async () => {
    const home = homes.fresh()
    let own = await homes.open(home)
    await put(own, [{ key: 'a', title: 'Avocets at dawn' }])
    await put(own, [{ key: 'b', title: 'Plovers at dawn' }], { indexed: false })
    await put(own, [{ key: 'a', title: 'Avocets at night' }], { indexed: false })
    expect(titles(await own.search('plovers'))).toEqual([])
    expect(await own.indexer.lag()).toBe(2)
    await own.close()
    own = await homes.open(home)
    expect(await own.indexer.lag()).toBe(0)
    expect(titles(await own.search('plovers'))).toEqual(['Plovers at dawn'])
    expect(titles(await own.search('avocets'))).toEqual(['Avocets at night'])
    expect(await own.index.count()).toBe(2)
    await own.close()
  })

  test('ahead: what the store no longer holds is not found', async () => {
    const home = homes.fresh()
    let own = await homes.open(home)
    await put(own, [{ key: 'a', title: 'Avocets at dawn' }])
    await own.close()
    cpSync(join(home, 'database'), join(home, 'saved'), { recursive: true })
    own = await homes.open(home)
    await put(own, [{ key: 'b', title: 'Plovers at dawn' }])
    await own.close()
    rmSync(join(home, 'database'), { recursive: true })
    cpSync(join(home, 'saved'), join(home, 'database'), { recursive: true })

    own = await homes.open(home)
    expect(own.notes.join()).toContain('ahead of the store')
    expect(titles(await own.search('plovers'))).toEqual([])
    expect(titles(await own.search('avocets'))).toEqual(['Avocets at dawn'])
    await own.close()
  })

  test.each([
    ['all of it', ''],
    ['its rows', 'papers-1.lance/data'],
    ['its versions', 'papers-1.lance/_versions'],
  ])('damaged: %s deleted', async (_, part) => {
    const home = homes.fresh()
    let own = await homes.open(home)
    await put(own, [{ key: 'a', title: 'Avocets at dawn' }])
    await own.close()
    rmSync(join(home, 'index', part), { recursive: true })
    own = await homes.open(home)
    expect(titles(await own.search('avocets'))).toEqual(['Avocets at dawn'])
    expect(await own.index.count()).toBe(1)
    await own.close()
  })

  test('a kill between the commit of the store and the write of the index', async () => {
    const home = homes.fresh()
    const module = (path: string) => JSON.stringify(pathToFileURL(join(import.meta.dirname, path)).href)
    const script = `
      import { openHouse } from ${module('../house/openHouse.ts')}
      import { openIntake } from ${module('../intake/intake.ts')}
      import { voiceOf } from ${module('../intake/voice.ts')}
      const house = await openHouse({ home: ${JSON.stringify(home)}, catalogue: ${JSON.stringify(homes.catalogue)} })
      const intake = openIntake(house.store, voiceOf('jsonl'), { onCommit: () => process.kill(process.pid, 'SIGKILL') })
      await intake.put([{ key: 'a', title: 'Avocets at dawn' }])
      await intake.finish()`
    const file = join(homes.folder, 'killed.mjs')
    writeFileSync(file, script)
    const { signal, stderr } = spawnSync(process.execPath, [file], {
      timeout: 25_000,
    })
    expect(signal, String(stderr)).toBe('SIGKILL')
    const own = await homes.open(home)
    expect(own.notes.join()).toContain('ended without closing')
    expect(titles(await own.search('avocets'))).toEqual(['Avocets at dawn'])
    await own.close()
  })
})
