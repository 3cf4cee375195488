/** The house rules of DESIGN.md §2 and STYLE, for the repository as it stands; each check is first seen to fail. */
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { impureImports, undrawnArrows } from './house/arrows.ts'
import { catalogueFaults } from './house/catalogue.ts'
import { importCycles } from './house/cycles.ts'
import { importsOf } from './house/imports.ts'
import { packageFaults, strangeNames } from './house/manners.ts'
import { readRepository, tree } from './house/tree.ts'

const repository = readRepository(join(import.meta.dirname, '..'))

describe('this repository', () => {
  test('is read at all', () => expect(repository.has('tests/house.test.ts')).toBe(true))
  test('imports only along the arrows of the design', () => expect(undrawnArrows(repository)).toEqual([]))
  test('has no files that import each other in a circle', () => expect(importCycles(repository)).toEqual([]))
  test('keeps Node, HTTP and databases out of what runs in a tab', () => expect(impureImports(repository)).toEqual([]))
  test('has a README, a licence and public doors for every package', () =>
    expect(packageFaults(repository)).toEqual([]))
  test('names no package registry and no folder of the machine it was made on', () =>
    expect(strangeNames(repository)).toEqual([]))
  test('has sound facts for every paper of the catalogue', () => expect(catalogueFaults(repository)).toEqual([]))
  test('has the founding catalogue of 44 papers', () => {
    const papers = [...repository.keys()].filter((path) => /^reproductions\/[^/]+\/paper\.json$/.test(path))
    expect(papers.length).toBeGreaterThanOrEqual(44)
  })
})

describe('imports are found', () => {
  test.each([
    ["import a from 'x'", 'x', false],
    ["import { a, type B } from 'x'", 'x', false],
    ["import { type A, type B } from 'x'", 'x', true],
    ["import type { A } from 'x'", 'x', true],
    ["import * as a from 'x'", 'x', false],
    ["import 'x'", 'x', false],
    ["export { a } from 'x'", 'x', false],
    ["export type { A } from 'x'", 'x', true],
    ["import {\n  a,\n  b,\n} from 'x'", 'x', false],
    ['<script lang="ts">import a from \'x\'', 'x', false],
    ["const a = await import('x')", 'x', false],
  ])('%s', (code, target, typesOnly) => expect(importsOf(code)).toEqual([{ target, typesOnly }]))

  test.each(["// import a from 'x'", "/* import a from 'x' */", "export const from = 'x'", "const s = 'import a'"])(
    'none in: %s',
    (code) => {
      expect(importsOf(code)).toEqual([])
    },
  )
})

describe('the arrows', () => {
  const manifest = JSON.stringify({ exports: { '.': './src/index.ts', './browser': './src/browser.ts' } })
  const faults = (path: string, code: string) =>
    undrawnArrows(tree({ [path]: code, 'packages/papers/package.json': manifest }))

  test.each([
    ['apps/site/src/routes/+page.svelte', "import { search } from '@causerie/papers'"],
    ['apps/site/src/a.ts', "import { search } from '@causerie/papers/browser'"],
    ['packages/papers/src/a.ts', "import { open } from '@causerie/store'"],
    ['packages/tables/src/a.ts', "import type { Data } from '@causerie/scm'"],
    ['reproductions/tabpfn/method.ts', "import { defineMethod } from '@causerie/lab'\nimport '../shared.ts'"],
    ['packages/scm/src/a.ts', "import './b/c.ts'"],
  ])('that are drawn may be used: %s', (path, code) => expect(faults(path, code)).toEqual([]))

  test.each([
    ['packages/store/src/a.ts', "import '@causerie/papers'", 'there is no arrow from store to papers'],
    ['packages/scm/src/a.ts', "import type { A } from '@causerie/tables'", 'there is no arrow from scm to tables'],
    ['packages/tables/src/a.ts', "import { dsep } from '@causerie/scm'", 'for its types only'],
    ['apps/cli/src/a.ts', "const s = await import('@causerie/store')", 'there is no arrow from cli to store'],
    ['apps/site/src/a.ts', "import '@causerie/papers/src/record.ts'", 'is no public door of papers'],
    ['apps/site/src/a.ts', "import '../../../packages/papers/src/record.ts'", 'the file belongs to packages/papers'],
    ['reproductions/a2p/method.ts', "import '../tabpfn/method.ts'", 'the file belongs to reproductions/tabpfn'],
    ['packages/fresh/src/a.ts', "import '@causerie/scm'", 'fresh is not in the picture'],
  ])('that are not drawn are reported: %s %s', (path, code, expected) => {
    expect(faults(path, code)).toEqual([expect.stringContaining(expected)])
  })
})

