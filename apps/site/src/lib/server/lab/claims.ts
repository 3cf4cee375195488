/** The claims of the papers, with the verdicts of their ledgers. */
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { type Change, changesIn, type Ledger, markOf } from '@causerie/lab'
import { readLedger } from '@causerie/lab/node'
import type { House } from '@causerie/papers'
import type { BoardEntry, ClaimView } from '#lib/claims/claim.ts'
import { registryOf } from './laboratory.ts'

const ledgers = new Map<string, { changed: number; ledger: Ledger }>()

/** Read again only when the file has changed: `causerie check` writes it while the site runs. */
function ledgerOf(folder: string, slug: string): Ledger {
  const changed = statSync(join(folder, 'ledger.json'), { throwIfNoEntry: false })?.mtimeMs ?? 0
  const known = ledgers.get(folder)
  if (known?.changed === changed) return known.ledger
  const ledger = readLedger(folder, slug)
  ledgers.set(folder, { changed, ledger })
  return ledger
}

/** The claims of a paper in their order; none where it has none. Throws `method/broken` and `ledger/broken`. */
export async function claimsOf(house: House, slug: string): Promise<ClaimView[]> {
  const registry = registryOf(house)
  const found = registry.reproductions.find((one) => one.slug === slug)
  if (!found?.claimsModule) return []
  const claims = await registry.claims(slug)
  const ledger = ledgerOf(found.folder, slug)
  const versions = registry.versions(slug)
  return claims.map(({ check, seconds, ...claim }, at) => ({
    ...claim,
    slug,
    number: at + 1,
    mark: markOf(ledger, claim.id, versions),
  }))
}

const slugsWithClaims = (house: House): string[] =>
  registryOf(house).reproductions.flatMap(({ slug, claimsModule }) => (claimsModule ? [slug] : []))

/** The claims of every paper that has any. One whose claims do not load is left out, and named in `faults`. */
export async function board(house: House): Promise<{ entries: BoardEntry[]; faults: string[] }> {
  const faults: string[] = []
  const entries = await Promise.all(
    slugsWithClaims(house).map(async (slug) => {
      try {
        const [claims, paper] = await Promise.all([claimsOf(house, slug), house.library.paper(slug)])
        return claims.map((claim) => ({ ...claim, paper: paper?.title ?? slug, topics: paper?.topics ?? [] }))
      } catch (fault) {
        faults.push((fault as Error).message)
        return []
      }
    }),
  )
  return { entries: entries.flat(), faults }
}

export type ClaimChange = Change & { statement: string; number: number; paper: string }

/** Every verdict that differs from the one before it, the newest first. */
export async function changes(house: House): Promise<ClaimChange[]> {
  const { entries } = await board(house)
  const bySlug = Map.groupBy(entries, ({ slug }) => slug)
  return [...bySlug]
    .flatMap(([slug, claims]) => {
      const { folder } = registryOf(house).reproduction(slug)
      return changesIn(ledgerOf(folder, slug)).flatMap((change) => {
        const claim = claims.find(({ id }) => id === change.claim)
        return claim ? [{ ...change, statement: claim.statement, number: claim.number, paper: claim.paper }] : []
      })
    })
    .sort((a, b) => (a.to.date < b.to.date ? 1 : -1))
}
