/**
 * What "new" means: first seen by this library after the reader's previous visit ended.
 * A visit is a run of requests with less than 30 minutes between them; only two times are kept.
 */
export const VISITS_COOKIE = 'causerie-visits'
export const SESSION_GAP_MS = 30 * 60 * 1000

/** `current`: the latest request of this visit. `last`: the end of the one before it; absent on a first visit. */
export type Visits = { current: string; last?: string }

/** The visits after a request at `now`, given the cookie that came with it. A cookie we cannot read is no cookie. */
export function visit(cookie: string | undefined, now: Date): Visits {
  const before = parse(cookie, now)
  if (!before) return { current: now.toISOString() }
  const gap = now.getTime() - Date.parse(before.current)
  const last = gap > SESSION_GAP_MS ? before.current : before.last
  return { current: now.toISOString(), ...(last ? { last } : {}) }
}

export const isNew = (firstSeen: string, lastVisit: string | undefined): boolean =>
  lastVisit !== undefined && Date.parse(firstSeen) > Date.parse(lastVisit)

function parse(cookie: string | undefined, now: Date): Visits | undefined {
  try {
    const { current, last } = JSON.parse(cookie ?? '')
    if (!isPast(current, now)) return undefined
    return { current, ...(isPast(last, now) ? { last } : {}) }
  } catch {
    return undefined
  }
}

const isPast = (time: unknown, now: Date): time is string =>
  typeof time === 'string' && time.length <= 30 && Date.parse(time) <= now.getTime()
