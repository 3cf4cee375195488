/**
 * In which order to sum variables out, and what that will cost, before anything is computed.
 *
 * Greedy on the interaction graph: the next variable is the one whose elimination adds the least by a criterion
 * (Koller & Friedman 2009, §9.4.3.2). Two criteria are tried, min-fill and min-weight, and the cheaper plan is kept:
 * min-fill is better on most networks, min-weight where cardinalities differ much.
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

type Criterion = 'fill' | 'weight'

/** A plan that sums out every variable of the scopes but those of `keep`. */
export function planElimination(
  scopes: readonly ArrayLike<number>[],
  cards: ArrayLike<number>,
  keep: ReadonlySet<number> = new Set(),
): EliminationPlan {
  const plans = (['fill', 'weight'] as const).map((criterion) => greedyPlan(scopes, cards, keep, criterion))
  return plans[1]!.work < plans[0]!.work ? plans[1]! : plans[0]!
}

function greedyPlan(
  scopes: readonly ArrayLike<number>[],
  cards: ArrayLike<number>,
  keep: ReadonlySet<number>,
  criterion: Criterion,
): EliminationPlan {
  const near = interactionGraph(scopes)
  const costs = new Map<number, number>()
  for (const variable of near.keys())
    if (!keep.has(variable)) costs.set(variable, costOf(variable, near, cards, criterion))
  const order: number[] = []
  let largestTable = 1
  let work = 0
  let width = 0
  const meet = (variables: Iterable<number>) => {
    let size = 1
    let count = -1
    for (const one of variables) {
      size *= cards[one]!
      count++
    }
    largestTable = Math.max(largestTable, size)
    work += size
    width = Math.max(width, count)
  }
  while (costs.size > 0) {
    const next = cheapest(costs)
    const around = near.get(next)!
    meet([next, ...around])
    order.push(next)
    costs.delete(next)
    for (const touched of removeNode(next, near))
      if (costs.has(touched)) costs.set(touched, costOf(touched, near, cards, criterion))
  }
  meet([...keep].filter((variable) => near.has(variable)))
  return { order, largestTable, work, width }
}

function interactionGraph(scopes: readonly ArrayLike<number>[]): Map<number, Set<number>> {
  const near = new Map<number, Set<number>>()
  for (const scope of scopes)
    for (let i = 0; i < scope.length; i++) {
      const a = scope[i]!
      const around = near.get(a) ?? new Set()
      near.set(a, around)
      for (let j = 0; j < scope.length; j++) if (j !== i) around.add(scope[j]!)
    }
  return near
}

function costOf(
  variable: number,
  near: ReadonlyMap<number, Set<number>>,
  cards: ArrayLike<number>,
  criterion: Criterion,
): number {
  const around = [...near.get(variable)!]
  if (criterion === 'weight') return around.reduce((size, one) => size * cards[one]!, cards[variable]!)
  let fill = 0
  for (let i = 0; i < around.length; i++) {
    const far = near.get(around[i]!)!
    for (let j = i + 1; j < around.length; j++)
      if (!far.has(around[j]!)) fill += cards[around[i]!]! * cards[around[j]!]!
  }
  return fill
}

/** Ties go to the smaller number, so that a plan does not depend on the order of insertion. */
function cheapest(costs: ReadonlyMap<number, number>): number {
  let best = -1
  let least = Infinity
  for (const [variable, cost] of costs)
    if (cost < least || (cost === least && variable < best)) {
      best = variable
      least = cost
    }
  return best
}

/** Joins the neighbours of a node to each other and takes it out. Returns the nodes whose cost may have changed. */
function removeNode(node: number, near: Map<number, Set<number>>): Set<number> {
  const around = [...near.get(node)!]
  const touched = new Set(around)
  near.delete(node)
  for (const one of around) near.get(one)!.delete(node)
  for (let i = 0; i < around.length; i++)
    for (let j = i + 1; j < around.length; j++) {
      const [a, b] = [around[i]!, around[j]!]
      if (near.get(a)!.has(b)) continue
      near.get(a)!.add(b)
      near.get(b)!.add(a)
      // A new edge closes a pair among the common neighbours of its ends.
      for (const common of near.get(a)!) if (near.get(b)!.has(common)) touched.add(common)
    }
  return touched
}
