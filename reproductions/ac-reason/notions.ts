/** The single notions that Stage 3 is compared with, as verdicts over the events asked about. */
import type { Factors } from './factors.ts'

export const notions = {
  'but-for': ({ necessary }: Factors) => necessary,
  'Halpern–Pearl alone': ({ halpernPearl }: Factors) => halpernPearl,
  'norm or intention': ({ normViolated, intended }: Factors) => normViolated || intended,
} as const

export type Notion = keyof typeof notions

export function verdictBy(notion: Notion, table: readonly (Factors & { focal: boolean })[]): boolean {
  return table.some((row) => row.focal && notions[notion](row))
}
