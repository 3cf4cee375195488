/**
 * Keeps the index level with the store. Writes hand their papers over as they commit; whatever was missed (a kill, a
 * restore, another process) is read from the store by revision.
 */
import { type Store, sql } from '@causerie/store'
import type { Committed } from '../intake/intake.ts'
import { loadStates } from '../intake/state.ts'
import type { Embedder } from '../meaning/embedder.ts'
import { type PaperToIndex, type SearchDocument, searchDocument } from './document.ts'
import { withVectors } from './embedding.ts'
import type { IndexedDocument, IndexTable } from './indexTable.ts'
import { inTurn } from './inTurn.ts'
import type { SearchIndex } from './searchIndex.ts'

export type Indexer = {
  /** Takes one committed write; returns at once unless several are waiting. */
  take(write: Committed): Promise<void>
  /**
   * Waits for what was taken, then reads from the store what the index lacks, then brings many new papers into the
   * full-text index; `onLevel` is called before that, when nothing more is asked of the store. Returns the number of
   * papers read.
   */
  catchUp(options?: { onLevel?: () => void }): Promise<number>
  /** Empties the index and fills it from the store. */
  rebuild(onProgress?: (papers: number) => void): Promise<number>
  /**
   * Fills a second index from the store with vectors of the wanted embedder while the first one serves, then puts it
   * in its place. Goes on where a killed process stopped.
   */
  renew(options?: RenewOptions): Promise<number>
  /** Waits for what was taken, whatever becomes of it. */
  rest(): Promise<void>
  /** Papers of the store whose last write the index does not have. */
  lag(): Promise<number>
}

export type RenewOptions = { signal?: AbortSignal; onProgress?: (papers: number, of: number) => void }

export type IndexerOptions = {
  /** What makes the vectors of a new index, looked at anew each time; without one there are none. */
  readonly embedder?: Embedder | undefined
  /** The embedder of a model by its id, where it is still at hand; `embedder` alone by default. */
  embedderOf?: (id: string) => Embedder | undefined
  onNote?: (text: string) => void
}

/** Writes that wait to be indexed while others are stored: each holds a thousand papers. */
const mostWaiting = 2
const pageSize = 1000