describe('circles', () => {
  test('are reported as a path, imports of types included', () => {
    const files = {
      'packages/scm/src/a.ts': "import './b.ts'",
      'packages/scm/src/b.ts': "import type { C } from './c/c.ts'",
      'packages/scm/src/c/c.ts': "export { a } from '../a.ts'\nimport '../d.ts'",
      'packages/scm/src/d.ts': '',
    }
    expect(importCycles(tree(files))).toEqual([
      'packages/scm/src/a.ts → packages/scm/src/b.ts → packages/scm/src/c/c.ts → packages/scm/src/a.ts',
    ])
  })

  test('two apart are two, and a file that imports itself is one', () => {
    const files = {
      'apps/site/src/lib/x.ts': "import '$lib/y.svelte'",
      'apps/site/src/lib/y.svelte': "<script>\nimport './x.ts'",
      'packages/scm/src/self.ts': "import './self.ts'",
    }
    expect(importCycles(tree(files))).toHaveLength(2)
  })

  test('a style sheet beside a component is no source', () => {
    expect(importCycles(tree({ 'apps/site/src/a.ts': "import './a.css'", 'apps/site/src/a.css': '' }))).toEqual([])
  })

  test('a diamond is none', () => {
    const files = {
      'packages/a/src/a.ts': "import './b.ts'\nimport './c.ts'",
      'packages/a/src/b.ts': "import './d.ts'",
      'packages/a/src/c.ts': "import './d.ts'",
      'packages/a/src/d.ts': '',
    }
    expect(importCycles(tree(files))).toEqual([])
  })
})

test('what runs in a tab is told from what runs in Node', () => {
  const at = (path: string, target: string) => impureImports(tree({ [path]: `import a from '${target}'` }))
  for (const target of ['node:fs', 'fs/promises', 'pg', 'drizzle-orm/pg-core', 'undici', '@lancedb/lancedb']) {
    expect(at('packages/scm/src/a.ts', target)).toHaveLength(1)
  }
  expect(at('packages/nn/src/a.ts', '@jax-js/jax')).toEqual([])
  expect(at('packages/scm/src/a.test.ts', 'node:fs')).toEqual([])
  expect(at('packages/store/src/a.ts', 'pg')).toEqual([])
  expect(at('packages/tables/src/a.ts', 'node:fs')).toHaveLength(1)
  expect(at('packages/tables/src/a.ts', './node/a.ts')).toHaveLength(1)
  expect(at('packages/tables/src/node/a.ts', 'node:fs')).toEqual([])
  expect(at('packages/tables/src/node/a.ts', './b.ts')).toEqual([])
})

test('only the folder of a door for Node may use Node, and nothing outside it uses that folder', () => {
  const at = (path: string, target: string) => impureImports(tree({ [path]: `import a from '${target}'` }))
  expect(at('packages/lab/src/node/a.ts', 'node:worker_threads')).toEqual([])
  expect(at('packages/lab/src/testing/a.ts', 'node:timers/promises')).toEqual([])
  for (const target of ['pg', 'undici']) expect(at('packages/lab/src/node/a.ts', target)).toHaveLength(1)
  expect(at('packages/lab/src/a.ts', 'node:fs')).toHaveLength(1)
  expect(at('packages/lab/src/a.ts', './node/registry.ts')).toHaveLength(1)
  expect(at('packages/lab/src/browser/a.ts', '../node/registry.ts')).toHaveLength(1)
  expect(at('packages/lab/src/a.test.ts', './node/registry.ts')).toEqual([])
})

