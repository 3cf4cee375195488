/** The map of a list of papers as its page shows it: the drawing with the papers’ titles, years and addresses. */
import { type Database, sql } from '@causerie/store'
import type { VectorSource } from '../meaning/vectorSource.ts'
import { plainText } from '../present/typeset.ts'
import type { Drawing } from './drawMap.ts'
import type { MapJob, MapState, Maps } from './maps.ts'

/** More points than this are a cloud. */
export const mostOnAMap = 2000
/** Two papers are near or far from nothing. */
export const fewestOnAMap = 3

export type MapPoint = { id: number; slug: string; title: string; year?: number; x: number; y: number; region: number }
export type PaperMap = {
  /** Those with a place, by region. */
  points: MapPoint[]
  regions: { name: string; size: number }[]
  labels: Drawing['labels']
  beside: Drawing['beside']
  /** Papers without a vector, which have no place. */
  absent: number
}
export type PaperMapAnswer =
  | { state: 'ready'; map: PaperMap }
  | Exclude<MapState, { state: 'ready' }>
  /** Fewer than three papers have a place: `have` of `asked`. `waiting`: the library is still making its vectors. */
  | { state: 'few'; have: number; asked: number; waiting: boolean }

export type MapRoom = { db: Database; vectors: VectorSource; maps: Maps }

/** `ids` in any order; the first 2,000 take part. */
export async function paperMap(
  { db, vectors, maps }: MapRoom,
  ids: readonly number[],
  { waitMs }: { waitMs: number },
): Promise<PaperMapAnswer> {
  const asked = ids.slice(0, mostOnAMap).sort((a, b) => a - b)
  const found = await vectors.vectorsOf(asked)
  const placed = asked.filter((id) => found.get(id)?.some((value) => value !== 0))
  if (placed.length < fewestOnAMap)
    return {
      state: 'few',
      have: placed.length,
      asked: asked.length,
      waiting: !vectors.meaning || vectors.meaning.missing > 0,
    }
  const key = `${vectors.meaning?.embedder} ${await latestRevision(db, placed)} ${placed.join()}`
  const result = await maps.draw(key, () => jobOf(db, placed, found), { waitMs })
  if (result.state !== 'ready') return result
  return { state: 'ready', map: await withTitles(db, placed, result.drawing, asked.length - placed.length) }
}

/** A paper that was written again has other words, and perhaps another vector. */
async function latestRevision(db: Database, ids: number[]): Promise<number> {
  const { rows } = await db.execute(
    sql`select max(revision)::float8 as revision from papers where id = any(${sql.param(ids)}::bigint[])`,
  )
  return rows[0]!.revision as number
}

async function jobOf(db: Database, ids: number[], found: Map<number, Float32Array>): Promise<MapJob> {
  const { rows } =
    await db.execute(sql`select id::float8 as id, title, coalesce(abstract, summary, '') as abstract from papers
    where id = any(${sql.param(ids)}::bigint[])`)
  const texts = new Map(
    rows.map((row) => [row.id as number, { title: plainText(row.title as string), abstract: row.abstract as string }]),
  )
  const dimension = found.get(ids[0]!)!.length
  const values = new Float32Array(ids.length * dimension)
  for (const [at, id] of ids.entries()) values.set(found.get(id)!, at * dimension)
  return { vectors: { count: ids.length, dimension, values }, texts: ids.map((id) => texts.get(id)!) }
}

async function withTitles(db: Database, ids: number[], drawing: Drawing, absent: number): Promise<PaperMap> {
  const { rows } = await db.execute(sql`select id::float8 as id, slug, title, year from papers
    where id = any(${sql.param(ids)}::bigint[])`)
  const facts = new Map(rows.map((row) => [row.id as number, row]))
  const points = ids.map((id, at): MapPoint => {
    const { slug, title, year } = facts.get(id) as { slug: string; title: string; year: number | null }
    return {
      id,
      slug,
      title: plainText(title),
      ...(year ? { year } : {}),
      x: drawing.points[2 * at]!,
      y: drawing.points[2 * at + 1]!,
      region: drawing.of[at]!,
    }
  })
  return {
    points: points.sort((a, b) => a.region - b.region || a.x - b.x || a.id - b.id),
    regions: drawing.regions.map(({ name, size }) => ({ name, size })),
    labels: drawing.labels,
    beside: drawing.beside,
    absent,
  }
}
