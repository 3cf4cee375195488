/** A paper's claim as the pages show it. What the paper states, what its authors confirmed and what was measured here stay apart. */
import type { Claim, Mark, Quantity } from '@causerie/lab'

export type ClaimState = Mark['state']

export type ClaimView = Omit<Claim, 'check' | 'seconds'> & {
  slug: string
  /** Counted from 1 within its paper. */
  number: number
  mark: Mark
}

/** One claim among those of all papers. */
export type BoardEntry = ClaimView & { paper: string; topics: readonly { slug: string; name: string }[] }

export const stateWords: Record<ClaimState, string> = {
  holds: 'holds',
  refuted: 'refuted',
  inconclusive: 'inconclusive',
  unmeasured: 'not measured',
}

export const claimStates = Object.keys(stateWords) as ClaimState[]

/** The scale as its first word says it: full, reduced, toy. */
export const scaleOf = ({ scale }: Pick<Claim, 'scale'>): string => /^[a-z]+/i.exec(scale)?.[0].toLowerCase() ?? ''

export const claimPath = (paperPath: string, id: string): string => `${paperPath}#claim-${id}`

/** The figure that decides. */
export const deciding = ({ latest }: Mark): Quantity | undefined => latest?.measured[0]
