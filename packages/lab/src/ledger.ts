/**
 * The ledger of a paper's claims: the latest verdict of each with how it came about, and those before it. It is kept as
 * `ledger.json` in the reproduction's folder, written by `checkClaims` and never by hand.
 */
import { z } from 'zod'
import type { Claim } from './claim.ts'
import type { Measurement } from './claimCheck.ts'
import { quantitySchema } from './report.ts'

export const ledgerEntrySchema = z.strictObject({
  state: z.enum(['holds', 'refuted', 'inconclusive']),
  /** Checked in a hurry, with fewer repeats. */
  quick: z.boolean(),
  measured: z.array(quantitySchema),
  baseline: z.array(quantitySchema),
  seeds: z.array(z.union([z.number(), z.string()])),
  because: z.string(),
  seconds: z.number().nonnegative(),
  /** Of a check that broke down. */
  fault: z
    .strictObject({
      code: z.string(),
      message: z.string(),
      hint: z.string().optional(),
      details: z.record(z.string(), z.unknown()).optional(),
    })
    .optional(),
  /** When it ended, ISO 8601 in UTC. */
  date: z.iso.datetime(),
  commit: z.string().optional(),
  machine: z.strictObject({
    processor: z.string(),
    cores: z.number().int().positive(),
    memoryGb: z.number().nonnegative(),
    runtime: z.string(),
  }),
  versions: z.strictObject({
    package: z.string(),
    engine: z.string(),
    method: z.string(),
    /** Of the method and the checks; a verdict of another one is stale. */
    claims: z.string(),
  }),
})

export const ledgerSchema = z.strictObject({
  format: z.literal(1),
  slug: z.string(),
  claims: z.array(
    z.strictObject({
      id: z.string(),
      latest: ledgerEntrySchema,
      /** Those before it, the newest first. */
      history: z.array(ledgerEntrySchema),
    }),
  ),
})

export type LedgerEntry = z.infer<typeof ledgerEntrySchema>
export type Ledger = z.infer<typeof ledgerSchema>

export type Provenance = Pick<LedgerEntry, 'date' | 'commit' | 'machine' | 'versions'>

export function emptyLedger(slug: string): Ledger {
  return { format: 1, slug, claims: [] }
}

const longestHistory = 50

/**
 * The ledger with one more verdict, its claims in the order of `claims`; what the paper no longer has keeps its place at
 * the end. A quick check does not take the place of a full one of the same version: it goes into the history.
 */
export function recorded(
  ledger: Ledger,
  claims: readonly Pick<Claim, 'id'>[],
  id: string,
  measurement: Measurement,
  provenance: Provenance,
): Ledger {
  const entry: LedgerEntry = { ...measurement, ...provenance }
  const before = ledger.claims.find((each) => each.id === id)
  const keepsLatest =
    before && !before.latest.quick && entry.quick && before.latest.versions.claims === entry.versions.claims
  const [latest, rest] = keepsLatest
    ? [before.latest, [entry, ...before.history]]
    : [entry, before ? [before.latest, ...before.history] : []]
  const kept = ledger.claims.filter((each) => each.id !== id)
  const all = [...kept, { id, latest, history: rest.slice(0, longestHistory) }]
  const place = (each: { id: string }) => {
    const at = claims.findIndex((claim) => claim.id === each.id)
    return at < 0 ? claims.length : at
  }
  return { ...ledger, claims: all.toSorted((a, b) => place(a) - place(b) || (a.id < b.id ? -1 : 1)) }
}

export type Mark = {
  /** `unmeasured` where the ledger has no verdict. */
  state: LedgerEntry['state'] | 'unmeasured'
  /** The method or the check has changed since. */
  isStale: boolean
  latest?: LedgerEntry
  history: readonly LedgerEntry[]
}

/** What the site shows of one claim; `versions` are those of the code as it is now. */
export function markOf(ledger: Ledger, id: string, versions: { claims: string }): Mark {
  const found = ledger.claims.find((each) => each.id === id)
  if (!found) return { state: 'unmeasured', isStale: false, history: [] }
  const { latest, history } = found
  return { state: latest.state, isStale: latest.versions.claims !== versions.claims, latest, history }
}

export type Change = { slug: string; claim: string; from: LedgerEntry['state'] | 'unmeasured'; to: LedgerEntry }

/** Every verdict that differs from the one before it, the newest first: “claim 3 stopped holding”. */
export function changesIn({ slug, claims }: Ledger): Change[] {
  return claims
    .flatMap(({ id, latest, history }) => {
      const entries = [latest, ...history].toSorted((a, b) => (a.date < b.date ? -1 : 1))
      return entries.flatMap((to, at): Change[] => {
        const from = entries[at - 1]?.state ?? 'unmeasured'
        return from === to.state ? [] : [{ slug, claim: id, from, to }]
      })
    })
    .toSorted((a, b) => (a.to.date < b.to.date ? 1 : -1))
}
