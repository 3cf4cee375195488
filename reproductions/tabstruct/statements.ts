/**
 * What a graph says about independence, and how a table is held to it (the structural axis).
 *
 * For every pair without an edge a smallest separating set S: x ⫫ y | S, labelled independent. If S is not empty, the same
 * without its first member, when that no longer separates: dependent. Every pair with an edge: dependent, given nothing.
 * All graphs of one class share these labels. κ is the share of independent statements that a test does not reject, η the
 * share of dependent ones that it does, and the score is their mean.
 */
import { type Graph, isSeparated, separatingSet } from '@causerie/scm'
import type { IndependenceTest, TestResult } from '@causerie/scm/independence'
import { auc } from '@causerie/scm/statistics'

export type Statement = {
  x: string
  y: string
  given: readonly string[]
  label: 'independent' | 'dependent'
  adjacent: boolean
}

export function statementsOf(graph: Graph): Statement[] {
  return pairs(graph.nodes).flatMap(([x, y]): Statement[] => {
    const given = isAdjacent(graph, x, y) ? undefined : separatingSet(graph, { x, y, costs: {} })
    if (given === undefined) return [{ x, y, given: [], label: 'dependent', adjacent: true }]
    const less = given.slice(1)
    return [
      { x, y, given, label: 'independent', adjacent: false },
      ...(given.length > 0 && !isSeparated(graph, { x, y, given: less })
        ? [{ x, y, given: less, label: 'dependent' as const, adjacent: false }]
        : []),
    ]
  })
}

/** Those that the prediction target takes part in. */
export function localStatements(statements: readonly Statement[], target: string): Statement[] {
  return statements.filter(({ x, y }) => x === target || y === target)
}

function isAdjacent({ edges }: Graph, x: string, y: string): boolean {
  return edges.some(({ from, to }) => (from === x && to === y) || (from === y && to === x))
}

function pairs(names: readonly string[]): [string, string][] {
  return names.flatMap((x, i) => names.slice(i + 1).map((y): [string, string] => [x, y]))
}

export type Tested = { statement: Statement; result: TestResult; testable: boolean; rejected: boolean; agrees: boolean }

export type StructureScore = {
  /** Keep rate; undefined when no independent statement could be tested. */
  kappa: number | undefined
  /** Hit rate. */
  eta: number | undefined
  /** ½(κ + η). */
  ci: number | undefined
  /** Of the p-value as a score for “independent”: the forerunner's measure, without an α. */
  auc: number | undefined
  tested: readonly Tested[]
  untestable: number
}

/** Sets of more than five columns, and results that call themselves unreliable, are left out of both rates. */
export function scoreStructure(
  test: IndependenceTest,
  statements: readonly Statement[],
  alpha: number,
): StructureScore {
  const tested = statements.map((statement): Tested => {
    const { x, y, given, label } = statement
    const result: TestResult =
      given.length > 5
        ? { statistic: 0, pValue: 1, n: 0, reliable: false, reason: 'more than five columns are given' }
        : test.test(x, y, given)
    const rejected = result.pValue <= alpha
    return { statement, result, testable: result.reliable, rejected, agrees: rejected === (label === 'dependent') }
  })
  const used = tested.filter(({ testable }) => testable)
  const share = (label: Statement['label']) => {
    const own = used.filter(({ statement }) => statement.label === label)
    return own.length === 0 ? undefined : own.filter(({ agrees }) => agrees).length / own.length
  }
  const [kappa, eta] = [share('independent'), share('dependent')]
  const both = kappa !== undefined && eta !== undefined
  return {
    kappa,
    eta,
    ci: both ? (kappa + eta) / 2 : undefined,
    auc: both
      ? auc(
          used.map(({ result }) => result.pValue),
          used.map(({ statement }) => statement.label === 'independent'),
        )
      : undefined,
    tested,
    untestable: tested.length - used.length,
  }
}
