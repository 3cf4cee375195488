/** The board of claims for programs. */
import type { House } from '@causerie/papers'
import { filtered, filterOf } from './boardFilter.ts'
import { board } from './claims.ts'

export async function claimsJson(house: House, url: URL) {
  const { entries, faults } = await board(house)
  const claims = filtered(entries, filterOf(url)).map(({ mark, ...claim }) => ({
    ...claim,
    confirmed: null,
    measured: {
      state: mark.state,
      stale: mark.isStale,
      ...(mark.latest && { latest: mark.latest }),
      history: mark.history,
    },
  }))
  return { claims, faults }
}
