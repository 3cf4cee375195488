/** What was, what is, and what was undone. Plain values: nothing is copied. */

export type History<T> = { readonly past: readonly T[]; readonly now: T; readonly future: readonly T[] }

const most = 200

export function startHistory<T>(now: T): History<T> {
  return { past: [], now, future: [] }
}

export function record<T>({ past, now }: History<T>, next: T): History<T> {
  return { past: [...past, now].slice(-most), now: next, future: [] }
}

/** Replaces what is, without a step of its own: for the many small steps of one drag. */
export function amend<T>({ past, future }: History<T>, next: T): History<T> {
  return { past, now: next, future }
}

export function undo<T>({ past, now, future }: History<T>): History<T> {
  if (past.length === 0) return { past, now, future }
  return { past: past.slice(0, -1), now: past.at(-1)!, future: [now, ...future] }
}

export function redo<T>({ past, now, future }: History<T>): History<T> {
  if (future.length === 0) return { past, now, future }
  return { past: [...past, now], now: future[0]!, future: future.slice(1) }
}
