/** The paper's generators, two rows an environment, and tables of the exact family. */
import { integer, normal, type Random } from '@causerie/lab'
import { createGraph, directed, type Graph } from '@causerie/scm'
import type { Variables } from '@causerie/scm/independence'
import { randomDag } from '@causerie/scm/simulation'
import type { Beta, PairFamily } from './betaBernoulli.ts'
import type { Arrow } from './bivariate.ts'
import { inRow } from './rows.ts'

/** Two rows of every environment, as columns `X;1`, `X;2`, … */
export type TwoRows = { variables: readonly string[]; environments: number; columns: Variables }

/**
 * Continuous pair: Nᵢ ~ U(−1, 1) an environment, rows N′ᵢ ~ Laplace(Nᵢ, 1), D = AN′; in a random half of the environments
 * r(A − I)N′² is added. A is triangular with whole numbers 1 … 9, the cause's own entry 1; without an edge A = I.
 */
export function continuousPair(random: Random, environments: number): TwoRows & { truth: Arrow; graph: Graph } {
  const truth = (['forward', 'backward', 'none'] as const)[integer(random, 3)]!
  const [slope, own, r] = [1 + integer(random, 9), 1 + integer(random, 9), 1 + integer(random, 9)]
  const columns = emptyColumns(['X', 'Y'], environments)
  for (let e = 0; e < environments; e++) {
    const centres = [2 * random() - 1, 2 * random() - 1] as const
    const switched = random() < 0.5 ? r : 0
    for (const row of [1, 2] as const) {
      const [cause, effect] = centres.map((centre) => centre + laplace(random)) as [number, number]
      const made =
        truth === 'none'
          ? effect
          : slope * cause + own * effect + switched * (slope * cause ** 2 + (own - 1) * effect ** 2)
      const [x, y] = truth === 'backward' ? [made, cause] : [cause, made]
      columns[inRow('X', row)]![e] = x
      columns[inRow('Y', row)]![e] = y
    }
  }
  const edges = truth === 'none' ? [] : [truth === 'forward' ? directed('X', 'Y') : directed('Y', 'X')]
  return {
    variables: ['X', 'Y'],
    environments,
    columns,
    truth,
    graph: createGraph({ kind: 'dag', nodes: ['X', 'Y'], edges }),
  }
}

/**
 * Binary DAG: edge probability ½, drawn again until every node has an edge; θᵢ ~ Beta(1, 3) an environment. A root is
 * Bernoulli(θ); any other node is Bernoulli(θ) XOR the product of its parents.
 */
export function binaryDag(
  random: Random,
  { nodes, environments }: { nodes: number; environments: number },
): TwoRows & { graph: Graph } {
  const graph = connectedDag(random, nodes)
  const order = orderOf(graph)
  const parents = new Map(graph.nodes.map((v) => [v, graph.edges.filter(({ to }) => to === v).map(({ from }) => from)]))
  const codes = new Map(
    graph.nodes.flatMap((v) => ([1, 2] as const).map((row) => [inRow(v, row), new Int32Array(environments)])),
  )
  for (let e = 0; e < environments; e++) {
    const theta = new Map(graph.nodes.map((v) => [v, 1 - (1 - random()) ** (1 / 3)])) // Beta(1, 3) by its inverse
    for (const row of [1, 2] as const)
      for (const v of order) {
        const coin = Number(random() < theta.get(v)!)
        const above = parents.get(v)!
        const product = above.length > 0 && above.every((parent) => codes.get(inRow(parent, row))![e] === 1)
        codes.get(inRow(v, row))![e] = coin ^ Number(product)
      }
  }
  return { variables: graph.nodes, environments, columns: binaryColumns(codes), graph }
}

/** Rows of the exact family: what the closed form says, drawn. */
export function betaPair(
  random: Random,
  { theta, psi0, psi1 }: PairFamily,
  environments: number,
): TwoRows & { graph: Graph } {
  const codes = new Map(['X;1', 'X;2', 'Y;1', 'Y;2'].map((name) => [name, new Int32Array(environments)]))
  for (let e = 0; e < environments; e++) {
    const p = beta(random, theta)
    const q = [beta(random, psi0), beta(random, psi1)]
    for (const row of [1, 2] as const) {
      const x = Number(random() < p)
      codes.get(inRow('X', row))![e] = x
      codes.get(inRow('Y', row))![e] = Number(random() < q[x]!)
    }
  }
  const graph = createGraph({ kind: 'dag', nodes: ['X', 'Y'], edges: [directed('X', 'Y')] })
  return { variables: ['X', 'Y'], environments, columns: binaryColumns(codes), graph }
}

/** Both rows of every environment below each other, as methods for independent rows take them. */
export function pooled({ variables, columns }: TwoRows): Variables {
  return Object.fromEntries(
    variables.map((v) => {
      const [a, b] = [columns[inRow(v, 1)]!, columns[inRow(v, 2)]!]
      if (a instanceof Float64Array) return [v, Float64Array.from([...a, ...(b as Float64Array)])]
      return [v, { levels: a.levels, codes: Int32Array.from([...a.codes, ...(b as { codes: Int32Array }).codes]) }]
    }),
  )
}

function connectedDag(random: Random, nodes: number): Graph {
  const names = Array.from({ length: nodes }, (_, i) => `X${i + 1}`)
  for (;;) {
    const graph = randomDag(random, { nodes: names, edgeProbability: 0.5 })
    if (names.every((v) => graph.edges.some(({ from, to }) => from === v || to === v))) return graph
  }
}

function orderOf(graph: Graph): string[] {
  const order: string[] = []
  while (order.length < graph.nodes.length)
    order.push(
      graph.nodes.find(
        (v) => !order.includes(v) && graph.edges.every(({ from, to }) => to !== v || order.includes(from)),
      )!,
    )
  return order
}

function emptyColumns(variables: readonly string[], environments: number): Record<string, Float64Array> {
  return Object.fromEntries(
    variables.flatMap((v) => ([1, 2] as const).map((row) => [inRow(v, row), new Float64Array(environments)])),
  )
}

function binaryColumns(codes: ReadonlyMap<string, Int32Array>): Variables {
  return Object.fromEntries([...codes].map(([name, values]) => [name, { levels: 2, codes: values }]))
}

function laplace(random: Random): number {
  const u = random() - 0.5
  return -Math.sign(u) * Math.log1p(-2 * Math.abs(u))
}

/** By two gamma variates (Marsaglia & Tsang 2000). */
function beta(random: Random, [a, b]: Beta): number {
  const [x, y] = [gamma(random, a), gamma(random, b)]
  return x / (x + y)
}

function gamma(random: Random, shape: number): number {
  if (shape < 1) return gamma(random, shape + 1) * (1 - random()) ** (1 / shape)
  const d = shape - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  for (;;) {
    const z = normal(random)
    const v = (1 + c * z) ** 3
    if (v > 0 && Math.log(1 - random()) < (z * z) / 2 + d - d * v + d * Math.log(v)) return d * v
  }
}
