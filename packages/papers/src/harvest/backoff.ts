/** Waiting before another try: twice as long each time, spread by jitter, never longer than the cap. */
import { randomInt } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'

export type Sleep = (ms: number, signal?: AbortSignal) => Promise<unknown>
/** Uniform on [0, 1). */
export type RandomSource = () => number

export type BackoffOptions = { baseMs: number; random: RandomSource; capMs?: number }

/** Milliseconds before try number `tries` + 1: between half and all of base · 2^(tries − 1). */
export function backoff(tries: number, { baseMs, random, capMs = 5 * 60_000 }: BackoffOptions): number {
  return Math.min(capMs, baseMs * 2 ** (tries - 1)) * (0.5 + random() / 2)
}

export const systemRandom: RandomSource = () => randomInt(2 ** 32) / 2 ** 32

export const systemSleep: Sleep = (ms, signal) => delay(ms, undefined, { signal })
