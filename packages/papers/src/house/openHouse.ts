/** Opens a home: takes its lock, its store and its index, and brings them level with each other. */
import { access, constants, mkdir } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { migrate, openDatabase, type Store, sql } from '@causerie/store'
import { PapersError } from '../errors.ts'
import { fingerprintOf } from '../intake/fingerprint.ts'
import { openIntake } from '../intake/intake.ts'
import { voiceOf } from '../intake/voice.ts'
import { createLibrary } from '../library/library.ts'
import { createRelated } from '../library/related.ts'
import { createSavedSearches } from '../library/savedSearches.ts'
import { createMaps, type Maps } from '../map/maps.ts'
import { paperMap } from '../map/paperMap.ts'
import type { Embedder } from '../meaning/embedder.ts'
import { createIndexer, type Indexer } from '../search/indexer.ts'
import { matchingPapers } from '../search/matching.ts'
import { searchPage } from '../search/search.ts'
import { openSearchIndex, type SearchIndex } from '../search/searchIndex.ts'
import { readCatalogue } from './catalogue.ts'
import { createControl } from './control.ts'
import { sayingDiskFull } from './diskFull.ts'
import { type House, setCurrentHouse } from './house.ts'
import { type Lock, type Owner, readOwner, takeLock } from './lock.ts'
import { runOperation } from './operations.ts'
import { readSettings } from './settings.ts'
import { readStatus } from './status.ts'

export type HouseOptions = {
  /** Folder of everything the instance owns. */
  home: string
  /** PostgreSQL instead of the embedded database; the environment's DATABASE_URL by default. */
  databaseUrl?: string
  /** Where the search index lives; the home by default. */
  searchUri?: string
  /** What this process is about to do, for others who ask: "start", "import papers.jsonl". */
  purpose?: string
  /** Folder of the founding catalogue. */
  catalogue?: string
  /** What gives papers and queries their vectors; without one search is by words. */
  embedder?: Embedder
  /** Models other than `embedder` that are still at hand, by id: one of them may have made the index. */
  otherEmbedder?: (id: string) => Embedder | undefined
}

const foundingCatalogue = fileURLToPath(new URL('../../../../reproductions', import.meta.url))

/** Opens a home, making what is missing. Throws `house/in-use` (details.owner) when another process has it. */
export async function openHouse(options: HouseOptions): Promise<House> {
  const home = await prepareHome(options.home)
  const control = createControl()
  const lock = await takeLock(home, control.server, options.purpose ?? 'library')
  if (!lock) throw inUse(home, await readOwner(home))
  try {
    const house = await sayingDiskFull(home, () => openRooms(home, lock, options))
    control.open(lock.owner.key, (name, input, report) => runOperation(house, name, input, report))
    setCurrentHouse(house)
    return house
  } catch (error) {
    await lock.release()
    throw error
  }
}

async function prepareHome(path: string): Promise<string> {
  const home = resolve(path)
  try {
    await makeFolder(home)
    await access(home, constants.R_OK | constants.W_OK | constants.X_OK)
    return home
  } catch (cause) {
    const why = (cause as NodeJS.ErrnoException).code
    throw new PapersError('house/unwritable', `The home ${home} cannot be used (${why}).`, {
      hint: 'Choose a folder you may write with --home or CAUSERIE_HOME.',
      cause,
    })
  }
}

/** `mkdir -p` by hand: Node's own never ends under a folder that denies its children (/proc; seen on 24.21). */
async function makeFolder(path: string): Promise<void> {
  const made = () => mkdir(path, { mode: 0o700 })
  await made().catch(async (error: NodeJS.ErrnoException) => {
    if (error.code === 'EEXIST') return
    if (error.code !== 'ENOENT' || dirname(path) === path) throw error
    await makeFolder(dirname(path))
    await made()
  })
}

