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
import { openEmbedder } from '../meaning/openEmbedder.ts'
import { completions } from '../search/completion/completions.ts'
import { createIndexer, type Indexer } from '../search/indexer.ts'
import { createLexicon, type Lexicon } from '../search/lexicon/lexicon.ts'
import { createListings } from '../search/listings.ts'
import { type LibrarySample, openLibrarySample, type SampleSource } from '../search/rank/librarySample.ts'
import { matchingPapers, type SearchOptions } from '../search/search.ts'
import type { SearchIndex } from '../search/searchIndex.ts'
import { searchWithSuggestion } from '../search/searchWithSuggestion.ts'
import { createUpkeep, type Upkeep } from '../search/upkeep.ts'
import { analyzeOnce } from './analyze.ts'
import { readCatalogue } from './catalogue.ts'
import { createControl } from './control.ts'
import { sayingDiskFull } from './diskFull.ts'
import { type House, setCurrentHouse } from './house.ts'
import { type Lock, type Owner, readOwner, takeLock } from './lock.ts'
import { openIndex, openReader } from './openIndex.ts'
import { runOperation } from './operations.ts'
import { readSettings, type Settings } from './settings.ts'
import { type SettlingOptions, settleEmbedder } from './settling.ts'
import { readStatus } from './status.ts'

export type HouseOptions = {
  /** Folder of everything the instance owns. */
  home: string
  /** PostgreSQL instead of the embedded database; the environment's DATABASE_URL by default. */
  databaseUrl?: string
  /** Where the search index lives; the home by default. */
  searchUri?: string
  /** The index is written by another process, in a shared folder or an object store: it is read only. */
  reader?: boolean
  /** What this process is about to do, for others who ask: "start", "import papers.jsonl". */
  purpose?: string
  /** Folder of the founding catalogue. */
  catalogue?: string
  /** What gives papers and queries their vectors, or the one of the settings; without one search is by words. */
  embedder?: Embedder | 'as set'
  /** Whether the index is looked after while the house is open: worth it for a process that stays. */
  upkeep?: boolean
  /** Hears what happens in the background after the opening; `notes` has what happened before. */
  onNote?: (text: string) => void
  /** Models other than `embedder` that are still at hand, by id: one of them may have made the index. */
  otherEmbedder?: (id: string) => Embedder | undefined
}

/** So few papers of an index without vectors are embedded at once, in less than a second; more of them in the background. */
const fewPapers = 1000

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
  const databaseUrl = options.databaseUrl ?? process.env.DATABASE_URL
  const store = await openDatabase({ folder: join(home, 'database'), databaseUrl })
  try {
    const applied = await migrate(store)
    if (applied.length > 0) notes.push(`Migrated the database: ${applied.join(', ')}.`)
    const { otherEmbedder } = options
    let embedder = options.embedder === 'as set' ? await embedderAsSet(settings, home, notes) : options.embedder
    const listings: NonNullable<SearchOptions['listings']> = createListings()
    let opened = false
    const onNote = (text: string) => (opened && options.onNote ? options.onNote(text) : void notes.push(text))
    const former = new Map<string, Embedder>() // what served until the embedder had learnt, and serves meanwhile
    const embedderOf = (id: string) => (id === embedder?.id ? embedder : (former.get(id) ?? otherEmbedder?.(id)))
    const shared = options.searchUri ?? process.env.SEARCH_URI
    const place = shared ?? join(home, 'index')
    const reader = options.reader ?? (process.env.SEARCH_READER ?? '') !== ''
    const index = reader ? await openReader(place, store) : await openIndex(place, store, { embedder, notes })
    const wanted = {
      get embedder() {
        return embedder
      },
    }
    const indexer = createIndexer(store, index, Object.assign(wanted, { embedderOf, onNote }))
    // Not where others read the index: they would not have what its vectors were made by.
    const settles = options.embedder === 'as set' && settings.meaning.embedder === 'static' && !reader && !shared
    const settleIn = async (how: Pick<SettlingOptions, 'signal' | 'onProgress'> & { onNote?(text: string): void }) => {
      const given = settles ? embedder : undefined
      const learnt = given && (await settleEmbedder(store, home, { onNote, ...how }))
      if (!learnt) return false
      former.set(given.id, given)
      embedder = learnt
      return true
    }
    const queryEmbedder = () => index.meaning && embedderOf(index.meaning.embedder)
    const keptUp = options.upkeep === true && !reader
    const upkeep = createUpkeep(
      index,
      indexer,
      Object.assign(
        {
          get embedder() {
            return embedder
          },
        },
        { settleIn, queryEmbedder, onNote, enabled: keptUp },
      ),
    )
    if (!reader) await level({ store, index, indexer, embedder, onNote }, options.catalogue ?? foundingCatalogue)
    await analyzeOnce(store)
    const lexicon = createLexicon(index)
    const sample = openLibrarySample(sampleSource(store, index), { file: join(home, 'terms.json') })
    const maps = createMaps()
    upkeep.wake()
    opened = true
    return {
      home,
      reader,
      settings,
      store,
      index,
      indexer,
      notes,
      get embedder() {
        return embedder
      },
      queryEmbedder,
      async settleIn({ signal, progress, note }) {
        if (keptUp) return
        const learning = (done: number, of: number) => progress({ stage: 'learning', done, of })
        if (!(await settleIn({ signal, onProgress: learning, onNote: note }))) return
        await indexer.renew({ signal, onProgress: (done, of) => progress({ stage: 'embedding anew', done, of }) })
      },
      upkeep,
      library: createLibrary(store, settings),
      lexicon,
      sample,
      search: (text, { patient, ...options } = {}) =>
        searchWithSuggestion({ store, index, lexicon, sample }, text, {
          pageSize: settings.search.pageSize,
          recency: settings.search.recency,
          embedder: queryEmbedder(),
          listings,
          patient,
          ...options,
        }),
      complete: (text, caret) => completions({ store, lexicon }, text, caret),
      matching: (text, options) =>
        matchingPapers({ store, index, sample }, text, {
          recency: settings.search.recency,
          embedder: queryEmbedder(),
          ...options,
        }),
      saved: createSavedSearches(store),
      related: createRelated(store.db, index),
      map: (ids, options) => paperMap({ db: store.db, vectors: index, maps }, ids, options),
      status: () => readStatus(home, store, { index, upkeep, embedder }),
      announce: (url) => lock.update({ url }),
      close: async () => {
        await closeAll({ store, index, indexer, upkeep, lexicon, sample, maps, lock })
        if (options.embedder === 'as set') for (const one of [embedder, ...former.values()]) await one?.close?.()
      },
    }
  } catch (error) {
    await store.close()
    throw error
  }
}

