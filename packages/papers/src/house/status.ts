/** What an operator wants to know at a glance. */
import { readFileSync } from 'node:fs'
import { type Store, sql } from '@causerie/store'
import type { SearchIndex } from '../search/searchIndex.ts'

export type HouseStatus = {
  version: string
  home: string
  database: string
  papers: number
  indexed: number
  lastImport?: { source: string; origin: string; finished: string; added: number; updated: number }
  harvests: { source: string; name: string; saved: string; finishedAt?: string; lastError?: string }[]
}

export const version = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  .version as string

export async function readStatus(home: string, { kind, place, db }: Store, index: SearchIndex): Promise<HouseStatus> {
  const [papers, imports, harvests, indexed] = await Promise.all([
    db.execute(sql`select count(*)::int as papers from papers where merged_into is null`),
    db.execute(sql`select source, origin, to_char(finished at time zone 'UTC', 'YYYY-MM-DD HH24:MI') as finished, added, updated
      from imports where finished is not null order by id desc limit 1`),
    db.execute(sql`select source, name, to_char(saved at time zone 'UTC', 'YYYY-MM-DD HH24:MI') as saved,
      state->>'finishedAt' as "finishedAt", state->>'lastError' as "lastError" from cursors where source like 'harvest:%' order by saved desc`),
    index.count(),
  ])
  return {
    version,
    home,
    database: kind === 'embedded' ? 'embedded' : place,
    papers: papers.rows[0]!.papers as number,
    indexed,
    lastImport: imports.rows[0] as HouseStatus['lastImport'],
    harvests: harvests.rows as HouseStatus['harvests'],
  }
}