async function openRooms(home: string, lock: Lock, options: HouseOptions): Promise<House> {
  const settings = await readSettings(home)
  const notes = lock.recovered
    ? ['The last Causerie on this home ended without closing; everything committed is here.']
    : []
  const store = await openDatabase({
    folder: join(home, 'database'),
    databaseUrl: options.databaseUrl ?? process.env.DATABASE_URL,
  })
  try {
    const applied = await migrate(store)
    if (applied.length > 0) notes.push(`Migrated the database: ${applied.join(', ')}.`)
    const { embedder, otherEmbedder } = options
    const embedderOf = (id: string) => (id === embedder?.id ? embedder : otherEmbedder?.(id))
    const place = options.searchUri ?? process.env.SEARCH_URI ?? join(home, 'index')
    const index = await openIndex(place, store, embedder, notes)
    const indexer = createIndexer(store, index, { embedder, embedderOf, onNote: (text) => notes.push(text) })
    await admitCatalogue(store, indexer, options.catalogue ?? foundingCatalogue)
    await indexer.catchUp()
    await analyzeOnce(store)
    const maps = createMaps()
    return {
      home,
      settings,
      store,
      index,
      indexer,
      notes,
      queryEmbedder: () => index.meaning && embedderOf(index.meaning.embedder),
      library: createLibrary(store, settings),
      search: (text, search) => searchPage(store, index, text, { pageSize: settings.search.pageSize, ...search }),
      matching: (text, options) => matchingPapers(index, text, options),
      saved: createSavedSearches(store),
      related: createRelated(store.db, index),
      map: (ids, options) => paperMap({ db: store.db, vectors: index, maps }, ids, options),
      status: () => readStatus(home, store, index),
      announce: (url) => lock.update({ url }),
      close: () => closeAll(store, index, indexer, lock, maps),
    }
  } catch (error) {
    await store.close()
    throw error
  }
}

async function closeAll(store: Store, index: SearchIndex, indexer: Indexer, lock: Lock, maps: Maps): Promise<void> {
  setCurrentHouse(undefined)
  await maps.close()
  await indexer.rest() // an import that failed leaves it at work, and an index at work cannot be closed
  index.close()
  await store.close()
  await lock.release()
}

const rebuilt: Record<SearchIndex['opening'], string | undefined> = {
  'as it was': undefined,
  new: undefined,
  unreadable: 'The search index did not open and is rebuilt from the store.',
  'of another library': 'The search index was that of another library and is rebuilt from the store.',
}

/** Opens the index; one that is damaged, of another library, or ahead of the store, is made anew. */
async function openIndex(
  place: string,
  { db }: Store,
  embedder: Embedder | undefined,
  notes: string[],
): Promise<SearchIndex> {
  const { rows } = await db.execute(sql`select (select id::text from library limit 1) as library,
    (select coalesce(max(revision), 0)::float8 from papers) as last`)
  const { library, last } = rows[0] as { library: string; last: number }
  const meaning = embedder && { embedder: embedder.id, dimension: embedder.dimension }
  const index = await openSearchIndex(place, { library, meaning })
  if (rebuilt[index.opening]) notes.push(rebuilt[index.opening]!)
  if (index.mark() > last) {
    await index.clear(meaning)
    notes.push('The search index was ahead of the store (a backup was restored?) and is rebuilt.')
  }
  return index
}

/** Brings the founding catalogue in; recognised at a glance when nothing in it changed. */
async function admitCatalogue(store: Store, indexer: Indexer, folder: string): Promise<void> {
  const records = await readCatalogue(folder)
  const print = fingerprintOf({ key: 'catalogue', title: 'catalogue', extra: records })
  const { rows } = await store.db.execute(
    sql`select state->>'fingerprint' as print from cursors where source = 'catalogue' and name = 'founding'`,
  )
  if (records.length === 0 || rows[0]?.print === print) return
  const intake = openIntake(store, voiceOf('catalogue'), {
    onCommit: async (_, write) => void (write && (await indexer.take(write))),
  })
  await intake.put(records)
  await intake.finish()
  await store.db.execute(sql`insert into cursors (source, name, state) values ('catalogue', 'founding', ${JSON.stringify({ fingerprint: print })}::jsonb)
    on conflict (source, name) do update set state = excluded.state, saved = now()`)
}

/** Statistics for the planner, when there have never been any (a first start, a restored backup). */
async function analyzeOnce({ db }: Store): Promise<void> {
  const { rows } = await db.execute(sql`select reltuples from pg_class where oid = 'papers'::regclass`)
  if (Number(rows[0]!.reltuples) < 0) await db.execute(sql`analyze`)
}

function inUse(home: string, owner: Owner | undefined): PapersError {
  const who = owner
    ? `${owner.purpose}, process ${owner.pid}, since ${owner.since.slice(0, 16).replace('T', ' ')} UTC`
    : 'another process'
  return new PapersError('house/in-use', `The home ${home} is in use: ${who}.`, {
    hint: owner?.url
      ? `It serves ${owner.url}. Stop it first, or choose another --home.`
      : 'Wait until it ends, or choose another --home.',
    details: { owner },
  })
}
