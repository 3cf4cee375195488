/**
 * Bayesian networks over coded columns: a Chow–Liu tree, or hill climbing with the K2 score and at most four parents. Numbers
 * are coded by at most ten clusters (one-dimensional k-means) and come back as a training value of their cluster.
 */
import { integer, type Random } from '@causerie/lab'
import { type Graph, parentsOf, topologicalOrder } from '@causerie/scm'
import { chowLiu, hillClimb } from '@causerie/scm/discovery'
import { isDiscrete, type Variable, type Variables } from '@causerie/scm/independence'
import { quantile } from '@causerie/scm/statistics'
import { rowsIn } from '../rows.ts'
import type { Generator } from './generator.ts'

type Coded = Exclude<Variable, Float64Array>

export const chowLiuNet: Generator = {
  id: 'chow-liu',
  label: 'Chow–Liu tree',
  fit: (train) => fitted(train, (coded) => chowLiu(coded)),
}

export const hillClimbNet: Generator = {
  id: 'hill-climb',
  label: 'Hill-climbed Bayes net',
  fit: (train) => fitted(train, (coded) => hillClimb(coded, { score: 'k2', mostParents: 4 }).graph),
}

function fitted(train: Variables, learn: (coded: Variables) => Graph): (random: Random, rows: number) => Variables {
  const codings = Object.fromEntries(Object.entries(train).map(([name, variable]) => [name, codingOf(variable)]))
  const coded = Object.fromEntries(Object.entries(codings).map(([name, { codes }]) => [name, codes]))
  const graph = learn(coded)
  const order = topologicalOrder(graph)
  const tables = new Map(order.map((name) => [name, conditionalOf(coded, name, parentsOf(graph, name))]))
  return (random, rows) => {
    const drawn = new Map<string, Int32Array>()
    for (const name of order) {
      const { parents, draw } = tables.get(name)!
      drawn.set(
        name,
        Int32Array.from({ length: rows }, (_, i) =>
          draw(
            parents.map((parent) => drawn.get(parent)![i]!),
            random,
          ),
        ),
      )
    }
    return Object.fromEntries(Object.keys(train).map((name) => [name, codings[name]!.decode(drawn.get(name)!, random)]))
  }
}

/** The observed shares of a column under each setting of its parents; a setting that never occurred takes the marginal ones. */
export function conditionalOf(coded: Variables, name: string, parents: readonly string[]) {
  const own = coded[name] as Coded
  const given = parents.map((parent) => coded[parent] as Coded)
  const rowsBy = new Map<string, number[]>()
  for (let row = 0; row < rowsIn(coded); row++) {
    const key = given.map(({ codes }) => codes[row]).join()
    const rows = rowsBy.get(key) ?? []
    rows.push(own.codes[row]!)
    rowsBy.set(key, rows)
  }
  return {
    parents,
    draw: (setting: readonly number[], random: Random) => {
      const seen = rowsBy.get(setting.join()) ?? own.codes
      return seen[integer(random, seen.length)]!
    },
  }
}

function codingOf(variable: Variable): { codes: Coded; decode: (codes: Int32Array, random: Random) => Variable } {
  if (isDiscrete(variable)) return { codes: variable, decode: (codes) => ({ levels: variable.levels, codes }) }
  const codes = clusters(variable, 10)
  const members = Array.from({ length: codes.levels }, () => [] as number[])
  for (const [row, code] of codes.codes.entries()) members[code]!.push(variable[row]!)
  return {
    codes,
    decode: (drawn, random) =>
      Float64Array.from(drawn, (code) => members[code]![integer(random, members[code]!.length)]!),
  }
}

/** One-dimensional k-means from the quantiles; empty clusters vanish. */
export function clusters(values: Float64Array, most: number): Coded {
  let centres = [...new Set(Array.from({ length: most }, (_, k) => quantile(values, (k + 0.5) / most)))]
  let codes = new Int32Array(values.length)
  for (let step = 0; step < 50; step++) {
    const next = Int32Array.from(values, (value) => {
      let best = 0
      for (let k = 1; k < centres.length; k++)
        if (Math.abs(value - centres[k]!) < Math.abs(value - centres[best]!)) best = k
      return best
    })
    const isSame = step > 0 && next.every((code, i) => code === codes[i])
    codes = next
    if (isSame) break
    centres = centres.map((centre, k) => {
      let [sum, count] = [0, 0]
      for (let i = 0; i < values.length; i++) if (codes[i] === k) [sum, count] = [sum + values[i]!, count + 1]
      return count === 0 ? centre : sum / count
    })
  }
  const used = [...new Set(codes)].sort((a, b) => a - b)
  return { levels: used.length, codes: codes.map((code) => used.indexOf(code)) }
}
