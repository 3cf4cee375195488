/**
 * Papers related to a paper: the nearest by meaning, with the reason. Left out are the paper itself, papers merged into
 * others, papers with the title of this one or of one shown already, and papers no nearer than chance makes two papers
 * of this library (chanceSimilarity.ts).
 */
import { type Database, sql } from '@causerie/store'
import { type TermRarity, termRarity } from '../map/termRarity.ts'
import { type Terms, termsOf } from '../map/terms.ts'
import type { VectorSource } from '../meaning/vectorSource.ts'
import { loadCards } from './cards.ts'
import { chanceSimilarity } from './chanceSimilarity.ts'
import { grownBy } from './grownBy.ts'
import type { PaperCard } from './views.ts'
import { whileUnchanged } from './whileUnchanged.ts'

export type RelatedPaper = {
  paper: PaperCard
  /** Cosine of the two papers’ vectors. */
  similarity: number
  /** Words that both have and few others in this library, most telling first. */
  shared: string[]
}

const mostRelated = 6
const candidates = 30
const mostShared = 3

export function createRelated(db: Database, vectors: VectorSource) {
  const remembered = whileUnchanged(db)
  const rarity = grownBy(db, () => termRarity(db))
  const chance = grownBy(db, () => chanceSimilarity(db, vectors))
  const compute = async (id: number): Promise<RelatedPaper[]> => {
    const near = await nearPapers(db, vectors, id, await chance(vectors.meaning!.embedder))
    return near.length === 0 ? [] : withReasons(db, id, near, await rarity('terms'))
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

async function nearPapers(db: Database, vectors: VectorSource, id: number, chance: number): Promise<Near[]> {
  const vector = (await vectors.vectorsOf([id])).get(id)
  if (!vector) return []
  const { ids, scores } = await vectors.nearest(vector, { limit: candidates, excluding: [id] })
  const near = ids.map((other, at) => ({ id: other, similarity: scores[at]! })).filter((one) => one.similarity > chance)
  if (near.length === 0) return []
  const titles = await titleKeys(db, [id, ...ids])
  const shown = new Set([titles.get(id)])
  return near
    .filter((one) => {
      const title = titles.get(one.id)
      if (title === undefined || shown.has(title)) return false
      shown.add(title)
      return true
    })
    .slice(0, mostRelated)
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
