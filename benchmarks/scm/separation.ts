/** d-separation: queries per second on sparse random DAGs, average degree 3, one pair and 0 to 10 given nodes a query. */
import { formatGraph, type Graph, isSeparated, seededRandom } from '../../packages/scm/src/index.ts'
import { secondsOf } from '../measuring/cpuTime.ts'
import { table } from '../measuring/measure.ts'
import type { Dagitty } from '../peers/dagitty.ts'
import { askNetworkx } from '../peers/networkx.ts'
import { randomDag } from './graphs.ts'

export type SeparationTask = { graph: Graph; queries: { x: string; y: string; given: string[] }[] }

const sizes = [
  { nodes: 50, queries: 2000, target: 200_000 },
  { nodes: 500, queries: 500, target: 50_000 },
  { nodes: 5000, queries: 100, target: 5_000 },
]

/** Prints the table. Throws when a peer counts other pairs as separated than we do. */
export function measureSeparation({ dagitty, python }: { dagitty?: Dagitty; python?: string }): void {
  const tasks = sizes.map(({ nodes, queries }, i) => separationTask(nodes, queries, i + 1))
  const networkx = askNetworkx(tasks, python)
  console.log(networkx ? `networkx ${networkx.version}` : 'networkx: not measured; no Python here has it.')
  const rows = tasks.map((task, i) => {
    const { graph, queries } = task
    const count = () => queries.filter((query) => isSeparated(graph, query)).length
    const ours = queries.length / secondsOf(count, 20)
    const row: Record<string, string | number> = {
      'separation, nodes / edges': `${graph.nodes.length} / ${graph.edges.length}`,
      separated: count(),
      'ours /s': Math.round(ours),
      'target /s': sizes[i]!.target,
    }
    if (dagitty) Object.assign(row, besideDagitty(dagitty, task, ours, count()))
    const theirs = networkx?.answers[i]
    if (theirs) {
      if (theirs.separated !== count()) throw new Error(`networkx separates ${theirs.separated} pairs, we ${count()}`)
      row['networkx /s'] = Math.round(queries.length / theirs.seconds)
      row['× networkx'] = ours / (queries.length / theirs.seconds)
    }
    return row
  })
  console.log(`\n${table(rows)}\n`)
}

function besideDagitty(dagitty: Dagitty, { graph, queries }: SeparationTask, ours: number, expected: number) {
  const their = dagitty.GraphParser.parseGuess(formatGraph(graph))
  const vertices = (names: string | string[]) => [names].flat().map((name) => their.getVertex(name))
  const asked = queries.map(({ x, y, given }) => [vertices(x), vertices(y), vertices(given)] as const)
  const count = () =>
    asked.filter(([x, y, z]) => !dagitty.GraphAnalyzer.dConnected(their, [...x], [...y], [...z])).length
  if (count() !== expected) throw new Error(`dagitty separates ${count()} pairs, we ${expected}`)
  const theirs = queries.length / secondsOf(count)
  return { 'dagitty /s': Math.round(theirs), '× dagitty': ours / theirs }
}

export function separationTask(count: number, queries: number, seed: number): SeparationTask {
  const random = seededRandom(seed)
  const graph = randomDag(count, 3, random)
  const pick = () => graph.nodes[Math.floor(random() * count)]!
  return {
    graph,
    queries: Array.from({ length: queries }, () => {
      const x = pick()
      let y = pick()
      while (y === x) y = pick()
      const given = new Set(Array.from({ length: Math.floor(random() * 11) }, pick))
      given.delete(x)
      given.delete(y)
      return { x, y, given: [...given] }
    }),
  }
}
