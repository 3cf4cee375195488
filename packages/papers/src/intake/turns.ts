/**
 * Which records of a batch wait for the next one. A batch looks the library up once, so two records that may speak of one
 * paper cannot both be in it: the later one has to see what came of the earlier. Pure.
 */
import type { Candidate } from './candidate.ts'
import { akin, identifierKey, type Known, match } from './match.ts'

/** The records that may be the same work as an earlier one of the batch. */
export function meeting(candidates: Candidate[]): Set<Candidate> {
  const identifiers = new Set<string>()
  const titles = new Set<string>()
  const keys = new Map<string, string>()
  const waiting = new Set<Candidate>()
  for (const one of candidates) {
    const names = (one.record.identifiers ?? []).map(identifierKey)
    const sameKey = keys.get(one.record.key)
    const meets =
      titles.has(one.titleKey) ||
      names.some((name) => identifiers.has(name)) ||
      (sameKey !== undefined && akin(sameKey, one.titleKey))
    if (meets) waiting.add(one)
    titles.add(one.titleKey)
    if (sameKey === undefined) keys.set(one.record.key, one.titleKey)
    for (const name of names) identifiers.add(name)
  }
  return waiting
}

/**
 * With those that would overtake a waiting record: they come after it and speak of a paper of the library of which it
 * speaks too, under another identifier, key or title. The last word stays the last.
 */
export function withFollowers(candidates: Candidate[], meeting: Set<Candidate>, known: Known): Set<Candidate> {
  const waiting = new Set(meeting)
  if (waiting.size === 0) return waiting
  const papers = new Set<number>()
  for (const one of candidates) {
    const own = papersOf(one, known)
    if (!waiting.has(one) && !own.some((id) => papers.has(id))) continue
    waiting.add(one)
    for (const id of own) papers.add(id)
  }
  return waiting
}

/** Papers of the library that the record would change, or whose identifiers it carries. */
function papersOf(candidate: Candidate, known: Known): number[] {
  const found = match(candidate, known)
  const identified = (candidate.record.identifiers ?? []).flatMap(
    (one) => known.byIdentifier.get(identifierKey(one)) ?? [],
  )
  return found.kind === 'known' ? [found.paperId, ...identified] : identified
}
