/** The words of the command: help, mistakes, and what every command prints for programs. */
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { type AddressInfo, createServer as createListener } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { commands } from './commands/registry.ts'
import { causerie, type Ended, inventedLines, temporaryHomes } from './testing.ts'

let homes: Awaited<ReturnType<typeof temporaryHomes>>
beforeAll(async () => {
  homes = await temporaryHomes()
})
afterAll(() => homes.remove())

describe('help', () => {
  test.each([['help'], ['']])('causerie %s names every command with what it does', async (word) => {
    const { code, stdout, stderr } = await causerie(word === '' ? [] : [word])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    for (const { name } of commands) expect(stdout).toMatch(new RegExp(`^  ${name} +\\S`, 'm'))
    for (const { summary } of commands) expect(stdout).toContain(summary)
  })

  test.each(commands.map(({ name }) => [name]))('causerie %s --help explains every option', async (name) => {
    const { code, stdout, stderr } = await causerie([name, '--help'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const { usage, options, example } = commands.find((one) => one.name === name)!
    expect(stdout).toContain(usage)
    expect(stdout).toContain(example)
    for (const [option, { help }] of Object.entries(options)) {
      expect(stdout).toMatch(new RegExp(`^  --${option}\\b`, 'm'))
      expect(stdout).toContain(help)
    }
    for (const common of ['--home DIR', '--json', '--help']) expect(stdout).toContain(common)
  })

  test('the examples of the help are words the command understands', async () => {
    for (const { name, example } of commands) expect(example.split(' ').slice(0, 2)).toEqual(['causerie', name])
  })

  test('causerie --version is a version', async () => {
    expect((await causerie(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
  })
})

describe('a mistake in the words ends with code 2 and one sentence that says what was wrong', () => {
  test.each([
    [
      ['improt', 'x.jsonl'],
      ['improt', 'import'],
    ],
    [['dance'], ['dance', 'causerie help']],
    [['import'], ['Name a file']],
    [
      ['import', 'x', '--frobnicate'],
      ['--frobnicate', 'Usage: causerie import'],
    ],
    [
      ['import', 'x', '--format', 'docx'],
      ['docx', 'bibtex', 'jsonl'],
    ],
    [
      ['import', 'x', '--format'],
      ['--format', 'argument'],
    ],
    [
      ['import', 'x', '--page-date', '10 December'],
      ['--page-date', '10 December', 'YYYY-MM-DD'],
    ],
    [
      ['import', 'x', '--page-date', '2025-02-30'],
      ['--page-date', '2025-02-30'],
    ],
    [['harvest'], ['arxiv or hf-daily']],
    [
      ['harvest', 'usenet'],
      ['usenet', 'arxiv or hf-daily'],
    ],
    [['harvest', 'arxiv', 'hf-daily'], ['2']],
    [
      ['harvest', 'arxiv', '--from', 'yesterday'],
      ['--from', 'yesterday', 'YYYY-MM-DD'],
    ],
    [
      ['harvest', 'hf-daily', '--date', '2025-13-01'],
      ['--date', '2025-13-01'],
    ],
    [
      ['harvest', 'hf-daily', '--date', '2025-02-30'],
      ['--date', '2025-02-30'],
    ],
    [
      ['harvest', 'arxiv', '--from', '2025-12-10', '--max-pages', 'few'],
      ['--max-pages', 'few'],
    ],
    [['search'], ['Say what to search for']],
    [
      ['search', 'swans', '--limit', '0'],
      ['--limit', '0', 'positive'],
    ],
    [
      ['search', 'swans', '--sort', 'votes'],
      ['votes', 'relevance or date'],
    ],
    [
      ['search', 'swans', '--mode', 'magic'],
      ['magic', 'hybrid, words or meaning'],
    ],
    [['restore'], ['backup']],
    [['restore', 'a', 'b'], ['2']],
    [['suggestions', '--accept', '1', '--undo', '2'], ['One of']],
    [
      ['suggestions', '--accept', 'first'],
      ['first', 'number'],
    ],
    [
      ['start', '--port', '70000'],
      ['70000', '65535'],
    ],
    [
      ['start', '--port', 'http'],
      ['http', '65535'],
    ],
  ])('causerie %j', async (words, expected) => {
    const home = homes.untouched()
    const ended = await causerie(words, { home })
    expect(ended).toMatchObject({ code: 2, stdout: '' })
    for (const part of expected) expect(ended.stderr).toContain(part)
    expectNoStack(ended)
  })

  test('--json says the same to a program', async () => {
    const { code, stdout } = await causerie(['search', 'swans', '--sort', 'votes', '--json'])
    expect(code).toBe(2)
    expect(JSON.parse(stdout)).toEqual({
      error: { code: 'usage', message: expect.stringContaining('votes'), hint: expect.stringContaining('Usage: ') },
    })
  })

  test.each([
    [['search', 'swans', '--limit', '5000'], 'limit'],
    [['suggestions', '--state', 'lost'], 'lost'],
  ])('also where only the operation knows: causerie %j', async (words, value) => {
    const ended = await causerie(words, { home: homes.fresh() })
    expect(ended.code).toBe(2)
    expect(ended.stderr).toContain(value)
    expectNoStack(ended)
  })
})

describe('a home that cannot be had', () => {
  test('below a file, it is named with what to do', async () => {
    const file = homes.file('a-file', '')
    for (const home of [file, join(file, 'home')]) {
      const ended = await causerie(['status'], { home })
      expect(ended).toMatchObject({ code: 1, stdout: '' })
      expect(ended.stderr).toContain(`The home ${home} cannot be used`)
      expect(ended.stderr).toContain('--home')
      expectNoStack(ended)
    }
  })

  test('with settings that are no settings, every fault is named', async () => {
    const home = homes.fresh()
    writeFileSync(join(home, 'settings.json'), '{"trending": {"votes": "many"}, "colour": 1}')
    const ended = await causerie(['status'], { home })
    expect(ended.code).toBe(1)
    for (const part of ['2 faults', 'trending.votes', 'colour']) expect(ended.stderr).toContain(part)
    expectNoStack(ended)
  })

  test('CAUSERIE_HOME is the home, and --home is stronger', async () => {
    const [one, other] = [homes.fresh(), homes.fresh()]
    const status = async (home?: string) =>
      JSON.parse((await causerie(['status', '--json'], { home, env: { CAUSERIE_HOME: one } })).stdout).home
    expect(await status()).toBe(one)
    expect(await status(other)).toBe(other)
  })
})

describe('a search', () => {
  test('says what misspelt words may have meant, and shows the part it cannot read', { timeout: 60_000 }, async () => {
    const home = homes.fresh()
    await causerie(['import', homes.file('swans.jsonl', inventedLines(0, 5))], { home })
    const meant = await causerie(['search', 'conuting', 'swnas'], { home })
    expect(meant).toMatchObject({ code: 1, stderr: '' })
    expect(meant.stdout).toContain('Did you mean: counting swans\n')
    const right = await causerie(['search', 'counting swans'], { home })
    expect(right.stdout).not.toContain('Did you mean')

    const ended = await causerie(['search', 'swans year:soon'], { home })
    expect(ended).toMatchObject({ code: 1, stdout: '' })
    expect(ended.stderr).toContain('\n  swans year:soon\n        ^^^^^^^^^\nWrite year:2024')
    expectNoStack(ended)
    const { stdout } = await causerie(['search', 'swans year:soon', '--json'], { home })
    expect(JSON.parse(stdout).error).toMatchObject({ code: 'search/query', text: 'swans year:soon', start: 6, end: 15 })
  })
})

describe('--json', () => {
  test('of every command is one answer with its documented fields', { timeout: 120_000 }, async () => {
    const home = homes.fresh()
    const answer = async (...words: string[]) => {
      const ended = await causerie([...words, '--json'], { home })
      expect(ended.code, ended.stderr).toBe(0)
      return JSON.parse(ended.stdout)
    }
    const file = homes.file('two.jsonl', inventedLines(0, 2))
    const text = expect.any(String)
    const number = expect.any(Number)

    expect(await answer('import', file)).toEqual({
      ...{ file, format: 'jsonl', read: 2, added: 2, updated: 0, unchanged: 0 },
      ...{ skipped: [], skippedCount: 0, notes: [], seconds: number },
    })
    const both = await answer('import', file, homes.file('more.jsonl', inventedLines(2, 3)))
    expect(both).toMatchObject([
      { file, unchanged: 2 },
      { file: expect.stringMatching(/more\.jsonl$/), added: 1 },
    ])
    expect(await answer('status')).toEqual({
      ...{ version: text, home, database: 'embedded', papers: 47, indexed: 47, harvests: [] },
      meaning: { embedder: text, dimension: 256, missing: 0 },
      lastImport: { source: 'jsonl', origin: text, finished: text, added: 1, updated: 0 },
    })
    const page = await answer('search', 'swans on lakes', '--limit', '2', '--sort', 'date')
    expect(page).toEqual({
      ...{ query: 'swans on lakes', relaxed: false, sort: 'date', page: 1, pageSize: 2 },
      ...{ total: 3, totalIsLowerBound: false, understood: [], milliseconds: number },
      ...{ withEveryWord: 3, mode: 'words', asOf: number },
      facets: { year: expect.any(Array), venue: expect.any(Array), topic: expect.any(Array) },
      hits: [expect.anything(), expect.anything()],
    })
    expect(page.hits[0]).toEqual({
      ...{ score: number, terms: expect.any(Array), title: expect.any(Array), snippet: expect.any(Array) },
      paper: expect.objectContaining({ slug: 'counting-swans-on-lake-number-2', year: 2002, authorCount: 2 }),
    })
    expect(await answer('suggestions')).toEqual({ items: [], total: 0 })
    const diagnosis = await answer('doctor')
    expect(diagnosis.healthy).toBe(true)
    for (const finding of diagnosis.findings) expect(finding).toEqual({ check: text, ok: true, detail: text })
    expect(await answer('reindex')).toEqual({ indexed: 47 })
    const saved = join(homes.folder, 'saved.jsonl.zst')
    const { rows } = await answer('backup', saved)
    expect(await answer('restore', saved, '--replace')).toEqual({ rows })
    expect(rows).toBeGreaterThan(47)
  })

  test('harvest --json from a server that speaks the protocol', async () => {
    const day = '2024-05-06'
    const paper = {
      id: '2405.00042',
      title: 'Counting Swans',
      summary: 'We count.',
      upvotes: 5,
      authors: [{ name: 'Ada Quill' }],
    }
    const asked: string[] = []
    const server = createServer((request, response) => {
      asked.push(request.url!)
      if (request.url === '/robots.txt') return void response.writeHead(404).end()
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify([{ title: paper.title, publishedAt: `${day}T02:00:00Z`, numComments: 1, paper }]))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    try {
      const { port } = server.address() as AddressInfo
      const words = ['harvest', 'hf-daily', '--date', day, '--base-url', `http://127.0.0.1:${port}`, '--json']
      const home = homes.fresh()
      const nameless = await causerie(words, { home })
      expect(nameless.code).toBe(1)
      expect(JSON.parse(nameless.stdout).error).toMatchObject({
        code: 'harvest/contact',
        hint: expect.stringContaining(join(home, 'settings.json')),
      })
      expect(asked).toEqual([])
      writeFileSync(join(home, 'settings.json'), '{"contact": "keeper@example.org"}')
      const { code, stdout, stderr } = await causerie(words, { home })
      expect(code, stdout + stderr).toBe(0)
      expect(JSON.parse(stdout)).toMatchObject({
        ...{ read: 1, added: 1, updated: 0, unchanged: 0, skipped: [], skippedCount: 0 },
        ...{ pages: 1, requests: expect.any(Number), complete: true, notes: expect.any(Array) },
      })
      expect(asked.join()).toContain(`date=${day}`)
    } finally {
      server.close()
    }
  })

  test('of a failure has its code, its sentence and its hint', async () => {
    const { code, stdout } = await causerie(['import', '/nowhere/papers.jsonl', '--json'], { home: homes.fresh() })
    expect(code).toBe(1)
    expect(JSON.parse(stdout)).toEqual({
      error: {
        code: 'file-missing',
        message: expect.stringContaining('/nowhere/papers.jsonl'),
        hint: expect.any(String),
      },
    })
  })
})

describe('start', () => {
  test('on a taken port names the port and the way out, and leaves the home free', async () => {
    const other = createListener()
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const { port } = other.address() as AddressInfo
    const home = homes.fresh()
    const ended = await causerie(['start', '--port', String(port)], { home })
    other.close()
    expect(ended).toMatchObject({ code: 1, stdout: '' })
    expect(ended.stderr).toContain(`Port ${port} on 127.0.0.1 is taken`)
    expect(ended.stderr).toContain('--port')
    expectNoStack(ended)
    expect((await causerie(['status'], { home })).code).toBe(0)
  })
})

function expectNoStack({ stdout, stderr }: Ended): void {
  for (const text of [stdout, stderr]) {
    expect(text).not.toMatch(/^\s+at /m)
    expect(text).not.toContain('defect of Causerie')
    expect(text).not.toContain('node:internal')
  }
}
