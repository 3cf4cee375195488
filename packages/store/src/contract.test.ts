import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { backup, restore } from './backup.ts'
import { type CopyValue, storable } from './copy.ts'
import { openDatabase } from './database.ts'
import { getTableColumns, getTableName, sql } from './drizzle.ts'
import type { StoreError } from './errors.ts'
import { knownMigrations, migrate } from './migrate.ts'
import { tables } from './schema.ts'
import type { Store } from './store.ts'
import { allRows, type Engine, embeddedEngine, isRequired, seededRandom, serverEngine } from './testing.ts'

const seed = Number(process.env.CAUSERIE_SEED ?? 44)
const embedded = await embeddedEngine()
const server = await serverEngine()
if (!server) {
  if (isRequired('postgresql'))
    throw new Error('CAUSERIE_REQUIRE asks for PostgreSQL ≥ 15; no initdb and postgres here.')
  console.warn('No PostgreSQL ≥ 15 on this machine: the contract of the store ran on the embedded database alone.')
}
const engines: Engine[] = server ? [embedded, server] : [embedded]
const files = mkdtempSync(join(tmpdir(), 'causerie-backups-'))

afterAll(async () => {
  await embedded.stop()
  await server?.stop()
  rmSync(files, { recursive: true, force: true })
})

const open: Store[] = []
afterEach(async () => {
  for (const store of open.splice(0)) await store.close()
})

async function emptyDatabase(engine: Engine): Promise<Store> {
  const store = await engine.fresh()
  open.push(store)
  return store
}

async function emptyLibrary(engine: Engine): Promise<Store> {
  const store = await emptyDatabase(engine)
  await migrate(store)
  return store
}

const shared = new Map<Engine, Store>()
afterAll(async () => {
  for (const store of shared.values()) await store.close()
})

/** One library for the tests that only fill it: opening an embedded one takes half a second. */
async function clearedLibrary(engine: Engine): Promise<Store> {
  const store = shared.get(engine) ?? (await engine.fresh())
  shared.set(engine, store)
  await migrate(store)
  await store.db.execute(sql.raw(`truncate ${Object.values(tables).map(getTableName).join(', ')}`))
  return store
}

/** Text as a source may send it → as the library keeps it (PostgreSQL's text has no NUL and no half surrogates). */
const awkward: [string, string, string?][] = [
  ['tabs, newlines and returns', 'a\tb\nc\r\nd\re\vf\fg\bh'],
  ['backslashes', '\\ \\\\ \\t \\n \\x41 \\101 \\'],
  ['what COPY takes for null and for the end', '\\N'],
  ['the end of COPY', '\\.'],
  ['the empty text', ''],
  ['quotes and braces', `"it's" {a,"b"} NULL null $1 $$ %s ; --`],
  ['NUL', 'a\0b\0', 'ab'],
  ['lone surrogates', 'a\ud83dz\udca1', 'a\ufffdz\ufffd'],
  ['emoji, joined and flagged', '🦢👩‍👩‍👧🇫🇷 \u{10ffff}'],
  ['right-to-left text and marks', 'שלום \u202eمرحبا\u202c é é ﷽'],
  ['separators that JSON leaves alone', 'a\u2028b\u2029c\u0085d\ufeff'],
  ['a megabyte', 'swan\t\\'.repeat(175_000)],
]

const awkwardTexts = awkward.map(([, given]) => given)

