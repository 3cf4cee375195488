/** The tree of largest total mutual information (Chow & Liu 1968): the likeliest tree-shaped Bayesian network. */
import { ScmError } from '../errors.ts'
import { createGraph, directed, type Edge, type Graph } from '../graph/graph.ts'
import { isDiscrete, requireVariables, type Variables } from '../independence/variable.ts'

/** Edges point away from `root`, the first column unless given. Throws `independence/kind` for columns of numbers. */
export function chowLiu(variables: Variables, { root }: { root?: string } = {}): Graph {
  const n = requireVariables(variables)
  const names = Object.keys(variables)
  const first = root ?? names[0]!
  if (!names.includes(first)) throw new ScmError('independence/unknown', `There is no column “${first}”.`)
  const information = (a: string, b: string) => mutualInformation(variables, a, b, n)
  const reached = new Map(
    names.filter((name) => name !== first).map((name) => [name, { from: first, gain: information(first, name) }]),
  )
  const edges: Edge[] = []
  while (reached.size > 0) {
    const [next, { from }] = [...reached].reduce((a, b) => (b[1].gain > a[1].gain ? b : a))
    edges.push(directed(from, next))
    reached.delete(next)
    for (const [name, best] of reached) {
      const gain = information(next, name)
      if (gain > best.gain) reached.set(name, { from: next, gain })
    }
  }
  return createGraph({ kind: 'dag', nodes: names, edges })
}

/** In nats, of the observed shares. */
function mutualInformation(variables: Variables, a: string, b: string, n: number): number {
  const [x, y] = [codesOf(a, variables), codesOf(b, variables)]
  const joint = new Float64Array(x.levels * y.levels)
  const [rows, columns] = [new Float64Array(x.levels), new Float64Array(y.levels)]
  for (let i = 0; i < n; i++) {
    joint[x.codes[i]! * y.levels + y.codes[i]!]!++
    rows[x.codes[i]!]!++
    columns[y.codes[i]!]!++
  }
  return joint.reduce((sum, count, at) => {
    if (count === 0) return sum
    return sum + (count / n) * Math.log((count * n) / (rows[Math.floor(at / y.levels)]! * columns[at % y.levels]!))
  }, 0)
}

function codesOf(name: string, variables: Variables) {
  const variable = variables[name]!
  if (isDiscrete(variable)) return variable
  throw new ScmError('independence/kind', `“${name}” holds numbers; a Chow–Liu tree is of levels.`, {
    hint: 'Bin the numbers first.',
  })
}
