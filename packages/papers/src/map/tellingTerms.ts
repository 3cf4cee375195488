/**
 * What tells one group of papers from the others: c-TF-IDF (Grootendorst 2022, BERTopic, eq. 2),
 *
 *   W(t, c) = tf(t, c) · log(1 + A / f(t))
 *
 * with tf(t, c) the share of the group's papers that have the term, f(t) the papers that have it, A the mean size of a
 * group. Departs from the paper: papers are counted, not occurrences, so that one paper that repeats its own name does
 * not name the region; and a pair of words counts a quarter more, since it says more.
 */
import type { Terms } from './terms.ts'

const pairBonus = 1.25

/** Up to `most` terms for every group, as their papers write them, most telling first. `of[i]`: the group of paper i. */
export function tellingTerms(
  papers: readonly Terms[],
  of: ArrayLike<number>,
  groups: number,
  most: number,
): string[][] {
  const everywhere = new Map<string, number>()
  const inside = Array.from({ length: groups }, () => new Map<string, number>())
  const sizes = new Array<number>(groups).fill(0)
  for (const [i, terms] of papers.entries()) {
    sizes[of[i]!]!++
    for (const stem of terms.keys()) {
      everywhere.set(stem, (everywhere.get(stem) ?? 0) + 1)
      inside[of[i]!]!.set(stem, (inside[of[i]!]!.get(stem) ?? 0) + 1)
    }
  }
  const mean = papers.length / Math.max(1, groups)
  return inside.map((counts, group) => {
    // Of ten papers four, of a hundred ten: what two in ten share is chance.
    const least = Math.min(sizes[group]!, Math.max(2, Math.ceil(Math.sqrt(sizes[group]!))))
    const scored = [...counts]
      .filter(([, count]) => count >= least)
      .map(([stem, count]) => {
        const weight = (count / sizes[group]!) * Math.log(1 + mean / everywhere.get(stem)!)
        return { stem, score: stem.includes(' ') ? weight * pairBonus : weight }
      })
      .sort((a, b) => b.score - a.score || (a.stem < b.stem ? -1 : 1))
    return differentTerms(
      scored.map(({ stem }) => stem),
      most,
    ).map((stem) => written(stem, papers, of, group))
  })
}

/** No two terms share a word: “bandit” beside “contextual bandit” would say it twice. */
function differentTerms(stems: string[], most: number): string[] {
  const chosen: string[] = []
  const used = new Set<string>()
  for (const stem of stems) {
    if (chosen.length === most) break
    const parts = stem.split(/[ -]/)
    if (parts.some((part) => used.has(part))) continue
    for (const part of parts) used.add(part)
    chosen.push(stem)
  }
  return chosen
}

/** The way most of the group's papers write a term. */
function written(stem: string, papers: readonly Terms[], of: ArrayLike<number>, group: number): string {
  const ways = new Map<string, number>()
  for (const [i, terms] of papers.entries()) {
    const way = of[i] === group ? terms.get(stem) : undefined
    if (way !== undefined) ways.set(way, (ways.get(way) ?? 0) + 1)
  }
  return [...ways].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))[0]![0]
}