/** A library with awkward rows in every table. */
async function fill(store: Store, texts = awkwardTexts): Promise<void> {
  await store.transaction(async (session) => {
    await session.copy(
      'papers',
      [
        'id',
        'slug',
        'title',
        'title_key',
        'abstract',
        'sort_day',
        'status',
        'provenance',
        'created_revision',
        'revision',
      ],
      texts.map((text, at): CopyValue[] => [
        ...[at + 1, `paper-${at}`, text, `key ${at}`, at % 2 ? text : null, at % 2 ? '2099-01-05' : null],
        ...[at % 2 ? 'withdrawn' : null, { '*': 'jsonl', note: '"\\' }, 3, 10 + at],
      ]),
    )
    await session.copy('identifiers', ['scheme', 'value', 'paper_id'], [['doi', '10.1234/\\N\t"é🦢"', 1]])
    for (const table of ['people', 'organisations', 'topics']) {
      await session.copy(
        table,
        ['slug', 'name'],
        texts.slice(0, -1).map((text, at) => [`name-${at}`, text]),
      )
    }
    await session.copy(
      'authorships',
      ['paper_id', 'position', 'person_id', 'affiliations'],
      [
        [1, 0, 1, texts],
        [1, 1, 2, []],
        [1, 2, 3, null],
      ],
    )
    await session.copy('paper_organisations', ['paper_id', 'position', 'organisation_id'], [[1, 0, 2]])
    await session.copy('paper_topics', ['paper_id', 'position', 'topic_id'], [[1, 0, 3]])
    await session.copy(
      'links',
      ['paper_id', 'position', 'kind', 'url', 'label'],
      [[1, 0, 'other', 'https://a.example/\\', null]],
    )
    await session.copy('listings', ['day', 'list', 'paper_id', 'votes'], [['2099-01-05', 'daily-papers', 2, 7]])
    await session.copy(
      'versions',
      ['paper_id', 'number', 'title', 'source', 'seen'],
      [[1, 1, texts[10], 'jsonl', '2099-01-05T06:07:08.123456+05:30']],
    )
    await session.copy(
      'records',
      ['source', 'key', 'paper_id', 'fingerprint', 'extra'],
      [['jsonl', texts[1], 1, 'f', { a: [1.5, -0, 1e300, null, true, { '': texts[10] }], é: texts[8] }]],
    )
    await session.copy('cursors', ['source', 'name', 'state'], [['arxiv-oai', 'cs', { token: texts[10] }]])
    await session.copy('imports', ['id', 'source', 'origin'], [[41, 'jsonl', texts[1]]])
    await session.copy(
      'suggestions',
      ['keep_id', 'other_id', 'reason', 'moved'],
      [[1, 2, texts[0], { links: [texts[3]!] }]],
    )
    await session.copy(
      'saved_searches',
      ['slug', 'name', 'query'],
      texts.map((text, at) => [`search-${at}`, text, text]),
    )
    await session.copy(
      'runs',
      ['id', 'slug', 'input', 'seed', 'versions', 'state', 'progress', 'seconds', 'headline', 'report'],
      texts
        .slice(0, -1)
        .map((text, at): CopyValue[] => [
          ...[
            `run-${at}`,
            'counting-swans',
            JSON.stringify({ text, b: 1e300, a: -0.1 }),
            JSON.stringify(storable(text)),
          ],
          ...[{ [text]: text }, 'done', { share: 0.1 + 0.2, stage: text }, 1 / 3, text, JSON.stringify({ text })],
        ]),
    )
  })
}

const failure = (work: Promise<unknown>): Promise<StoreError> =>
  work.then(
    () => expect.fail('it succeeded'),
    (error) => error,
  )

const peopleIn = async (store: Store) =>
  (await store.db.execute(sql`select slug, name from people order by id`)).rows as { slug: string; name: string }[]

