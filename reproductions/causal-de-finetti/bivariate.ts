/**
 * The bivariate algorithm. With X₁, X₂, Y₁, Y₂ over environments,
 *   p→ : X₁ ⫫ Y₂ | X₂      p← : Y₁ ⫫ X₂ | Y₂      p₀ : X₁ ⫫ Y₁
 * X → Y if p→ ≥ α, p← ≤ α, p₀ ≤ α; Y → X likewise; no edge if all three ≥ α; otherwise the largest of (p→, p←, p₀) decides.
 *
 * Why: in X → Y the chain X₁ – θ – X₂ → Y₂ is cut by X₂, while given Y₂ the collider X₂ → Y₂ ← ψ → Y₁ is open.
 */
import type { IndependenceTest } from '@causerie/scm/independence'
import { inRow } from './rows.ts'

export type Arrow = 'forward' | 'backward' | 'none'

export type PairVerdict = {
  pForward: number
  pBackward: number
  pNone: number
  /** The answer of the paper's rule, which always has one. */
  released: Arrow
  /** Whether the rule's three patterns gave it, or the largest p-value. */
  byPattern: boolean
  /** The same, but without a guess: two patterns that the model does not have are named instead. */
  careful: Arrow | 'not identifiable' | 'inconsistent'
}

export function pairVerdict(test: IndependenceTest, x: string, y: string, alpha: number): PairVerdict {
  const [x1, x2, y1, y2] = [inRow(x, 1), inRow(x, 2), inRow(y, 1), inRow(y, 2)]
  return verdictOf(test.test(x1, y2, [x2]).pValue, test.test(y1, x2, [y2]).pValue, test.test(x1, y1).pValue, alpha)
}

export function verdictOf(pForward: number, pBackward: number, pNone: number, alpha: number): PairVerdict {
  const pattern = patternOf(pForward, pBackward, pNone, alpha)
  const largest = Math.max(pForward, pBackward, pNone)
  const released = pattern ?? (largest === pForward ? 'forward' : largest === pBackward ? 'backward' : 'none')
  return {
    pForward,
    pBackward,
    pNone,
    released,
    byPattern: pattern !== undefined,
    careful: pattern ?? unguessed(pForward, pBackward, pNone, alpha, released),
  }
}

function patternOf(pForward: number, pBackward: number, pNone: number, alpha: number): Arrow | undefined {
  if (pForward >= alpha && pBackward <= alpha && pNone <= alpha) return 'forward'
  if (pBackward >= alpha && pForward <= alpha && pNone <= alpha) return 'backward'
  return pForward >= alpha && pBackward >= alpha && pNone >= alpha ? 'none' : undefined
}

/** Dependent within a row but nowhere across rows: mechanisms that do not vary. Dependent everywhere: they vary together. */
function unguessed(
  pForward: number,
  pBackward: number,
  pNone: number,
  alpha: number,
  released: Arrow,
): PairVerdict['careful'] {
  if (pNone <= alpha && pForward >= alpha && pBackward >= alpha) return 'not identifiable'
  if (pNone <= alpha && pForward <= alpha && pBackward <= alpha) return 'inconsistent'
  return released
}
