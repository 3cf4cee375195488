/**
 * Makes the program's embedder at home in the library by itself: looked into when there are enough papers, and again when
 * they have doubled (meaning/training/settleIn.ts). Weights that somebody taught or chose stay as they are.
 */
import { existsSync } from 'node:fs'
import { type Store, sql } from '@causerie/store'
import type { Embedder } from '../meaning/embedder.ts'
import { homeWeights, openStaticEmbedder, shippedWeights } from '../meaning/openEmbedder.ts'
import { readWeights, writeWeights } from '../meaning/staticFile.ts'
import type { Article } from '../meaning/training/corpus.ts'
import { settleApart } from '../meaning/training/learnApart.ts'
import { leastPapers, mostPapers } from '../meaning/training/settleIn.ts'

export type SettlingOptions = {
  signal?: AbortSignal
  /** Thousandths of the work. */
  onProgress(done: number, of: number): void
  onNote(text: string): void
}

/** Papers that were there when it was last looked into. */
type Look = { papers: number }

const growth = 2
const seed = 1

/** The embedder to use from now on; undefined where nothing was to be done or the one that is there serves. */
export async function settleEmbedder(
  store: Store,
  home: string,
  { signal, onProgress, onNote }: SettlingOptions,
): Promise<Embedder | undefined> {
  const papers = await countPapers(store)
  const before = await lastLook(store)
  if (papers < leastPapers || (before && papers < growth * before.papers) || (await hasOwnWeights(home)))
    return undefined
  const settled = await settleApart(shippedWeights, await sampleOf(store), {
    ...{ seed, signal },
    onProgress: ({ stage, fraction }) => onProgress(stage === 'learning' ? Math.round(1000 * fraction) : 0, 1000),
  })
  if (settled?.weights) await writeWeights(homeWeights(home), settled.weights)
  await remember(store, { papers })
  if (!settled?.weights) return undefined
  const percent = (share = 0) => `${Math.round(100 * share)} %`
  onNote(
    `Search by meaning has learnt this library's language: of ${settled.examined} papers kept apart, ${percent(settled.learnt)} are now found first by their titles, ${percent(settled.given)} before.`,
  )
  return openStaticEmbedder(homeWeights(home))
}

async function countPapers({ db }: Store): Promise<number> {
  const { rows } = await db.execute(sql`select count(*)::int as papers from papers where merged_into is null`)
  return rows[0]!.papers as number
}

/** What `causerie learn-embedder` left, as opposed to what was learnt here. */
async function hasOwnWeights(home: string): Promise<boolean> {
  if (!existsSync(homeWeights(home))) return false
  const { header } = await readWeights(homeWeights(home))
  return header.training.settledAmong === undefined
}

/** Papers in an order that means nothing and does not change (Knuth's multiplicative hash of their numbers). */
async function sampleOf({ db }: Store): Promise<Article[]> {
  const { rows } =
    await db.execute(sql`select title, abstract from papers where merged_into is null and abstract is not null
    order by (id * 2654435761) % 4294967296 limit ${mostPapers + 1000}`)
  return rows as Article[]
}

async function lastLook({ db }: Store): Promise<Look | undefined> {
  const { rows } = await db.execute(sql`select state from cursors where source = 'meaning' and name = 'settling'`)
  return rows[0]?.state as Look | undefined
}

async function remember({ db }: Store, look: Look): Promise<void> {
  await db.execute(sql`insert into cursors (source, name, state) values ('meaning', 'settling', ${JSON.stringify(look)}::jsonb)
    on conflict (source, name) do update set state = excluded.state, saved = now()`)
}
