/**
 * A structural causal model on a graph: a number is a linear function of its parents plus a residual of the training rows drawn
 * again; a column of levels has the observed shares under its parents (numbers in four quantile bins).
 * As released, residuals are U(0, 1) whatever they were and the intercept is not put back: `releasedStructural`.
 */
import { integer, type Random } from '@causerie/lab'
import { parentsOf, topologicalOrder } from '@causerie/scm'
import { isDiscrete, type Variable, type Variables } from '@causerie/scm/independence'
import { leastSquares } from '@causerie/scm/linear-algebra'
import { quantile } from '@causerie/scm/statistics'
import { conditionalOf } from './bayesNet.ts'
import type { Generator, Knowledge } from './generator.ts'

export const structural: Generator = {
  id: 'scm',
  label: 'SCM, residuals drawn again',
  fit: (train, knowledge) => fitted(train, knowledge, 'resampled'),
}

export const releasedStructural: Generator = {
  id: 'scm-released',
  label: 'SCM with U(0,1) residuals, as released',
  fit: (train, knowledge) => fitted(train, knowledge, 'uniform'),
}

type Mechanism = (drawn: ReadonlyMap<string, Variable>, rows: number, random: Random) => Variable

function fitted(
  train: Variables,
  { graph }: Knowledge,
  residuals: 'resampled' | 'uniform',
): (random: Random, rows: number) => Variables {
  const order = topologicalOrder(graph)
  const mechanisms = new Map(
    order.map((name) => [
      name,
      isDiscrete(train[name]!)
        ? shares(train, name, parentsOf(graph, name))
        : linear(train, name, parentsOf(graph, name), residuals),
    ]),
  )
  return (random, rows) => {
    const drawn = new Map<string, Variable>()
    for (const name of order) drawn.set(name, mechanisms.get(name)!(drawn, rows, random))
    return Object.fromEntries(Object.keys(train).map((name) => [name, drawn.get(name)!]))
  }
}

function linear(
  train: Variables,
  name: string,
  parents: readonly string[],
  residuals: 'resampled' | 'uniform',
): Mechanism {
  const y = train[name] as Float64Array
  const all = parents.flatMap((parent) => regressorsOf(train[parent]!, parent))
  const own = all.map(({ parent, of }) => of(train[parent]!))
  const { kept, coefficients } = regressed(own, y)
  const predictor = (columns: readonly Float64Array[], intercept: number) => (row: number) =>
    kept.reduce((sum, at, k) => sum + coefficients[k + 1]! * columns[at]![row]!, intercept)
  const known = predictor(own, coefficients[0]!)
  const left = y.map((value, row) => value - known(row))
  return (drawn, rows, random) => {
    const columns = all.map(({ parent, of }) => of(drawn.get(parent)!))
    const predicted = predictor(columns, residuals === 'resampled' ? coefficients[0]! : 0)
    const noise = residuals === 'resampled' ? () => left[integer(random, left.length)]! : random
    return Float64Array.from({ length: rows }, (_, row) => predicted(row) + noise())
  }
}

type Regressor = { parent: string; of: (variable: Variable) => Float64Array }

/** A number itself; indicators of all levels but the first. */
function regressorsOf(variable: Variable, parent: string): Regressor[] {
  if (!isDiscrete(variable)) return [{ parent, of: (column) => column as Float64Array }]
  return Array.from({ length: variable.levels - 1 }, (_, k) => ({
    parent,
    of: (column: Variable) =>
      Float64Array.from((column as Exclude<Variable, Float64Array>).codes, (code) => Number(code === k + 1)),
  }))
}

/** Least squares; columns that follow from others are left out. */
function regressed(columns: readonly Float64Array[], y: Float64Array): { kept: number[]; coefficients: Float64Array } {
  let kept = columns.map((_, at) => at)
  for (;;) {
    const found = leastSquares([new Float64Array(y.length).fill(1), ...kept.map((at) => columns[at]!)], y)
    if (found.rank === 'full') return { kept, coefficients: found.coefficients }
    const without = found.column - 1
    kept = kept.filter((_, at) => at !== without)
  }
}

function shares(train: Variables, name: string, parents: readonly string[]): Mechanism {
  const cuts = new Map(
    parents.map((parent) => [
      parent,
      isDiscrete(train[parent]!) ? [] : [0.25, 0.5, 0.75].map((p) => quantile(train[parent] as Float64Array, p)),
    ]),
  )
  const codesOf = (variable: Variable, parent: string): Exclude<Variable, Float64Array> =>
    isDiscrete(variable)
      ? variable
      : {
          levels: 4,
          codes: Int32Array.from(variable, (value) => cuts.get(parent)!.filter((cut) => value > cut).length),
        }
  const coded = {
    ...Object.fromEntries(parents.map((parent) => [parent, codesOf(train[parent]!, parent)])),
    [name]: train[name]!,
  }
  const { draw } = conditionalOf(coded, name, parents)
  const { levels } = train[name] as Exclude<Variable, Float64Array>
  return (drawn, rows, random) => {
    const given = parents.map((parent) => codesOf(drawn.get(parent)!, parent).codes)
    return {
      levels,
      codes: Int32Array.from({ length: rows }, (_, i) =>
        draw(
          given.map((codes) => codes[i]!),
          random,
        ),
      ),
    }
  }
}
