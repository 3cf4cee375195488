/**
 * Which papers are for testing only. A paper is drawn by the hash of its title, so that two records of one work are on
 * the same side, in every process and every order: u = the first 32 bits of SHA-256(titleKey(title)) ÷ 2³².
 * u < 0.0235 is the test, up to 0.047 the development part, the rest may be trained on.
 */
import { createHash } from 'node:crypto'
import { titleKey } from '../text.ts'

export type Part = 'test' | 'development' | 'training'

const share = 0.0235 // of 87,358 conference papers: a little over 2,000

export function partOf(title: string): Part {
  const u = positionOf(title)
  if (u < share) return 'test'
  return u < 2 * share ? 'development' : 'training'
}

/** True for papers that no weights that we ship have seen and that no choice was made on. */
export function isHeldOut(title: string): boolean {
  return partOf(title) === 'test'
}

/** Place of a title in [0, 1), even over titles; papers sorted by it are in an order that means nothing. */
export function positionOf(title: string): number {
  return createHash('sha256').update(titleKey(title)).digest().readUInt32BE(0) / 2 ** 32
}
