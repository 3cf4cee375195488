/** What a server carries out for whom: by the declared cost, and by how much is under way. */
import { LabError } from './errors.ts'
import type { Cost, Method } from './method.ts'
import type { RunKeeper } from './runs.ts'

export type Limits = {
  /** A run declared to take longer is queued, or refused where there is no queue. */
  secondsHere: number
  /** A run declared to take longer is refused. */
  secondsQueued: number
  megabytes: number
  /** Runs queued or running, of everybody. */
  underWay: number
  /** Of one reader: queued or running, and asked for within an hour. */
  perReader: { underWay: number; perHour: number }
}

export const defaultLimits: Limits = {
  secondsHere: 60,
  secondsQueued: 3600,
  megabytes: 2048,
  underWay: 200,
  perReader: { underWay: 10, perHour: 120 },
}

/** Where a run of this cost goes. Throws `run/browser-only` and `run/too-large`. */
export function placeFor(
  method: Method,
  { seconds, megabytes }: Cost,
  limits: Limits,
  hasQueue: boolean,
): 'here' | 'queue' {
  if (!method.runsIn.includes('server'))
    throw new LabError('run/browser-only', `${method.title} runs in the reader’s browser only.`, {
      hint: 'Open its page and run it there.',
    })
  const most = hasQueue ? limits.secondsQueued : limits.secondsHere
  const needs = [
    seconds > most ? `some ${spelt(seconds)}, and ${spelt(most)} are allowed` : undefined,
    megabytes > limits.megabytes
      ? `some ${Math.round(megabytes)} MB of memory, and ${limits.megabytes} MB are allowed`
      : undefined,
  ].filter((need) => need !== undefined)
  if (needs.length === 0) return seconds > limits.secondsHere ? 'queue' : 'here'
  const hint = `Make it smaller${method.runsIn.includes('browser') ? ', or run it in your browser' : ''}, or on a machine of your own: npx causerie run ${method.slug}.`
  throw new LabError('run/too-large', `This run of ${method.title} would take ${needs.join(' and ')} here.`, {
    hint,
    details: { seconds, megabytes },
  })
}

const underWay = ['queued', 'running'] as const
const hourMs = 3_600_000

/** Throws `run/quota` for a reader who has enough, `run/busy` when the laboratory has. */
export async function requireRoom(keep: RunKeeper, reader: string | undefined, limits: Limits): Promise<void> {
  if (reader !== undefined) {
    const since = new Date(Date.now() - hourMs).toISOString()
    const [now, hour] = await Promise.all([keep.count({ reader, states: underWay }), keep.count({ reader, since })])
    if (now >= limits.perReader.underWay)
      throw new LabError('run/quota', `You have ${now} runs under way, which is the most for one reader.`, {
        hint: 'Wait for one to end, or cancel one.',
      })
    if (hour >= limits.perReader.perHour)
      throw new LabError(
        'run/quota',
        `You have asked for ${hour} runs within an hour, which is the most for one reader.`,
        {
          hint: 'Run it in your browser meanwhile, or come back in a while.',
        },
      )
  }
  const all = await keep.count({ states: underWay })
  if (all >= limits.underWay)
    throw new LabError('run/busy', `${all} runs are under way, which is all this laboratory takes.`, {
      hint: 'Try again in a few minutes, or run it in your browser.',
    })
}

/** `40 s`, `15 min`, `3 h` */
export function spelt(seconds: number): string {
  if (seconds < 90) return `${seconds < 10 ? Math.max(0.1, Math.round(seconds * 10) / 10) : Math.round(seconds)} s`
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 360) / 10} h`
}