/** An embedder that does not open (a model that is not there) leaves search by words, and says so. */
async function embedderAsSet(settings: Settings, home: string, notes: string[]): Promise<Embedder | undefined> {
  try {
    return await openEmbedder(settings, home)
  } catch (error) {
    notes.push(`Search is by words: ${(error as Error).message}`)
    return undefined
  }
}

type Level = {
  store: Store
  index: SearchIndex
  indexer: Indexer
  embedder: Embedder | undefined
  onNote: (text: string) => void
}

/** Brings the catalogue in, and the index level with the store. */
async function level({ store, index, indexer, embedder, onNote }: Level, catalogue: string): Promise<void> {
  await admitCatalogue(store, indexer, catalogue)
  await indexer.catchUp()
  if (!embedder || index.meaning || (await index.count()) > fewPapers) return
  const failed = ({ message }: Error) => onNote(`Search is by words: ${embedder.id} failed (${message}).`)
  await indexer.renew().catch(failed)
}

type Rooms = {
  store: Store
  index: SearchIndex
  indexer: Indexer
  upkeep: Upkeep
  lexicon: Lexicon
  sample: LibrarySample
  maps: Maps
  lock: Lock
}

async function closeAll({ store, index, indexer, upkeep, lexicon, sample, maps, lock }: Rooms): Promise<void> {
  setCurrentHouse(undefined)
  await upkeep.stop()
  await lexicon.close()
  await maps.close()
  await sample.rest()
  await indexer.rest() // an import that failed leaves it at work, and an index at work cannot be closed
  index.close()
  await store.close()
  await lock.release()
}

/** Papers in an order that means nothing and does not change: their numbers, spread (Knuth's multiplicative hash). */
function sampleSource({ db }: Store, index: SearchIndex): SampleSource {
  return {
    count: () => index.count(),
    textsOf: (ids) => index.textsOf(ids),
    async ids(size) {
      const { rows } = await db.execute(sql`select id::float8 as id from papers where merged_into is null
        order by (id * 2654435761) % 4294967296 limit ${size}`)
      return rows.map((row) => row.id as number)
    },
  }
}

/** Brings the founding catalogue in; recognised at a glance when nothing in it changed. */
async function admitCatalogue(store: Store, indexer: Indexer, folder: string): Promise<void> {
  const records = await readCatalogue(folder)
  const print = fingerprintOf(JSON.stringify({ key: 'catalogue', title: 'catalogue', extra: records }))
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
