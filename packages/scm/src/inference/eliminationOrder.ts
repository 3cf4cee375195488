/**
 * In which order to sum variables out, and what that will cost, before anything is computed.
 *
 * Greedy on the interaction graph: the next variable is the one whose elimination adds the least by a criterion
 * (Koller & Friedman 2009, §9.4.3.2). Min-weight is cheap to keep up and good enough for most questions; when its plan
 * costs more than planning does, weighted min-fill is tried too and the cheaper plan is kept.
 */

export type EliminationPlan = {
  /** Variables in the order in which they are summed out. */
  readonly order: readonly number[]
  /** Entries of the largest table that will be met, and of all of them together. */
  readonly largestTable: number
  readonly work: number
  /** Most variables in one table, less one: the induced width of the order. */
  readonly width: number
}

/** Entries below which a better plan would save less than it costs to find. */
const cheapWork = 20_000

/** A plan that sums out every variable of the scopes but those of `keep`. */
export function planElimination(
  scopes: readonly ArrayLike<number>[],
  cards: ArrayLike<number>,
  keep: ReadonlySet<number> = new Set(),
): EliminationPlan {
  const byWeight = greedyPlan(scopes, cards, keep, weightOf)
  if (byWeight.work <= cheapWork) return byWeight
  const byFill = greedyPlan(scopes, cards, keep, fillOf)
  return byFill.work < byWeight.work ? byFill : byWeight
}

/** Variables by place; `near[i]` are the places that share a table with i, `touching[i * n + j]` is 1 for such a pair. */
type Interaction = { names: number[]; sizes: Float64Array; near: number[][]; touching: Uint8Array }

type Criterion = (at: number, graph: Interaction) => number

function greedyPlan(
  scopes: readonly ArrayLike<number>[],
  cards: ArrayLike<number>,
  keep: ReadonlySet<number>,
  criterion: Criterion,
): EliminationPlan {
  const graph = interactionGraph(scopes, cards)
  const { names, near } = graph
  const waiting = names.flatMap((name, at) => (keep.has(name) ? [] : [at]))
  const costs = Float64Array.from(names, (name, at) => (keep.has(name) ? Infinity : criterion(at, graph)))
  const order: number[] = []
  let largestTable = 1
  let work = 0
  let width = 0
  const meet = (size: number, count: number) => {
    largestTable = Math.max(largestTable, size)
    work += size
    width = Math.max(width, count - 1)
  }
  while (waiting.length > 0) {
    const place = cheapest(waiting, costs)
    const at = waiting[place]!
    waiting[place] = waiting.at(-1)!
    waiting.pop()
    meet(weightOf(at, graph), near[at]!.length + 1)
    order.push(names[at]!)
    costs[at] = Infinity
    for (const touched of removeNode(at, graph))
      if (costs[touched]! < Infinity) costs[touched] = criterion(touched, graph)
  }
  const kept = names.flatMap((name, at) => (keep.has(name) ? [at] : []))
  meet(
    kept.reduce((size, at) => size * graph.sizes[at]!, 1),
    kept.length,
  )
  return { order, largestTable, work, width }
}

function interactionGraph(scopes: readonly ArrayLike<number>[], cards: ArrayLike<number>): Interaction {
  const places = new Map<number, number>()
  for (const scope of scopes)
    for (let i = 0; i < scope.length; i++) if (!places.has(scope[i]!)) places.set(scope[i]!, places.size)
  const names = [...places.keys()]
  const graph: Interaction = {
    names,
    sizes: Float64Array.from(names, (name) => cards[name]!),
    near: names.map(() => []),
    touching: new Uint8Array(names.length * names.length),
  }
  for (const scope of scopes)
    for (let i = 0; i < scope.length; i++)
      for (let j = 0; j < i; j++) join(places.get(scope[i]!)!, places.get(scope[j]!)!, graph)
  return graph
}

/** Whether the pair was new. */
function join(a: number, b: number, { names, near, touching }: Interaction): boolean {
  if (a === b || touching[a * names.length + b] === 1) return false
  touching[a * names.length + b] = touching[b * names.length + a] = 1
  near[a]!.push(b)
  near[b]!.push(a)
  return true
}

/** Entries of the table that eliminating the node makes. */
function weightOf(at: number, { near, sizes }: Interaction): number {
  let size = sizes[at]!
  for (const one of near[at]!) size *= sizes[one]!
  return size
}

/** Entries of the pairs that eliminating the node joins. */
function fillOf(at: number, { names, near, sizes, touching }: Interaction): number {
  const around = near[at]!
  let fill = 0
  for (let i = 0; i < around.length; i++) {
    const row = around[i]! * names.length
    for (let j = 0; j < i; j++) if (touching[row + around[j]!] === 0) fill += sizes[around[i]!]! * sizes[around[j]!]!
  }
  return fill
}

/** The place in `waiting` of the least cost; ties go to the smaller node, so that a plan is always the same. */
function cheapest(waiting: readonly number[], costs: Float64Array): number {
  let best = 0
  for (let place = 1; place < waiting.length; place++) {
    const [one, other] = [costs[waiting[place]!]!, costs[waiting[best]!]!]
    if (one < other || (one === other && waiting[place]! < waiting[best]!)) best = place
  }
  return best
}

/** Joins the neighbours of a node to each other and takes it out. Returns the nodes whose cost may have changed. */
function removeNode(at: number, graph: Interaction): Set<number> {
  const { near } = graph
  const around = near[at]!
  const touched = new Set(around)
  for (const one of around) near[one]!.splice(near[one]!.indexOf(at), 1)
  for (let i = 0; i < around.length; i++)
    for (let j = 0; j < i; j++)
      if (join(around[i]!, around[j]!, graph))
        for (const common of commonOf(around[i]!, around[j]!, graph)) touched.add(common)
  near[at] = []
  return touched
}

/** Nodes next to both: a pair among their neighbours is now closed. */
function* commonOf(a: number, b: number, { names, near, touching }: Interaction): Generator<number> {
  for (const one of near[a]!) if (touching[b * names.length + one] === 1) yield one
}
