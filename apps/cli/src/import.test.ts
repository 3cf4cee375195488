/** Papers come in from files, the ugly ones too: nothing is lost, and every loss is one clear sentence. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { causerie, inventedLines, start, temporaryHomes } from './testing.ts'

const foundingPage = join(import.meta.dirname, '../../../../shared/data/daily-papers-page.txt')

let homes: Awaited<ReturnType<typeof temporaryHomes>>
beforeAll(async () => {
  homes = await temporaryHomes()
})
afterAll(() => homes.remove())

async function imported(home: string, ...words: string[]) {
  const ended = await causerie(['import', ...words, '--json'], { home })
  return { ...ended, summary: JSON.parse(ended.stdout) }
}

async function found(home: string, query: string) {
  const { stdout } = await causerie(['search', query, '--json'], { home })
  return JSON.parse(stdout).hits.map(({ paper }: { paper: unknown }) => paper)
}

describe('formats are recognised', () => {
  const bibtex = `@inproceedings{quill2024, title = {Counting {Swans} by Boat}, author = {Quill, Ada and Reed, Bo},
    booktitle = {Pond Conference}, year = {2024}, doi = {10.1234/swan.1}}
@article{reed2023, title = {Na{\\"i}ve Geese}, author = {Reed, Bo}, journal = {Journal of Ponds}, year = 2023}\n`
  const ris = ['TY  - JOUR', 'TI  - Herons in Winter', 'AU  - Quill, Ada', 'PY  - 2022', 'ER  - ', ''].join('\r\n')
  const csl = JSON.stringify([
    {
      id: 'gull',
      type: 'article-journal',
      title: 'Gulls Inland',
      author: [{ family: 'Reed', given: 'Bo' }],
      issued: { 'date-parts': [[2021, 3]] },
    },
  ])

  test.each([
    ['swans.bib', bibtex, 'bibtex', 2, 'Counting Swans by Boat'],
    ['herons.ris', ris, 'ris', 1, 'Herons in Winter'],
    ['gulls.json', csl, 'csl', 1, 'Gulls Inland'],
    ['lakes.jsonl', inventedLines(0, 3), 'jsonl', 3, 'Counting swans on lake number 2'],
    ['lakes.jsonl.gz', gzipSync(inventedLines(3, 5)), 'jsonl', 2, 'Counting swans on lake number 4'],
    ['lakes.jsonl.zst', zstdCompressSync(inventedLines(5, 7)), 'jsonl', 2, 'Counting swans on lake number 6'],
  ])('%s', async (name, content, format, papers, title) => {
    const home = homes.fresh()
    const { code, summary } = await imported(home, homes.file(name, content))
    expect(code).toBe(0)
    expect(summary).toMatchObject({ format, read: papers, added: papers, updated: 0, unchanged: 0, skippedCount: 0 })
    expect((await found(home, `"${title}"`)).map((paper: { title: string }) => paper.title)).toContain(title)
  })

  test('standard input is a file without a name', async () => {
    const home = homes.fresh()
    const ended = await causerie(['import', '-', '--json'], { home, input: inventedLines(0, 4) })
    expect(JSON.parse(ended.stdout)).toMatchObject({ file: '-', format: 'jsonl', added: 4 })
  })

  test('a person reads the numbers in a sentence', async () => {
    const { code, stdout } = await causerie(['import', homes.file('few.jsonl', inventedLines(0, 3))], {
      home: homes.fresh(),
    })
    expect(code).toBe(0)
    expect(stdout).toMatch(/^few\.jsonl: 3 papers read as jsonl — 3 added, 0 updated, 0 unchanged \(\d/)
  })
})

test('the founding page updates its 44 papers, and says nothing new the second time', async (context) => {
  if (!existsSync(foundingPage)) {
    console.info(`Not run: the founding page is not at ${foundingPage}.`)
    return context.skip()
  }
  const home = homes.fresh()
  const first = await imported(home, foundingPage)
  expect(first).toMatchObject({ code: 0, summary: { read: 44, added: 0, updated: 44, unchanged: 0, skipped: [] } })
  const second = await imported(home, foundingPage)
  expect(second).toMatchObject({ code: 0, summary: { read: 44, added: 0, updated: 0, unchanged: 44, skipped: [] } })
  const { papers } = JSON.parse((await causerie(['status', '--json'], { home })).stdout)
  expect(papers).toBe(44)
})

describe('a file that cannot be imported is one sentence and code 1', () => {
  test.each([
    ['no-such-file.jsonl', undefined, 'file-missing', 'There is no file'],
    ['a-folder', 'folder', 'file-is-directory', 'is a folder'],
    ['empty.jsonl', '', 'file-empty', 'is empty'],
    ['blank.jsonl', ' \n\n \n', 'file-empty', 'is empty'],
    ['mark.jsonl', '\ufeff', 'file-empty', 'is empty'],
    [
      'picture.png',
      Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13]),
      'import/unknown-format',
      '--format',
    ],
    ['letter.txt', 'Dear reader,\nno papers here.\n', 'import/unknown-format', '--format'],
  ])('%s', async (name, content, code, words) => {
    const path = join(homes.folder, name)
    if (content === 'folder') mkdirSync(path)
    else if (content !== undefined) writeFileSync(path, content)
    const ended = await causerie(['import', path], { home: homes.fresh() })
    expect(ended).toMatchObject({ code: 1, stdout: '' })
    expect(ended.stderr).toContain(name)
    expect(ended.stderr).toContain(words)
    expect(ended.stderr).not.toMatch(/^\s+at /m)
    const { error } = (await imported(homes.fresh(), path)).summary
    expect(error).toMatchObject({ code })
  })
})

describe('ugly input', () => {
  const line = (paper: object) => `${JSON.stringify(paper)}\n`

  test('one bad line among 3,000 is named by its number, and the others are in', async () => {
    const home = homes.fresh()
    const lines = inventedLines(0, 3000).split('\n')
    lines[1499] = '{"title": "Torn'
    const file = homes.file('torn.jsonl', lines.join('\n'))
    const { code, summary } = await imported(home, file)
    expect(code).toBe(3)
    expect(summary).toMatchObject({ read: 2999, added: 2999, skippedCount: 1 })
    expect(summary.skipped).toEqual([
      { where: expect.stringMatching(/\b1500\b/), reason: expect.stringMatching(/JSON/) },
    ])
    const words = await causerie(['import', file], { home })
    expect(words.code).toBe(3)
    expect(words.stdout).toMatch(/Skipped .*1500/)
    expect(words.stdout).toContain('correct the file and import it again')
  })

  test('a byte order mark, CRLF and blank lines are no part of any paper', async () => {
    const home = homes.fresh()
    const text = `\ufeff${inventedLines(0, 3).replaceAll('\n', '\r\n\r\n')}`
    const { code, summary } = await imported(home, homes.file('windows.jsonl', text))
    expect(code).toBe(0)
    expect(summary).toMatchObject({ format: 'jsonl', read: 3, added: 3, skippedCount: 0 })
    const [paper, ...others] = await found(home, '"lake number 2"')
    expect(others).toEqual([])
    expect(paper).toMatchObject({ title: 'Counting swans on lake number 2' })
    expect(JSON.stringify(paper)).not.toMatch(/\\r|\ufeff/)
  })

  test('one line of 20 MB does not keep the next paper out', async () => {
    const home = homes.fresh()
    const heavy = line({ id: 'heavy', title: 'A heavy swan', abstract: 'swan '.repeat(4_000_000) })
    const { code, summary } = await imported(home, homes.file('heavy.jsonl', heavy + inventedLines(0, 1)))
    expect([0, 3]).toContain(code)
    expect(summary.added + summary.skippedCount).toBe(2)
    expect(await found(home, '"lake number 0"')).toHaveLength(1)
    if (summary.skippedCount > 0) expect(summary.skipped[0].reason).toMatch(/MB|long|large/)
  })

  test('titles with HTML, TeX, right-to-left and Chinese text, 3,000 authors, and years 1066 and next', async () => {
    const home = homes.fresh()
    const next = new Date().getUTCFullYear() + 1
    const papers = [
      { id: 'html', title: 'Swans <script>alert(1)</script> &amp; <i>geese</i>' },
      { id: 'tex', title: 'A bound of $\\frac{1}{\\undefinedmacro{x}$ for swans' },
      { id: 'rtl', title: 'ספירת ברבורים על האגם' },
      { id: 'cjk', title: '基于因果推断的天鹅计数' },
      {
        id: 'many',
        title: 'A large collaboration of observers',
        authors: Array.from({ length: 3000 }, (_, n) => `Ada Quill ${n}`),
      },
      { id: 'old', title: 'De cygnis in Anglia', date: '1066-10-14' },
      { id: 'new', title: 'Swans of the coming year', date: `${next}-01-02` },
    ]
    const { summary } = await imported(home, homes.file('ugly.jsonl', papers.map(line).join('')))
    expect(summary).toMatchObject({ read: 7, added: 7, skippedCount: 0 })
    const [html] = await found(home, 'swans geese')
    expect(html.title).not.toMatch(/<i>|&amp;/)
    expect((await found(home, 'bound for swans'))[0].title).toContain('$\\frac{1}{\\undefinedmacro{x}$')
    expect((await found(home, 'ברבורים'))[0].title).toBe('ספירת ברבורים על האגם')
    expect((await found(home, '因果'))[0].title).toBe('基于因果推断的天鹅计数')
    const [many] = await found(home, '"large collaboration"')
    expect(many.authorCount).toBe(3000)
    expect(many.authors[2999].name).toBe('Ada Quill 2999')
    expect((await found(home, 'year:1066'))[0]).toMatchObject({ title: 'De cygnis in Anglia', year: 1066 })
    expect((await found(home, `year:${next}`))[0]).toMatchObject({ title: 'Swans of the coming year' })
  })

  test('one id under two titles is two papers, and the reader is told', async () => {
    const home = homes.fresh()
    const papers = [
      { id: 'none', title: 'Counting swans by boat' },
      { id: 'none', title: 'A theory of porcelain' },
    ]
    const { summary } = await imported(home, homes.file('twice.jsonl', papers.map(line).join('')))
    expect(summary).toMatchObject({ read: 2, added: 2 })
    expect(summary.notes.join()).toContain('“none” is shared by 2 records')
  })

  test('an arXiv id that lost its trailing zero is not taken for another paper', async () => {
    const home = homes.fresh()
    const papers = [{ id: 'a', title: 'Swans with a short number', arxivId: 2303.1234 }]
    const { summary } = await imported(home, homes.file('zero.jsonl', papers.map(line).join('')))
    expect(summary.added).toBe(1)
    expect(summary.notes.join() + JSON.stringify(summary.skipped)).toContain('2303.1234')
    const [paper] = await found(home, '"short number"')
    expect(paper.arxivId).toBeUndefined()
  })
})

describe('two at once and stopped in between', () => {
  test('two imports on one untouched home both end well, and together bring each paper once', {
    timeout: 120_000,
  }, async () => {
    const home = homes.untouched()
    const file = homes.file('both.jsonl', inventedLines(0, 1500))
    const both = await Promise.all([0, 1].map(() => causerie(['import', file, '--json'], { home })))
    for (const { code, stdout, stderr } of both) expect(code, stdout + stderr).toBe(0)
    const [one, other] = both.map(({ stdout }) => JSON.parse(stdout))
    expect(one.added + other.added).toBe(1500)
    expect(one.unchanged + other.unchanged).toBe(1500)
    expect(JSON.parse((await causerie(['status', '--json'], { home })).stdout).papers).toBe(1544)
  })

  test('the second says for whom it waits', { timeout: 120_000 }, async () => {
    const home = homes.fresh()
    const file = homes.file('long.jsonl', inventedLines(0, 4000))
    const first = start(['import', file], { home })
    while (!existsSync(join(home, 'lock.json')) && first.child.exitCode === null) await delay(5)
    const second = await causerie(['import', homes.file('short.jsonl', inventedLines(0, 1))], { home })
    expect(second.code, second.stderr).toBe(0)
    expect(second.stderr).toContain(`Waiting for “import ${file}”`.slice(0, 60))
    expect(second.stderr).toContain(`process ${first.child.pid}`)
    expect(second.stdout).toContain('0 added, 0 updated, 1 unchanged')
    expect((await first.ended).code).toBe(0)
  })

  test('Ctrl-C ends with code 130 and a sentence; the same import goes on from there', {
    timeout: 120_000,
  }, async () => {
    const home = homes.fresh()
    const file = homes.file('stopped.jsonl', inventedLines(0, 5000))
    const { child, ended } = start(['import', file], { home })
    while (!existsSync(join(home, 'lock.json')) && child.exitCode === null) await delay(5)
    child.kill('SIGINT')
    const { code, stderr, stdout } = await ended
    expect({ code, stdout }).toEqual({ code: 130, stdout: '' })
    expect(stderr).toMatch(/Interrupted\. Everything committed is kept/)
    expect(stderr).not.toMatch(/^\s+at /m)
    const { summary } = await imported(home, file)
    expect(summary.added + summary.unchanged).toBe(5000)
    expect(JSON.parse((await causerie(['doctor', '--json'], { home })).stdout).healthy).toBe(true)
  })
})
