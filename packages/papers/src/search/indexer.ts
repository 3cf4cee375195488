/**
 * Keeps the index level with the store. Writes hand their papers over as they commit; whatever was missed (a kill, a
 * restore, another process) is read from the store by revision.
 */
import { type Store, sql } from '@causerie/store'
import type { Committed } from '../intake/intake.ts'
import { loadStates } from '../intake/state.ts'
import { type PaperToIndex, searchDocument } from './document.ts'
import type { WordsIndex } from './wordsIndex.ts'

export type Indexer = {
  /** Takes one committed write; returns at once unless several are waiting. */
  take(write: Committed): Promise<void>
  /** Waits for what was taken, then reads from the store what the index lacks. Returns the number of papers read. */
  catchUp(onProgress?: (papers: number) => void): Promise<number>
  /** Empties the index and fills it from the store. */
  rebuild(onProgress?: (papers: number) => void): Promise<number>
  /** Waits for what was taken, whatever becomes of it. */
  rest(): Promise<void>
  /** Papers of the store whose last write the index does not have. */
  lag(): Promise<number>
}

const mostWaiting = 4
const pageSize = 1000

export function createIndexer(store: Store, index: WordsIndex): Indexer {
  const queue: Committed[] = []
  let working: Promise<void> = Promise.resolve()
  let failure: unknown

  async function work(): Promise<void> {
    for (let write = queue[0]; write; write = queue[0]) {
      // A write is taken only in its turn: what came between is left to catchUp.
      if (write.before === index.mark())
        await index.put(
          write.papers.map((one) => searchDocument(one, write.revision)),
          { fresh: write.allNew },
        )
      queue.shift()
    }
  }

  async function catchUp(onProgress: (papers: number) => void = () => {}): Promise<number> {
    await working
    if (failure) {
      const error = failure
      failure = undefined
      throw error
    }
    let papers = 0
    for (let from = index.mark(); ; ) {
      const page = await behind(store, from)
      if (page.length === 0) break
      from = page.at(-1)!.revision
      papers += await putPage(store, index, page)
      onProgress(papers)
    }
    if (papers > 0 || (await index.count()) > 0) await index.settle()
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
      await index.clear()
      const papers = await catchUp(onProgress)
      await index.settle({ always: true })
      return papers
    },
    rest: () => working,
    async lag() {
      const { rows } = await store.db.execute(sql`select count(*)::int as papers from papers
        where revision > ${index.mark()} and merged_into is null`)
      return rows[0]!.papers as number
    },
  }
}

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

async function putPage(store: Store, index: WordsIndex, page: Behind[]): Promise<number> {
  const mark = index.mark()
  const gone = page.filter(({ merged }) => merged).map(({ id }) => id)
  const present = page.filter(({ merged }) => !merged)
  const states = await store.transaction((session) =>
    loadStates(
      session,
      present.map(({ id }) => id),
    ),
  )
  const documents = present.map(({ id, revision }) =>
    searchDocument({ id, state: states.get(id)! } satisfies PaperToIndex, revision),
  )
  await index.remove(gone)
  await index.put(documents, { fresh: present.every(({ createdRevision }) => createdRevision > mark) })
  return page.length
}