test('a package without README, licence or doors is reported for each', () => {
  const files = {
    'packages/scm/package.json': '{}',
    'apps/site/package.json': '{"license":"Apache-2.0"}',
    'apps/site/README.md': '# Site',
  }
  expect(packageFaults(tree(files))).toEqual([
    expect.stringContaining('packages/scm has no README.md'),
    expect.stringContaining('names no "license"'),
    expect.stringContaining('has no "exports"'),
  ])
})

test('strange names are reported with their line', () => {
  const folder = ['', 'work', 'main'].join('/')
  const host = ['https://registry', 'npmjs', 'org'].join('.')
  expect(strangeNames(tree({ 'a.md': `fine\nsee ${folder}`, 'b.json': `"${host}"` }))).toEqual([
    expect.stringContaining('a.md:2 names'),
    expect.stringContaining('b.json:1 names'),
  ])
  expect(strangeNames(tree({ 'a.md': 'homework/main, /network/, https://e.org/teamwork/x' }))).toEqual([])
})

describe('the catalogue', () => {
  const facts = {
    slug: 'swans',
    name: 'Swans',
    title: 'Counting Swans',
    arxivId: '2303.00042',
    authors: ['Ada Quill'],
    dates: { submitted: '2023-03-05', listed: '2025-12-10' },
    onPage: { position: 1 },
    topics: ['Counting'],
    summary: 'It counts 16.5 % more swans, e.g. black ones. Nothing else counts.',
  }
  const faults = (change: Record<string, unknown>) =>
    catalogueFaults(tree({ 'reproductions/swans/paper.json': JSON.stringify({ ...facts, ...change }) }))

  test('sound facts have no fault', () => expect(faults({})).toEqual([]))

  test.each([
    [{ slug: 'ducks' }, '"slug" is "ducks", its folder is "swans"'],
    [{ arxivId: '2313.00042' }, '"arxivId" must be an arXiv id'],
    [{ arxivId: '2303.00042v2' }, '"arxivId" must be an arXiv id'],
    [{ authors: [] }, '"authors" must be a list that is not empty'],
    [{ authors: ['A', 'A'] }, '"authors" names something twice'],
    [{ dates: { submitted: '2023-02-30', listed: '2025-12-10' } }, '"dates" has "submitted"'],
    [{ dates: { submitted: '2023-2', listed: '2025-12-10' } }, '"dates" has "submitted"'],
    [{ dates: { submitted: '2023-02', listed: '2025-12' } }, '"dates" has "listed"'],
    [{ dates: { submitted: '2023-02-03' } }, '"dates" lacks "listed"'],
    [{ links: { code: 'javascript:x' } }, '"links" has "code"'],
    [{ links: { cod: 'https://e.org' } }, '"links" has "cod"'],
    [{ summary: 'One sentence.' }, '"summary" must have exactly two sentences, has 1'],
    [{ summary: 'One. Two. Three.' }, '"summary" must have exactly two sentences, has 3'],
    [{ title: undefined }, '"title" is missing'],
    [{ abstract: 'x' }, '"abstract" is not a known field'],
  ])('%j', (change, expected) => expect(faults(change)).toEqual([expect.stringContaining(expected)]))

  test('what is no JSON, a number given twice and topics that differ in case are reported', () => {
    const twin = { ...facts, slug: 'geese', title: 'Counting Geese', topics: ['counting'] }
    const files = {
      'reproductions/swans/paper.json': JSON.stringify(facts),
      'reproductions/geese/paper.json': JSON.stringify(twin),
      'reproductions/torn/paper.json': '{',
    }
    expect(catalogueFaults(tree(files))).toEqual([
      'reproductions/torn/paper.json: is not a JSON object',
      expect.stringContaining('arxivId 2303.00042 stands in'),
      expect.stringContaining('"Counting" and "counting" differ only in case'),
    ])
  })
})
