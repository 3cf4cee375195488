/**
 * What the tests of identification compare with: random graphs, random discrete models with latent variables, and their
 * interventional distributions by brute-force summation. Shares nothing with the code under test but the graph value.
 */
import { bidirected, createGraph, directed, type Edge, type Graph } from '../graph/graph.ts'
import type { DiscreteJoint } from '../probability/joint.ts'
import { type Random, seededRandom } from '../random.ts'

/** `admg('X -> Y, X <-> Y')` */
export function admg(text: string, latent: string[] = []): Graph {
  const edges: Edge[] = []
  const nodes: string[] = []
  for (const part of text
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean)) {
    const names = part.split(/\s*(?:<->|->|<-)\s*/)
    const arrows = part.match(/<->|->|<-/g) ?? []
    nodes.push(...names)
    arrows.forEach((arrow, at) => {
      const [a, b] = [names[at]!, names[at + 1]!]
      edges.push(arrow === '<->' ? bidirected(a, b) : arrow === '->' ? directed(a, b) : directed(b, a))
    })
  }
  return createGraph({ kind: 'admg', nodes, edges, roles: { latent } })
}

export function randomAdmg(random: Random, count: number, arrows: number, arcs: number): Graph {
  const nodes = Array.from({ length: count }, (_, i) => `V${i + 1}`)
  const edges: Edge[] = []
  for (let i = 0; i < count; i++)
    for (let j = i + 1; j < count; j++) {
      if (random() < arrows) edges.push(directed(nodes[i]!, nodes[j]!))
      if (random() < arcs) edges.push(bidirected(nodes[i]!, nodes[j]!))
    }
  return createGraph({ kind: 'admg', nodes, edges })
}

/** P(v | parents, latents) for every node, positive; one latent with three levels for every ↔. */
export type LatentModel = {
  readonly names: readonly string[]
  readonly cards: readonly number[]
  readonly order: readonly number[]
  readonly parents: readonly (readonly number[])[]
  readonly arcs: readonly (readonly [number, number])[]
  readonly latentP: readonly Float64Array[]
  /** By node: [parents…, latents…, own], own fastest. */
  readonly tables: readonly Float64Array[]
}

const latentCard = 3

export function randomModel(graph: Graph, random: Random, cards = graph.nodes.map(() => 2)): LatentModel {
  const index = graph.index
  const parents = graph.nodes.map((): number[] => [])
  const arcs: [number, number][] = []
  for (const edge of graph.edges) {
    const [from, to] = [index.get(edge.from)!, index.get(edge.to)!]
    if (edge.fromMark === 'arrow' && edge.toMark === 'arrow') arcs.push([from, to])
    else parents[to]!.push(from)
  }
  const latentP = arcs.map(() => randomDistribution(latentCard, random))
  const tables = graph.nodes.map((_, node) => {
    const latents = arcs.filter((arc) => arc.includes(node)).length
    const rows = parents[node]!.reduce((size, parent) => size * cards[parent]!, latentCard ** latents)
    const table = new Float64Array(rows * cards[node]!)
    for (let row = 0; row < rows; row++) table.set(randomDistribution(cards[node]!, random), row * cards[node]!)
    return table
  })
  return { names: graph.nodes, cards, order: causalOrder(parents), parents, arcs, latentP, tables }
}

export function randomDistribution(card: number, random: Random): Float64Array {
  const raw = Float64Array.from({ length: card }, () => 0.05 - Math.log(1 - random()))
  const total = raw.reduce((sum, value) => sum + value, 0)
  return raw.map((value) => value / total)
}

function causalOrder(parents: readonly (readonly number[])[]): number[] {
  const order: number[] = []
  const visit = (node: number) => {
    if (order.includes(node)) return
    parents[node]!.forEach(visit)
    order.push(node)
  }
  parents.forEach((_, node) => void visit(node))
  return order
}

