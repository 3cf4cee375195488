/** When two runs are one: the same method of the same version, on the same input, with the same seed. */
import type { InputSchema, Method } from './method.ts'
import { parseInput } from './run.ts'
import { sha256 } from './sha256.ts'

/** JSON with its keys in order, so that equal values are equal texts. −0 is 0, and what is undefined is left out. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, each) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  )
}

/**
 * The input checked and with its defaults, as it can be given again: a default written out and one left out are the same
 * input. Where the description turns what is typed into something else, so that it could not be given again, it is kept
 * as typed. Throws `input/invalid`.
 */
export function canonicalInput<Schema extends InputSchema>(
  method: Method<Schema>,
  input: unknown,
): Record<string, unknown> {
  const filled = canonicalJson(parseInput(method, input))
  const again = method.input.safeParse(JSON.parse(filled))
  const isSame = again.success && canonicalJson(again.data) === filled
  return JSON.parse(isSame ? filled : canonicalJson(input)) as Record<string, unknown>
}

/** 32 hexadecimal digits. A seed typed as a text is the number: both give the same stream. */
export function runIdentity({
  slug,
  method,
  input,
  seed,
}: {
  slug: string
  /** The method's version. */
  method: string
  /** Canonical. */
  input: Record<string, unknown>
  seed: number | string
}): string {
  return sha256(canonicalJson([slug, method, input, String(seed)])).slice(0, 32)
}
