/**
 * Brings new rows into a table's indexes, joins small files and lets go of old versions.
 *
 * LanceDB writes the whole full-text index again whenever rows join it: 4 to 6 s of CPU at 84,000 papers, for 300 new
 * rows as for 1,000. So rows wait until they are many, or until nothing has been written for a while (upkeep.ts). When
 * those outside are half as many as those inside or more, building anew is less work than joining (for 34,000 and
 * 53,000 rows 10 s of CPU on two threads against 14 s on one), and nothing else is done then: small files answer as well
 * as joined ones, only a little later, and are joined when nobody waits.
 */
import { Index, type Table } from '@lancedb/lancedb'
import { commonWords } from './highlight.ts'

/** Rows outside the full-text index are scanned by every query, 60 µs each (1,000 abstracts: p50 1.5 → 61 ms). */
export const mostUnindexed = 250

/** A table of fewer rows has no index over its vectors: reading them all (24 ms of CPU for 87,000) takes 1 to 2 ms. */
const fewVectors = 5000

/** Each joining of new rows makes another part of the vector index, and a query looks into every part. */
const mostVectorParts = 8

export type SettleOptions = {
  dimension?: number
  /** Versions older than this many milliseconds are let go; readers of other processes may still be in younger ones. */
  keepMs: number
}

/** Joins new rows to the indexes, joins small files, and prunes; makes indexes that are missing. */
export async function settle(table: Table, { dimension, keepMs }: SettleOptions): Promise<void> {
  const made = new Set((await table.listIndices()).map(({ name }) => name))
  // Unfinished files of killed writes go as well: nobody but this process writes, one write after the other.
  await table.optimize({ cleanupOlderThan: new Date(Date.now() - keepMs), deleteUnverified: true })
  if (!made.has('words_idx')) await makeWordIndexes(table)
  if (dimension) await settleVectors(table)
}

/** Builds every index anew over all rows, and leaves files and old versions as they are. */
export async function indexAnew(table: Table, { dimension }: Pick<SettleOptions, 'dimension'>): Promise<void> {
  await makeWordIndexes(table)
  if (dimension) await settleVectors(table)
}

/** Whether so many rows are outside the indexes that these are sooner built anew than added to. */
export function isMuch({ inside, outside }: { inside: number; outside: number }): boolean {
  return outside * 2 >= inside
}

/** More small files than this are worth joining. */
const mostFiles = 16

/** Whether there are small files to join: those of a large import, which was left as it was written. */
export async function isScattered(table: Table): Promise<boolean> {
  const { fragmentStats } = await table.stats()
  return fragmentStats.numSmallFragments > mostFiles
}

async function makeWordIndexes(table: Table): Promise<void> {
  await table.createIndex('words', {
    config: Index.fts({
      baseTokenizer: 'icu', // segments Chinese and Japanese as well
      language: 'English',
      stem: true,
      removeStopWords: true,
      customStopWords: [...commonWords], // Lance's own list has every digit and some letters: no “GPT-4”, no “vitamin C”
      lowercase: true,
      asciiFolding: true,
      withPosition: true,
    }),
  })
  await table.createIndex('fields', {
    config: Index.fts({
      baseTokenizer: 'whitespace',
      stem: false,
      removeStopWords: false,
      lowercase: true,
      asciiFolding: false,
      withPosition: false,
      maxTokenLength: 200,
    }),
  })
  await table.createIndex('id', { config: Index.btree() })
  await table.createIndex('year', { config: Index.btree() })
  await table.createIndex('venue', { config: Index.bitmap() })
}

/** Trains the index over the vectors where it is missing, in many parts, or made for a quarter of the rows. */
async function settleVectors(table: Table): Promise<void> {
  const stats = await table.indexStats('vector_idx')
  const vectors = stats ? stats.numIndexedRows + stats.numUnindexedRows : await table.countRows('vector is not null')
  if (vectors < fewVectors) return
  if (stats && (stats.numIndices ?? 1) <= mostVectorParts && stats.numUnindexedRows * 4 < vectors) return
  await table.createIndex('vector', { config: Index.ivfFlat({ distanceType: 'cosine' }) })
}
