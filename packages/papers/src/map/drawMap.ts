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
  /** What the labels name: regions, at their centres; or single points, to be drawn a line below them. */
  beside: 'regions' | 'points'
}

/** What is drawn of a paper: its vector stands beside it in the same row. */
export type MapText = { title: string; abstract: string }

/** Room for points and names at the edge, in frames; titles need a line below their points. */
const margin = { names: 0.035, titles: 0.08 }
const mostRegions = 16
/** So few papers need no regions: each has its own title beside it. */
const fewEnoughForTitles = 24
const longestTitle = 36

export function drawMap(vectors: Vectors, texts: readonly MapText[], { seed }: { seed: number }): Drawing {
  const random = seededRandom(seed)
  const edge = vectors.count <= fewEnoughForTitles ? margin.titles : margin.names
  const points = layoutOf(vectors, { random }).map((value) => edge + value * (1 - 2 * edge))
  const { of, centres } = clustersOf(points, numberOfRegions(vectors.count), random)
  const terms = texts.map(({ title, abstract }) => termsOf(`${title}. ${abstract}`))
  const names = tellingTerms(terms, of, centres.length, 2)
  const regions = centres.map(({ x, y, size }, at) => ({ name: names[at]!.join(', '), size, x, y }))
  const beside = centres.length > 1 ? 'regions' : 'points'
  const labels = placeLabels(beside === 'regions' ? named(centres, names) : titled(points, texts))
  return { points, of, regions, labels, beside }
}

const named = (centres: { x: number; y: number }[], names: string[][]) =>
  centres.map(({ x, y }, at) => ({ terms: names[at]!, x, y })).filter(({ terms }) => terms.length > 0)

const titled = (points: Float32Array, texts: readonly MapText[]) =>
  texts.map(({ title }, i) => ({ terms: [shortened(title)], x: points[2 * i]!, y: points[2 * i + 1]! }))

/** A title up to its colon or a word’s end. */
function shortened(title: string): string {
  const head = title.split(/: | - /)[0]!
  if (head.length <= longestTitle) return head
  const cut = head.slice(0, longestTitle)
  return `${(cut.includes(' ') ? cut.slice(0, cut.lastIndexOf(' ')) : cut).toWellFormed()} …`
}

/** Half the square root: 7 regions of 200 papers, 11 of 500, 16 of 1,000 and more, as many names as a page can hold. */
const numberOfRegions = (count: number): number =>
  count <= fewEnoughForTitles ? 1 : Math.min(mostRegions, Math.round(Math.sqrt(count) / 2))
