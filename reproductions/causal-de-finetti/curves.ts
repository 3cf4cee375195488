/** How often the generators' truth is found, by the number of environments, beside methods for independent rows. */
import type { Random } from '@causerie/lab'
import { gTest, kci } from '@causerie/scm/independence'
import { meanInterval, wilsonInterval } from '@causerie/scm/statistics'
import { distanceOfClass, lingamPair, pcOnPooledRows, pcPair } from './baselines.ts'
import { pairVerdict } from './bivariate.ts'
import { binaryDag, continuousPair } from './generators.ts'
import { normalisedDistance, structureOf } from './multivariate.ts'
import type { CurvePoint } from './reports.ts'

export type CurveOptions = {
  alpha: number
  sizes: readonly number[]
  repetitions: number
  random: Random
  progress: (share: number) => Promise<void>
}

/** Share of pairs whose structure is exactly right, with Wilson intervals. */
export async function pairCurve({ alpha, sizes, repetitions, random, progress }: CurveOptions): Promise<CurvePoint[]> {
  const points: CurvePoint[] = []
  for (const [at, environments] of sizes.entries()) {
    const right = { 'Causal de Finetti': 0, PC: 0, DirectLiNGAM: 0 }
    for (let i = 0; i < repetitions; i++) {
      const data = continuousPair(random.split(`${environments} ${i}`), environments)
      if (pairVerdict(kci(data.columns), 'X', 'Y', alpha).released === data.truth) right['Causal de Finetti']++
      if (pcPair(data, alpha) === data.truth) right.PC++
      if (lingamPair(data) === data.truth) right.DirectLiNGAM++
      await progress((at + i / repetitions) / sizes.length)
    }
    for (const [method, successes] of Object.entries(right)) {
      const { estimate, low, high } = wilsonInterval({ successes, trials: repetitions })
      points.push({ environments, method, value: estimate, low, high, n: repetitions })
    }
  }
  return points
}

/** Mean normalised distance of DAGs, with Student intervals cut to [0, 1]. */
export async function dagCurve(
  { alpha, sizes, repetitions, random, progress }: CurveOptions,
  nodes: number,
): Promise<CurvePoint[]> {
  const points: CurvePoint[] = []
  for (const [at, environments] of sizes.entries()) {
    const [ours, pc]: [number[], number[]] = [[], []]
    for (let i = 0; i < repetitions; i++) {
      const data = binaryDag(random.split(`${environments} ${i}`), { nodes, environments })
      ours.push(normalisedDistance(data.graph, structureOf(gTest(data.columns), data.variables, { alpha }).graph))
      pc.push(distanceOfClass(data.graph, pcOnPooledRows(data, 0.01)))
      await progress((at + i / repetitions) / sizes.length)
    }
    for (const [method, scores] of Object.entries({ 'Causal de Finetti': ours, PC: pc })) {
      const { estimate, low, high } = meanInterval(scores)
      points.push({
        environments,
        method,
        value: estimate,
        low: Math.max(0, low),
        high: Math.min(1, high),
        n: repetitions,
      })
    }
  }
  return points
}
