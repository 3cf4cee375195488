/** A map of some papers: where each stands, which region it belongs to, what the regions are called. Pure. */

import { seededRandom } from '../meaning/random.ts'
import { clustersOf } from './clusters.ts'
import { type Label, placeLabels } from './labels.ts'
import { layoutOf } from './layout.ts'
import { tellingTerms } from './tellingTerms.ts'
import { termsOf } from './terms.ts'
import type { Vectors } from './vectors.ts'

export type Drawing = {
  /** [count, 2], each axis 0…1, from the upper left. */
  points: Float32Array
  /** Region of every point. */
  of: Uint8Array
  regions: { name: string; size: number; x: number; y: number }[]
  labels: Label[]
}

/** Room for points and names at the edge. */
const margin = 0.035
const mostRegions = 16

export function drawMap(vectors: Vectors, texts: readonly string[], { seed }: { seed: number }): Drawing {
  const random = seededRandom(seed)
  const points = layoutOf(vectors, { random }).map((value) => margin + value * (1 - 2 * margin))
  const { of, centres } = clustersOf(points, numberOfRegions(vectors.count), random)
  const names = tellingTerms(texts.map(termsOf), of, centres.length, 2)
  const regions = centres.map(({ x, y, size }, at) => ({ name: names[at]!.join(', '), size, x, y }))
  const named = centres.map(({ x, y }, at) => ({ terms: names[at]!, x, y })).filter(({ terms }) => terms.length > 0)
  return { points, of, regions, labels: placeLabels(named) }
}

/** Half the square root: 7 regions of 200 papers, 11 of 500, 16 of 1,000 and more, as many names as a page can hold. */
const numberOfRegions = (count: number): number => Math.max(1, Math.min(mostRegions, Math.round(Math.sqrt(count) / 2)))
