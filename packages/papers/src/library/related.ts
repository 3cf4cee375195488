/**
 * Papers related to a paper: the nearest by meaning, with the reason. Left out are the paper itself, papers merged into
 * others, papers with a title that is shown already, and papers so near to one shown that they say the same again.
 */
import { type Database, sql } from '@causerie/store'
import { createTermRarity, type TermRarity } from '../map/termRarity.ts'
import { type Terms, termsOf } from '../map/terms.ts'
import { dot } from '../map/vectors.ts'
import type { VectorSource } from '../meaning/vectorSource.ts'
import { loadCards } from './cards.ts'
import type { PaperCard } from './views.ts'
import { whileUnchanged } from './whileUnchanged.ts'

export type RelatedPaper = {
  paper: PaperCard
  /** Cosine of the two papers’ vectors. */
  similarity: number
  /** Words that both have and few others in this library, most telling first. */
  shared: string[]
}

export type RelatedOptions = { limit?: number }

const mostRelated = 6
const candidates = 30
/** Where “near” begins; argued from the distribution of similarities in docs/map.md. */
const nearEnough = 0.45
/** Two papers this near are one text printed twice. */
const sameAgain = 0.97
const mostShared = 3

export function createRelated(db: Database, vectors: VectorSource) {
  const remembered = whileUnchanged(db)
  const rarity = createTermRarity(db)
  const compute = async (id: number): Promise<RelatedPaper[]> => {
    const near = await nearPapers(db, vectors, id)
    return near.length === 0 ? [] : withReasons(db, id, near, await rarity())
  }
  /** Best first; empty when the paper has no vector yet, or nothing is near. */
  return async (id: number): Promise<RelatedPaper[]> => {
    const { embedder, missing = 0 } = vectors.meaning ?? {}
    if (embedder === undefined) return []
    // While vectors are still being made an answer may become fuller without any write to the library.
    return missing > 0 ? compute(id) : remembered(`${embedder} ${id}`, () => compute(id))
  }
}

type Near = { id: number; similarity: number }

async function nearPapers(db: Database, vectors: VectorSource, id: number): Promise<Near[]> {
  const vector = (await vectors.vectorsOf([id])).get(id)
  if (!vector) return []
  const { ids, scores } = await vectors.nearest(vector, { limit: candidates, excluding: [id] })
  const near = ids
    .map((other, at) => ({ id: other, similarity: scores[at]! }))
    .filter((one) => one.similarity >= nearEnough)
  if (near.length === 0) return []
  const [titles, others] = await Promise.all([
    titleKeys(db, [id, ...ids]),
    vectors.vectorsOf(near.map((one) => one.id)),
  ])
  const shown: Near[] = []
  const seen = new Set([titles.get(id)])
  for (const one of near) {
    const title = titles.get(one.id)
    const again = shown.some((other) => dot(others.get(other.id)!, others.get(one.id)!) > sameAgain)
    if (title === undefined || seen.has(title) || one.similarity > sameAgain || again) continue
    seen.add(title)
    shown.push(one)
    if (shown.length === mostRelated) break
  }
  return shown
}

/** Folded titles of the papers that stand for themselves. */
async function titleKeys(db: Database, ids: number[]): Promise<Map<number, string>> {
  const { rows } = await db.execute(sql`select id::float8 as id, title_key from papers
    where id = any(${sql.param(ids)}::bigint[]) and merged_into is null`)
  return new Map(rows.map((row) => [row.id as number, row.title_key as string]))
}

async function withReasons(db: Database, id: number, near: Near[], rarity: TermRarity): Promise<RelatedPaper[]> {
  const cards = await loadCards(db, [id, ...near.map((one) => one.id)])
  const own = cards.find((card) => card.id === id)
  const similarity = new Map(near.map((one) => [one.id, one.similarity]))
  const terms = own ? termsOfCard(own) : new Map<string, string>()
  return cards
    .filter((card) => card.id !== id)
    .map((paper) => ({
      paper,
      similarity: similarity.get(paper.id)!,
      shared: sharedTerms(terms, termsOfCard(paper), rarity),
    }))
}

const termsOfCard = ({ title, abstract, summary }: PaperCard): Terms =>
  termsOf(`${title}. ${abstract ?? summary ?? ''}`)

/** As the first paper writes them; of terms that share a word the rarer one. */
export function sharedTerms(a: Terms, b: Terms, rarity: TermRarity): string[] {
  const common = [...a.keys()].filter((stem) => b.has(stem)).sort((x, y) => rarity(y) - rarity(x) || (x < y ? -1 : 1))
  const used = new Set<string>()
  const chosen: string[] = []
  for (const stem of common) {
    const parts = stem.split(' ')
    if (chosen.length === mostShared || parts.some((part) => used.has(part))) continue
    for (const part of parts) used.add(part)
    chosen.push(a.get(stem)!)
  }
  return chosen
}