/** The joint over all nodes after some were set: entries where a set node has another value are 0. */
export function distributionOf(model: LatentModel, setTo: ReadonlyMap<number, number> = new Map()): Float64Array {
  const { cards, arcs, latentP, order, parents, tables } = model
  const size = cards.reduce((product, card) => product * card, 1)
  const strides = stridesOf(cards)
  const p = new Float64Array(size)
  const latents = new Int32Array(arcs.length)
  const values = new Int32Array(cards.length)
  const settings = latentCard ** arcs.length
  const arcsOf = cards.map((_, node) => arcs.flatMap((arc, at) => (arc.includes(node) ? [at] : [])))
  const descend = (depth: number, cell: number, weight: number) => {
    if (depth === order.length) {
      p[cell]! += weight
      return
    }
    const node = order[depth]!
    let row = 0
    for (const parent of parents[node]!) row = row * cards[parent]! + values[parent]!
    for (const arc of arcsOf[node]!) row = row * latentCard + latents[arc]!
    const fixed = setTo.get(node)
    for (let value = 0; value < cards[node]!; value++) {
      if (fixed !== undefined && fixed !== value) continue
      values[node] = value
      const factor = fixed !== undefined ? 1 : tables[node]![row * cards[node]! + value]!
      descend(depth + 1, cell + value * strides[node]!, weight * factor)
    }
  }
  for (let setting = 0; setting < settings; setting++) {
    let rest = setting
    let weight = 1
    for (let arc = 0; arc < arcs.length; arc++) {
      latents[arc] = rest % latentCard
      rest = Math.floor(rest / latentCard)
      weight *= latentP[arc]![latents[arc]!]!
    }
    descend(0, 0, weight)
  }
  return p
}

function stridesOf(cards: readonly number[]): number[] {
  const strides = new Array<number>(cards.length)
  let stride = 1
  for (let i = cards.length - 1; i >= 0; i--) {
    strides[i] = stride
    stride *= cards[i]!
  }
  return strides
}

export function levelsOf(card: number): string[] {
  return Array.from({ length: card }, (_, i) => String(i))
}

export function jointOfModel(model: LatentModel, p = distributionOf(model)): DiscreteJoint {
  return { variables: model.names.map((name, i) => ({ name, levels: levelsOf(model.cards[i]!) })), p }
}

/** P(rest | do(set)) for every setting, as a table over all nodes: what an experiment on `set` measures. */
export function experimentOf(model: LatentModel, set: readonly string[]): DiscreteJoint {
  const nodes = set.map((name) => model.names.indexOf(name))
  const p = new Float64Array(model.cards.reduce((product, card) => product * card, 1))
  for (const setting of settingsOf(nodes.map((node) => model.cards[node]!)))
    for (const [cell, value] of distributionOf(model, new Map(nodes.map((node, i) => [node, setting[i]!]))).entries())
      p[cell]! += value
  return jointOfModel(model, p)
}

export function settingsOf(cards: readonly number[]): number[][] {
  return cards.reduce<number[][]>(
    (all, card) => all.flatMap((head) => Array.from({ length: card }, (_, value) => [...head, value])),
    [[]],
  )
}

/** P(outcome | do(treatment), given), the axes as `evaluate` orders them. */
export function truth(
  model: LatentModel,
  treatment: readonly string[],
  outcome: readonly string[],
  given: readonly string[] = [],
): Float64Array {
  const at = (names: readonly string[]) => names.map((name) => model.names.indexOf(name))
  const [x, y, z] = [at(treatment), at(outcome), at(given)]
  const strides = stridesOf(model.cards)
  const answer: number[] = []
  const cardsAt = (nodes: number[]) => nodes.map((node) => model.cards[node]!)
  for (const setting of settingsOf(cardsAt(x))) {
    const p = distributionOf(model, new Map(x.map((node, i) => [node, setting[i]!])))
    const massOf = (nodes: number[], values: readonly number[]) => {
      let mass = 0
      p.forEach((weight, cell) => {
        if (nodes.every((node, i) => Math.floor(cell / strides[node]!) % model.cards[node]! === values[i]))
          mass += weight
      })
      return mass
    }
    for (const condition of settingsOf(cardsAt(z)))
      for (const event of settingsOf(cardsAt(y)))
        answer.push(massOf([...z, ...y], [...condition, ...event]) / massOf(z, condition))
  }
  return Float64Array.from(answer)
}

export function largestGap(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY
  let gap = 0
  for (let i = 0; i < a.length; i++) {
    const difference = Math.abs(a[i]! - b[i]!)
    if (!(difference <= gap)) gap = difference
  }
  return gap
}

export { type Random, seededRandom }