export function createIndexer(store: Store, index: SearchIndex, options: IndexerOptions = {}): Indexer {
  const queue: Committed[] = []
  let working: Promise<void> = Promise.resolve()
  let failure: unknown
  let renewing: Promise<number> | undefined
  /** Filling the table that serves and putting another in its place do not mix. */
  const oneAtATime = inTurn()
  const { onNote = () => {} } = options
  const embedderOf =
    options.embedderOf ?? ((id: string) => (id === options.embedder?.id ? options.embedder : undefined))
  const wanted = () => options.embedder && { embedder: options.embedder.id, dimension: options.embedder.dimension }

  /** A model that fails (a server that does not answer) holds up no import: its papers wait for their vectors. */
  const embedded: Embedded = (documents) =>
    withVectors(documents, index.meaning && embedderOf(index.meaning.embedder), {
      onFault: ({ message }) =>
        onNote(
          `${documents.length} papers are not found by meaning yet: ${index.meaning?.embedder} failed (${message}).`,
        ),
    })

  /** For an index that is to replace a good one: without its vectors it would be no gain. */
  const surelyEmbedded =
    (embedder: Embedder | undefined, signal?: AbortSignal): Embedded =>
    (documents) =>
      withVectors(documents, embedder, {
        signal,
        onFault: (error) => {
          throw error
        },
      })

  async function work(): Promise<void> {
    for (let write = queue[0]; write; write = queue[0]) {
      const { before, revision, papers, allNew } = write
      await oneAtATime(async () => {
        if (before !== index.mark()) return // a write is taken only in its turn: what came between is left to catchUp
        const documents = papers.map((one) => searchDocument(one, revision))
        await index.put(await embedded(documents), { fresh: allNew })
      })
      queue.shift()
    }
  }

  /** Reads from the store what a table lacks, whole writes at a time. */
  async function level(
    table: Target,
    embed: Embedded,
    { onProgress, signal }: { onProgress?: (papers: number) => void; signal?: AbortSignal } = {},
  ): Promise<number> {
    let papers = 0
    for (let from = table.mark(); ; ) {
      signal?.throwIfAborted()
      const page = await behind(store, from)
      if (page.length === 0) return papers
      from = page.at(-1)!.revision
      papers += await putPage(store, table, page, embed)
      onProgress?.(papers)
    }
  }

  async function followStore(onProgress?: (papers: number) => void): Promise<number> {
    await working
    if (failure) {
      const error = failure
      failure = undefined
      throw error
    }
    return oneAtATime(() => level(index, embedded, { onProgress }))
  }

  async function catchUp({ onLevel }: { onLevel?: () => void } = {}): Promise<number> {
    const papers = await followStore()
    onLevel?.()
    await index.settle()
    return papers
  }

  async function renew({ signal, onProgress = () => {} }: RenewOptions): Promise<number> {
    const { embedder } = options
    const next = await index.successor(wanted())
    const { rows } = await store.db.execute(sql`select count(*)::int as papers from papers where merged_into is null`)
    const before = await next.count()
    const embed = surelyEmbedded(embedder, signal)
    const papers = await level(next, embed, {
      signal,
      onProgress: (done) => onProgress(before + done, rows[0]!.papers as number),
    })
    await next.settle({ always: true })
    await level(next, embed, { signal })
    await oneAtATime(async () => {
      await level(next, embed, { signal })
      await index.adopt(next)
    })
    await catchUp() // what was written between the last look and the change
    return papers
  }

  return {
    async take(write) {
      queue.push(write)
      if (queue.length === 1) {
        working = work().catch((error) => {
          failure = error
        })
      }
      if (queue.length > mostWaiting) await working
    },
    catchUp,
    async rebuild(onProgress) {
      await working
      await oneAtATime(() => index.clear(wanted()))
      const papers = await followStore(onProgress)
      await index.settle({ always: true })
      return papers
    },
    renew(options = {}) {
      renewing ??= renew(options).finally(() => {
        renewing = undefined
      })
      return renewing
    },
    rest: () => working,
    async lag() {
      const { rows } = await store.db.execute(sql`select count(*)::int as papers from papers
        where revision > ${index.mark()} and merged_into is null`)
      return rows[0]!.papers as number
    },
  }
}

type Embedded = (documents: SearchDocument[]) => Promise<IndexedDocument[]>

type Target = Pick<IndexTable, 'mark' | 'put' | 'remove' | 'meaning'>

type Behind = { id: number; revision: number; createdRevision: number; merged: boolean }

/** The next papers to index: whole writes only, so that the mark never passes a paper that was left out. */
async function behind({ db }: Store, mark: number): Promise<Behind[]> {
  const { rows } = await db.execute(sql`select id::float8 as id, revision::float8 as revision,
      created_revision::float8 as created, merged_into is not null as merged
    from papers where revision > ${mark} and revision <= coalesce(
      (select revision from papers where revision > ${mark} order by revision offset ${pageSize} limit 1), 9007199254740991)
    order by revision`)
  return rows.map((row) => ({
    id: row.id as number,
    revision: row.revision as number,
    createdRevision: row.created as number,
    merged: row.merged as boolean,
  }))
}

async function putPage(store: Store, table: Target, page: Behind[], embed: Embedded): Promise<number> {
  const mark = table.mark()
  const gone = page.filter(({ merged }) => merged).map(({ id }) => id)
  const present = page.filter(({ merged }) => !merged)
  const states = await store.transaction((session) =>
    loadStates(
      session,
      present.map(({ id }) => id),
    ),
  )
  const documents = present.map(({ id, revision, createdRevision }) =>
    searchDocument({ id, state: states.get(id)! } satisfies PaperToIndex, revision, createdRevision),
  )
  await table.remove(gone)
  await table.put(await embed(documents), {
    fresh: present.every(({ createdRevision }) => createdRevision > mark),
  })
  return page.length
}
