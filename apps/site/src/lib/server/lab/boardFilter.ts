/** The board of claims by state, topic and scale, as its address asks. */
import { type BoardEntry, type ClaimState, claimStates, scaleOf } from '#lib/claims/claim.ts'

export type Filter = { state?: ClaimState | 'stale'; topic?: string; scale?: string }

/** What an address does not say right, it does not say. */
export function filterOf(url: URL): Filter {
  const value = (name: string) => url.searchParams.get(name)?.slice(0, 100) || undefined
  const state = value('state')
  const known = state === 'stale' ? state : claimStates.find((one) => one === state)
  const [topic, scale] = [value('topic'), value('scale')]
  return { ...(known && { state: known }), ...(topic && { topic }), ...(scale && { scale }) }
}

export function filtered(entries: readonly BoardEntry[], { state, topic, scale }: Filter): BoardEntry[] {
  return entries.filter(
    (entry) =>
      (!state || (state === 'stale' ? entry.mark.isStale : entry.mark.state === state)) &&
      (!topic || entry.topics.some(({ slug }) => slug === topic)) &&
      (!scale || scaleOf(entry) === scale),
  )
}

/** What can be chosen, with how many claims there are of it. */
export function choices(entries: readonly BoardEntry[]) {
  const counted = <Key>(keys: readonly Key[]) => Map.groupBy(keys, (key) => key)
  const states = counted(entries.map(({ mark }) => mark.state))
  const topics = counted(entries.flatMap((entry) => entry.topics.map(({ slug }) => slug)))
  const names = new Map(entries.flatMap((entry) => entry.topics.map(({ slug, name }) => [slug, name])))
  const scales = counted(entries.map(scaleOf).filter(Boolean))
  return {
    states: claimStates.map((state) => ({ value: state, count: states.get(state)?.length ?? 0 })),
    stale: entries.filter(({ mark }) => mark.isStale).length,
    topics: [...topics]
      .map(([slug, found]) => ({ value: slug, label: names.get(slug)!, count: found.length }))
      .sort((a, b) => a.label.localeCompare(b.label, 'en')),
    scales: [...scales].map(([scale, found]) => ({ value: scale, count: found.length })),
  }
}
