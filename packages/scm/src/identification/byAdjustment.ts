/** The adjustment formula Σ_z P(y | x, z) P(z), where the graph has an adjustment set (Shpitser, VanderWeele & Robins 2010). */
import { adjustmentSets } from '../adjustment/adjustmentSets.ts'
import { distributionOf, type Expression, product, sum, type Term, term } from '../expression/expression.ts'
import { withRoles } from '../graph/changes.ts'
import type { Graph } from '../graph/graph.ts'
import { type Names, namesOf } from '../graph/names.ts'
import type { Step } from './steps.ts'

export type Adjusted = { readonly expression: Expression; readonly steps: readonly Step[] }

/** Minimal sets looked at for a smallest one. */
const mostSets = 32

export function byAdjustment(
  graph: Graph,
  { treatment, outcome, given }: { treatment?: Names; outcome: Names; given?: Names },
): Adjusted | undefined {
  if (namesOf(treatment).length === 0 || namesOf(given).length > 0) return undefined
  const bare = withRoles(graph, { treatment: [], outcome: [], adjusted: [], selected: [] })
  const { sets } = adjustmentSets(bare, { treatment: treatment!, outcome, limit: mostSets })
  const [set] = sets
  if (set === undefined) return undefined
  const [x, y, z] = [namesOf(treatment), namesOf(outcome), set].map((names) =>
    [...new Set(names)].map((name) => term(name)),
  )
  return {
    expression: adjustmentFormula(x!, y!, z!),
    steps: [{ line: 'adjustment', outcome: namesOf(outcome), treatment: namesOf(treatment), nodes: set }],
  }
}

function adjustmentFormula(x: readonly Term[], y: readonly Term[], z: readonly Term[]): Expression {
  return sum(z, product([distributionOf(y, { given: [...x, ...z] }), distributionOf(z)]))
}
