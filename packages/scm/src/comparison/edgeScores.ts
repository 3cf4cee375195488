/** How near an estimated graph is to the true one, edge by edge. */
import { ScmError } from '../errors.ts'
import type { Graph, Mark } from '../graph/graph.ts'

/**
 * The structural Hamming distance (Tsamardinos, Brown & Aliferis 2006): pairs of nodes whose edge differs. An edge too
 * many, too few or with another mark counts one. Defined for graphs of any kind on the same nodes.
 */
export function structuralHammingDistance(truth: Graph, estimate: Graph): number {
  requireSameNodes(truth, estimate)
  const [a, b] = [pairMarks(truth), pairMarks(estimate)]
  let distance = 0
  for (const pair of new Set([...a.keys(), ...b.keys()])) if (a.get(pair) !== b.get(pair)) distance++
  return distance
}

export type Scores = {
  /** Share of what was found that is true; `undefined` when nothing was found. */
  precision: number | undefined
  /** Share of what is true that was found; `undefined` when nothing is true. */
  recall: number | undefined
  /** 2·both / (found + true); `undefined` when neither has any. */
  f1: number | undefined
  truePositives: number
  falsePositives: number
  falseNegatives: number
}

export type EdgeScores = {
  /** Adjacencies, whatever their marks. */
  edges: Scores
  /** Arrowheads: (edge, end) pairs whose mark is an arrow. */
  arrowheads: Scores
  /** Tails likewise. */
  tails: Scores
}

export function edgeScores(truth: Graph, estimate: Graph): EdgeScores {
  requireSameNodes(truth, estimate)
  return {
    edges: scores(new Set(pairMarks(truth).keys()), new Set(pairMarks(estimate).keys())),
    arrowheads: scores(ends(truth, 'arrow'), ends(estimate, 'arrow')),
    tails: scores(ends(truth, 'tail'), ends(estimate, 'tail')),
  }
}

/** Throws `graph/nodes-differ`. */
export function requireSameNodes(truth: Graph, estimate: Graph): void {
  const missing =
    truth.nodes.find((name) => !estimate.index.has(name)) ?? estimate.nodes.find((name) => !truth.index.has(name))
  if (missing === undefined) return
  throw new ScmError('graph/nodes-differ', `Only one of the two graphs has the node “${missing}”.`, {
    hint: 'Compare graphs on the same nodes (subgraph, latentProjection).',
    details: { node: missing },
  })
}

function pairMarks(graph: Graph): Map<string, string> {
  const found = new Map<string, string>()
  for (const { from, to, fromMark, toMark } of graph.edges) {
    const isTurned = to < from
    const pair = JSON.stringify(isTurned ? [to, from] : [from, to])
    const marks = isTurned ? `${toMark} ${fromMark}` : `${fromMark} ${toMark}`
    found.set(pair, [found.get(pair), marks].filter(Boolean).sort().join(', '))
  }
  return found
}

function ends(graph: Graph, mark: Mark): Set<string> {
  return new Set(
    graph.edges.flatMap(({ from, to, fromMark, toMark }) => [
      ...(toMark === mark ? [JSON.stringify([from, to])] : []),
      ...(fromMark === mark ? [JSON.stringify([to, from])] : []),
    ]),
  )
}

function scores(truth: ReadonlySet<string>, found: ReadonlySet<string>): Scores {
  const both = [...found].filter((item) => truth.has(item)).length
  const ratio = (part: number, whole: number) => (whole === 0 ? undefined : part / whole)
  return {
    precision: ratio(both, found.size),
    recall: ratio(both, truth.size),
    f1: ratio(2 * both, found.size + truth.size),
    truePositives: both,
    falsePositives: found.size - both,
    falseNegatives: truth.size - both,
  }
}
