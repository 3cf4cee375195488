/** Runs kept in memory: for a tab, for the command line, and for tests. They end with the process. */
import type { Hold, Run, RunFilter, RunKeeper, RunSummary } from './runs.ts'

type Kept = { run: Run; token: string; leaseMs: number; leaseEnds: number }

const waiting = ['queued', 'running']

/** JavaScript runs one operation to its end, so each is atomic; what goes in and out is copied. */
export function createMemoryKeeper(): RunKeeper {
  const all = new Map<string, Kept>()
  let claims = 0
  const held = ({ id, token }: Hold): Kept | undefined => {
    const kept = all.get(id)
    return kept?.run.state === 'running' && kept.token === token ? kept : undefined
  }
  const matching = (filter: RunFilter) =>
    [...all.values()].filter(({ run }) => isWanted(run, filter)).sort((a, b) => compareNewest(a.run, b.run))
  return {
    async find(id) {
      return structuredClone(all.get(id)?.run)
    },
    async request(asked) {
      const before = all.get(asked.id)
      if (before && before.run.state !== 'failed' && before.run.state !== 'cancelled')
        return { run: structuredClone(before.run), made: false }
      const run: Run = { ...structuredClone(asked), state: 'queued', askedAt: now(), attempts: 0 }
      all.set(asked.id, { run, token: '', leaseMs: 0, leaseEnds: 0 })
      return { run: structuredClone(run), made: true }
    },
    async claim(id, { machine, leaseMs }) {
      const kept = all.get(id)
      const free = kept?.run.state === 'queued' || (kept?.run.state === 'running' && kept.leaseEnds < Date.now())
      if (!kept || !free) return undefined
      const { progress, ...rest } = kept.run
      kept.run = { ...rest, state: 'running', startedAt: now(), attempts: kept.run.attempts + 1, machine }
      kept.token = `${++claims}`
      kept.leaseMs = leaseMs
      kept.leaseEnds = Date.now() + leaseMs
      return { run: structuredClone(kept.run), hold: { id, token: kept.token } }
    },
    async heartbeat(hold, progress) {
      const kept = held(hold)
      if (!kept) return false
      kept.leaseEnds = Date.now() + kept.leaseMs
      if (progress) kept.run = { ...kept.run, progress: { ...progress } }
      return true
    },
    async finish(hold, outcome) {
      const kept = held(hold)
      if (!kept) return false
      const { progress, ...rest } = kept.run
      kept.run = { ...rest, ...structuredClone(outcome), finishedAt: now() }
      return true
    },
    async release(hold) {
      const kept = held(hold)
      if (!kept) return false
      const { progress, machine, startedAt, ...rest } = kept.run
      kept.run = { ...rest, state: 'queued', attempts: rest.attempts - 1 }
      return true
    },
    async cancel(id) {
      const kept = all.get(id)
      if (!kept || !waiting.includes(kept.run.state)) return false
      const { progress, ...rest } = kept.run
      kept.run = { ...rest, state: 'cancelled', finishedAt: now() }
      return true
    },
    async list({ limit, offset = 0, ...filter }) {
      return matching(filter)
        .slice(offset, offset + limit)
        .map(({ run }) => summaryOf(run))
    },
    async count(filter) {
      return matching(filter).length
    },
    async lost() {
      return [...all.values()]
        .filter(({ run, leaseEnds }) => run.state === 'running' && leaseEnds < Date.now())
        .sort((a, b) => a.leaseEnds - b.leaseEnds)
        .map(({ run }) => run.id)
    },
  }
}

function now(): string {
  return new Date().toISOString()
}

function isWanted(run: Run, { slug, reader, states, since }: RunFilter): boolean {
  return (
    (slug === undefined || run.slug === slug) &&
    (reader === undefined || run.reader === reader) &&
    (states === undefined || states.includes(run.state)) &&
    (since === undefined || run.askedAt >= since)
  )
}

function compareNewest(a: Run, b: Run): number {
  return a.askedAt < b.askedAt ? 1 : a.askedAt > b.askedAt ? -1 : a.id < b.id ? -1 : a.id > b.id ? 1 : 0
}

/** A run as a list shows it. */
export function summaryOf({ input, report, ...rest }: Run): RunSummary {
  return structuredClone(report ? { ...rest, headline: report.headline } : rest)
}