describe.each(engines)('a store on the $kind engine', (engine) => {
  test('keeps all of a transaction or nothing of it', async () => {
    const store = await clearedLibrary(engine)
    const write = (work: (session: Parameters<Parameters<Store['transaction']>[0]>[0]) => Promise<void>) =>
      store.transaction(async (session) => {
        await session.copy('people', ['slug', 'name'], [['a', 'A']])
        await session.db.execute(sql`insert into topics (slug, name) values ('t', 'T')`)
        await work(session)
      })
    await expect(write(() => Promise.reject(new Error('changed my mind')))).rejects.toThrow('changed my mind')
    await expect(write(async ({ db }) => void (await db.execute(sql`select 1/0`)))).rejects.toThrow()
    await expect(
      write(({ copy }) =>
        copy(
          'people',
          ['slug', 'name'],
          [
            ['b', 'B'],
            ['c', null],
          ],
        ),
      ),
    ).rejects.toThrow(/null/)
    await expect(
      write(({ copy }) =>
        copy(
          'people',
          ['slug', 'name'],
          (function* () {
            yield ['b', 'B']
            throw new Error('the source broke off')
          })(),
        ),
      ),
    ).rejects.toThrow('the source broke off')
    expect(await peopleIn(store)).toEqual([])
    expect((await allRows(store)).topics).toEqual([])
    await write(async () => {})
    expect(await peopleIn(store)).toEqual([{ slug: 'a', name: 'A' }])
  })

  test('returns what the work returned, and runs works that start together one after another or side by side', async () => {
    const store = await clearedLibrary(engine)
    const works = Array.from({ length: 12 }, (_, at) =>
      store.transaction(async ({ copy }) => {
        await copy('people', ['slug', 'name'], [[`s-${at}`, String(at)]])
        return at
      }),
    )
    expect(await Promise.all(works)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
    expect(await peopleIn(store)).toHaveLength(12)
  })

  test.each(awkward)('copies %s as they are', async (_, given, kept = given) => {
    const store = await clearedLibrary(engine)
    await store.transaction(async ({ copy }) => {
      await copy('people', ['slug', 'name'], [['x', given]])
      await copy(
        'authorships',
        ['paper_id', 'position', 'person_id', 'affiliations'],
        [
          [1, 1, 1, [given, 'NULL', given]],
          [1, 2, 1, []],
          [1, 3, 1, null],
        ],
      )
      await copy('cursors', ['source', 'name', 'state'], [['s', 'n', { [given]: [given] }]])
    })
    expect((await peopleIn(store))[0]!.name === kept).toBe(true) // not toBe(kept): a difference of a megabyte is no message
    const { rows: lists } = await store.db.execute(
      sql`select to_jsonb(affiliations) as list from authorships order by position`,
    )
    expect(lists.map(({ list }) => list)).toEqual([[kept, 'NULL', kept], [], null])
    const { rows: states } = await store.db.execute(sql`select state from cursors`)
    expect(states[0]!.state).toEqual({ [kept]: [kept] })
  })

  test('copies nothing at all, numbers, booleans and nulls', async () => {
    const store = await clearedLibrary(engine)
    await store.transaction(async ({ copy }) => {
      await copy('people', ['slug', 'name'], [])
      const columns = [
        'slug',
        'title',
        'title_key',
        'provenance',
        'created_revision',
        'revision',
        'year',
        'runnable',
        'venue',
      ]
      await copy('papers', columns, [['p', 't', 't', {}, 1, 2 ** 53 - 1, -44, true, undefined]])
    })
    const { rows } = await store.db.execute(sql`select revision::float8 as revision, year, runnable, venue from papers`)
    expect(rows).toEqual([{ revision: 2 ** 53 - 1, year: -44, runnable: true, venue: null }])
  })

  test('migrates an empty database once', async () => {
    const store = await emptyDatabase(engine)
    const names = (await knownMigrations()).map(({ name }) => name)
    expect(await migrate(store)).toEqual(names)
    expect(await migrate(store)).toEqual([])
    expect((await allRows(store)).library).toHaveLength(1)
  })

  test('migrates a library of the previous version with its papers in it', async () => {
    const store = await emptyDatabase(engine)
    const [last, previous] = (await knownMigrations()).map(({ name }) => name).reverse()
    await migrate(store, { until: previous })
    const rows = async () => {
      const { rows } = await store.db.execute(sql`select to_jsonb(p) as paper, to_jsonb(i) as identifier
        from papers p join identifiers i on i.paper_id = p.id`)
      return rows
    }
    await store.transaction(async ({ copy }) => {
      const columns = ['id', 'slug', 'title', 'title_key', 'abstract', 'provenance', 'created_revision', 'revision']
      await copy(
        'papers',
        columns,
        awkward.map(([, text], at) => [at + 1, `p-${at}`, text, 'k', text, {}, 1, 1]),
      )
      await copy(
        'identifiers',
        ['scheme', 'value', 'paper_id'],
        awkward.map((_, at) => ['doi', `10.1234/${at}`, at + 1]),
      )
    })
    const before = await rows()
    expect(before).toHaveLength(awkward.length)
    expect(await migrate(store)).toEqual([last])
    const after = await rows()
    expect(after.map(({ identifier }) => identifier)).toEqual(before.map(({ identifier }) => identifier))
    for (const [at, { paper }] of after.entries()) expect(paper).toMatchObject(before[at]!.paper as object)
  })

  test('refuses a library made by a newer Causerie, or with an edited migration, and leaves it alone', async () => {
    const store = await emptyDatabase(engine)
    const [first] = (await knownMigrations()).map(({ name }) => name)
    await migrate(store, { until: first })
    await store.db.execute(sql`insert into migrations (name, checksum) values ('9999_future', 'x')`)
    expect(await failure(migrate(store))).toMatchObject({
      code: 'store/newer',
      message: expect.stringContaining('"9999_future"'),
      hint: expect.stringMatching(/\.$/),
    })
    await store.db.execute(sql`delete from migrations where name = '9999_future'`)
    await store.db.execute(sql`update migrations set checksum = 'edited'`)
    expect(await failure(migrate(store))).toMatchObject({
      code: 'store/edited',
      message: expect.stringContaining(`"${first}"`),
    })
    const { rows } = await store.db.execute(sql`select name from migrations`)
    expect(rows).toEqual([{ name: first }])
  })

  test('has exactly the tables, columns, types and nullability that the Drizzle schema says', async () => {
    const store = await emptyLibrary(engine)
    const { rows } = await store.db.execute(sql`select c.relname as table, a.attname as column,
        format_type(a.atttypid, a.atttypmod) as type, a.attnotnull as required,
        a.atthasdef or a.attidentity <> '' as has_default,
        exists (select 1 from pg_index i where i.indrelid = c.oid and i.indisprimary and a.attnum = any(i.indkey)) as key
      from pg_class c join pg_attribute a on a.attrelid = c.oid
      where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
        and c.relname <> 'migrations'`)
    const made = rows.map(
      (row) => `${row.table}.${row.column} ${row.type} ${describeColumn(row.required, row.has_default)}`,
    )
    const declared = Object.values(tables).flatMap((table) =>
      Object.values(getTableColumns(table)).map((column) => {
        const hasDefault = column.hasDefault || column.generatedIdentity !== undefined
        return `${getTableName(table)}.${column.name} ${column.getSQLType()} ${describeColumn(column.notNull, hasDefault)}`
      }),
    )
    expect(made.sort()).toEqual(declared.sort())
  })

  test('refuses to restore over papers unless told to replace them', async () => {
    const [store, other] = [await emptyLibrary(engine), await emptyLibrary(engine)]
    await fill(store)
    const file = join(files, `${engine.kind}-replace.zst`)
    await backup(other, file)
    const before = await allRows(store)
    expect(await failure(restore(store, file))).toMatchObject({
      code: 'store/not-empty',
      message: expect.stringContaining(`${awkward.length} papers`),
      hint: expect.stringContaining('--replace'),
    })
    expect(await allRows(store)).toEqual(before)
    await restore(store, file, { replace: true })
    expect(await allRows(store)).toEqual(await allRows(other))
  })
})

const describeColumn = (required: unknown, hasDefault: unknown) =>
  `${required ? 'not null' : 'null'}${hasDefault ? ' default' : ''}`

describe.each(engines.flatMap((from) => engines.map((to) => ({ from, to }))))(
  'a backup of the $from.kind engine restored into the $to.kind engine',
  ({ from, to }) => {
    test('gives identical rows in every table, and numbers go on after the last', async () => {
      const [source, target] = [await emptyLibrary(from), await emptyLibrary(to)]
      await fill(source)
      const file = join(files, `${from.kind}-${to.kind}.zst`)
      const written = await backup(source, file)
      const rows = await allRows(source)
      expect(Object.values(rows).every((list) => list.length > 0)).toBe(true)
      expect(written).toBe(Object.values(rows).flat().length)
      expect(await restore(target, file)).toBe(written)
      const restored = await allRows(target)
      for (const table of Object.keys(rows)) expect(restored[table], table).toEqual(rows[table])
      expect(await nextNumbers(target)).toEqual({ paper: 13, person: 12, import: 42, suggestion: 2, revision: 22 })
    })
  },
)

async function nextNumbers(store: Store) {
  const { rows } = await store.db.execute(sql`select
    nextval(pg_get_serial_sequence('papers', 'id'))::int as paper,
    nextval(pg_get_serial_sequence('people', 'id'))::int as person,
    nextval(pg_get_serial_sequence('imports', 'id'))::int as import,
    nextval(pg_get_serial_sequence('suggestions', 'id'))::int as suggestion,
    nextval('revision')::int as revision`)
  return rows[0]
}

describe('a backup that is no good', async () => {
  const good = join(files, 'good.zst')
  const bad = join(files, 'bad.zst')
  const store = await embedded.fresh()
  await migrate(store)
  await fill(store, awkwardTexts.slice(0, -1)) // without the megabyte: what is refused here is tried often
  await backup(store, good)
  const rows = await allRows(store)
  const bytes = readFileSync(good)
  const lines = zstdDecompressSync(bytes).toString().trimEnd().split('\n')
  const header = JSON.parse(lines[0]!)
  afterAll(() => store.close())

  const packed = (...lines: unknown[]) =>
    zstdCompressSync(lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join(''))

  const refusal = async (content: Uint8Array | string) => {
    writeFileSync(bad, content)
    const error = await failure(restore(store, bad, { replace: true }))
    expect(error).toMatchObject({
      code: 'store/bad-backup',
      message: expect.stringContaining(`${bad} cannot be restored: `),
    })
    expect(error.message).toMatch(/\. Nothing was changed\.$/)
    return error.message
  }

  test.each<[string, Uint8Array | string, RegExp]>([
    ['without the last line', packed(...lines.slice(0, -1)), /incomplete/],
    ['without a row', packed(...lines.toSpliced(5, 1)), /incomplete|do not fit/],
    ['that goes on', packed(...lines, { table: 'people' }), /goes on/],
    ['empty', '', /incomplete|unexpected end/i],
    ['of text', 'Dear diary,\n', /./],
    ['of another program', packed({ format: 'diary' }), /not the header of a backup/],
    ['of JSON that is no object', packed('null'), /not a JSON object/],
    ['of packed text', packed('Dear diary,'), /not JSON/],
    ['without its migrations', packed({ ...header, migrations: undefined }, ...lines.slice(1)), /header/],
    ['of a later format', packed({ ...header, version: 2 }, ...lines.slice(1)), /newer Causerie/],
    ['of a newer Causerie', packed({ ...header, migrations: ['9999_future'] }), /newer Causerie .*"9999_future"/],
    ['with a table of its own', packed(header, { table: 'diary' }, { end: true, rows: 0 }), /"diary"/],
    [
      'with a row that is no object',
      packed(header, { table: 'people' }, '7', { end: true, rows: 1 }),
      /not a JSON object/,
    ],
    ['with rows that fit no table', packed(header, { id: 1 }, { end: true, rows: 1 }), /before the name/],
    [
      'with rows that break the rules of a table',
      packed(header, { table: 'people' }, { id: 1, slug: 'a', name: null }, { end: true, rows: 1 }),
      /people/,
    ],
  ])('is refused whole: one %s', async (_, content, why) => {
    expect(await refusal(content)).toMatch(why)
    expect(await allRows(store)).toEqual(rows)
  })

  test('is refused whole: one that is not there', async () => {
    const error = await failure(restore(store, join(files, 'nowhere.zst'), { replace: true }))
    expect(error).toMatchObject({ code: 'store/bad-backup', message: expect.stringMatching(/ENOENT/) })
    expect(await allRows(store)).toEqual(rows)
  })

  test('is refused whole wherever it is cut', async () => {
    for (const part of [0.001, 0.2, 0.5, 0.9, 0.99]) await refusal(bytes.subarray(0, Math.ceil(bytes.length * part)))
    expect(await allRows(store)).toEqual(rows)
  })

  test(`is refused whole wherever a byte is changed (seed ${seed})`, async () => {
    const random = seededRandom(seed)
    for (let round = 0; round < 30; round++) {
      const at = Math.floor(random() * bytes.length)
      const changed = Buffer.from(bytes)
      changed[at] = changed[at]! ^ (1 << Math.floor(random() * 8))
      writeFileSync(bad, changed)
      const outcome = await restore(store, bad, { replace: true }).catch((error: StoreError) => error.code)
      // a few bits of a frame mean nothing: then the rows are the same
      if (typeof outcome !== 'number') expect(outcome, `byte ${at}`).toBe('store/bad-backup')
      expect(await allRows(store), `byte ${at}`).toEqual(rows)
    }
  })

  test('leaves no file behind when it cannot be written', async () => {
    const closed = await embedded.fresh()
    await closed.close()
    const file = join(files, 'never.zst')
    await expect(backup(closed, file)).rejects.toThrow()
    expect(() => readFileSync(file)).toThrow(/ENOENT/)
    expect(() => readFileSync(`${file}.part`)).toThrow(/ENOENT/)
  })
})

describe.skipIf(!server)('several programs on one server', () => {
  test('may migrate the same empty database at once: each migration runs once', async () => {
    const names = (await knownMigrations()).map(({ name }) => name)
    for (let round = 0; round < 8; round++) {
      const first = await emptyDatabase(server!)
      const url = server!.url(first.place.split('/').at(-1)!)
      const others = await Promise.all([1, 2, 3].map(() => openDatabase({ databaseUrl: url })))
      open.push(...others)
      const applied = await Promise.all([first, ...others].map((store) => migrate(store)))
      expect(applied.flat().sort()).toEqual(names)
      expect((await allRows(first)).library).toHaveLength(1)
    }
  })

  test('see a backup as of one moment while others write', async () => {
    const store = await emptyLibrary(server!)
    await fill(store)
    const [rows, file] = [await allRows(store), join(files, 'moment.zst')]
    let interrupted = false
    await backup(store, file, () => {
      if (interrupted) return
      interrupted = true
      void store.db.execute(sql`insert into suggestions (keep_id, other_id, reason) values (3, 4, 'late')`).execute()
    })
    expect(interrupted).toBe(true)
    const copy = await emptyLibrary(server!)
    await restore(copy, file)
    expect(await allRows(copy)).toEqual(rows)
  })
})
