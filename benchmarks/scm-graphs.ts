/** Separation queries and adjustment sets per second, beside dagitty [--dagitty FOLDER or DAGITTY] and networkx, in CPU time */
import {
  adjustmentSets,
  createGraph,
  directed,
  eachAdjustmentSet,
  formatGraph,
  type Graph,
  isSeparated,
  parseGraph,
  seededRandom,
} from '../packages/scm/src/index.ts'
import { machine, quantile, table } from './measuring/measure.ts'
import { type Dagitty, loadDagitty } from './peers/dagitty.ts'
import { askNetworkx } from './peers/networkx.ts'

export type SeparationTask = { graph: Graph; queries: { x: string; y: string; given: string[] }[] }

const repeats = 5
const rows: Record<string, string | number>[] = []

if (import.meta.main) {
  const option = process.argv.indexOf('--dagitty')
  const folder = option > 0 ? process.argv[option + 1] : process.env.DAGITTY
  const dagitty = folder ? loadDagitty(folder) : undefined
  console.log(machine())
  console.log(dagitty ? `dagitty from ${folder}` : 'dagitty: not measured; name a checkout by --dagitty FOLDER.')
  console.log('CPU time (user + system), median of 5 runs of the whole workload after one to warm up.\n')
  measureSeparation(dagitty)
  rows.length = 0
  measureAdjustment(dagitty)
}

function measureSeparation(dagitty: Dagitty | undefined): void {
  const sizes = [
    { nodes: 50, queries: 2000, target: 200_000 },
    { nodes: 500, queries: 500, target: 50_000 },
    { nodes: 5000, queries: 100, target: 5_000 },
  ]
  const tasks = sizes.map(({ nodes, queries }, i) => separationTask(nodes, queries, i + 1))
  const networkx = askNetworkx(tasks)
  console.log(networkx ? `networkx ${networkx.version}` : 'networkx: not measured; no Python here has it.')
  for (const [i, { graph, queries }] of tasks.entries()) {
    const count = () => queries.filter((query) => isSeparated(graph, query)).length
    const ours = queries.length / secondsOf(count, 20)
    const row: Record<string, string | number> = {
      'separation, nodes / edges': `${graph.nodes.length} / ${graph.edges.length}`,
      separated: count(),
      'ours /s': Math.round(ours),
      'target /s': sizes[i]!.target,
    }
    if (dagitty) Object.assign(row, besideDagitty(dagitty, graph, queries, ours, count()))
    const theirs = networkx?.answers[i]
    if (theirs) {
      if (theirs.separated !== count()) throw new Error(`networkx separates ${theirs.separated} pairs, we ${count()}`)
      row['networkx /s'] = Math.round(queries.length / theirs.seconds)
      row['× networkx'] = ours / (queries.length / theirs.seconds)
    }
    rows.push(row)
  }
  console.log(`\n${table(rows)}\n`)
}

function besideDagitty(
  dagitty: Dagitty,
  graph: Graph,
  queries: SeparationTask['queries'],
  ours: number,
  expected: number,
) {
  const their = dagitty.GraphParser.parseGuess(formatGraph(graph))
  const vertices = (names: string | string[]) => [names].flat().map((name) => their.getVertex(name))
  const asked = queries.map(({ x, y, given }) => [vertices(x), vertices(y), vertices(given)] as const)
  const count = () =>
    asked.filter(([x, y, z]) => !dagitty.GraphAnalyzer.dConnected(their, [...x], [...y], [...z])).length
  if (count() !== expected) throw new Error(`dagitty separates ${count()} pairs, we ${expected}`)
  const theirs = queries.length / secondsOf(count, 1)
  return { 'dagitty /s': Math.round(theirs), '× dagitty': ours / theirs }
}

function measureAdjustment(dagitty: Dagitty | undefined): void {
  const workloads: [string, Graph[], number][] = [
    ['30 DAGs, 20 nodes, degree 3', randomEffects(20, 3), 1000],
    ['30 DAGs, 50 nodes, degree 3', randomEffects(50, 3), 1000],
    ['30 DAGs, 20 nodes, degree 5', randomEffects(20, 5), 1000],
    ['30 DAGs, 50 nodes, degree 4', randomEffects(50, 4), 1000],
    ['4 paths × 4 nodes, all sets', [confoundingPaths(4, 4)], 1000],
    ['3 paths × 16 nodes, 1,000 sets', [confoundingPaths(3, 16)], 1000],
    ['8 paths × 6 nodes, 1,000 sets', [confoundingPaths(8, 6)], 1000],
  ]
  for (const [what, graphs, limit] of workloads) {
    const count = () => graphs.reduce((sum, graph) => sum + adjustmentSets(graph, { limit }).sets.length, 0)
    const ours = secondsOf(count, 1)
    const row: Record<string, string | number> = {
      'minimal adjustment sets': what,
      sets: count(),
      'ours ms': ours * 1000,
    }
    if (dagitty) {
      const texts = graphs.map((graph) => formatGraph(graph))
      // dagitty may write into the graph that it is asked about: each run gets its own, parsed before the clock starts.
      let parsed: unknown[] = []
      const prepare = () => {
        parsed = texts.map((text) => dagitty.GraphParser.parseGuess(text))
      }
      const list = () =>
        parsed.reduce(
          (sum: number, graph) => sum + dagitty.GraphAnalyzer.listMsasTotalEffect(graph, [], [], limit).length,
          0,
        )
      prepare()
      const theirCount = list()
      if (theirCount !== count()) throw new Error(`${what}: dagitty lists ${theirCount} sets, we ${count()}`)
      const theirs = secondsOf(list, 1, prepare)
      row['dagitty ms'] = theirs * 1000
      row['× dagitty'] = theirs / ours
    }
    rows.push(row)
  }
  console.log(`${table(rows)}\n`)
  const big = confoundingPaths(30, 5)
  const first = secondsOf(() => void eachAdjustmentSet(big).next(), 1)
  console.log(`First of 5³⁰ sets (30 paths × 5 nodes): ${(first * 1000).toFixed(2)} ms`)
  const text = formatGraph(separationTask(5000, 1, 3).graph)
  console.log(
    `Parsing the dagitty text of 5,000 nodes and 7,500 edges: ${(secondsOf(() => void parseGraph(text), 1) * 1000).toFixed(1)} ms`,
  )
}

/** A random DAG of average degree 3 and queries on single pairs with 0 to 10 given nodes. */
function separationTask(count: number, queries: number, seed: number): SeparationTask {
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

function randomEffects(nodes: number, degree: number): Graph[] {
  return Array.from({ length: 30 }, (_, seed) => {
    const graph = randomDag(nodes, degree, seededRandom(seed + 1))
    const roles = { treatment: [graph.nodes[Math.floor(nodes / 3)]!], outcome: [graph.nodes[nodes - 1]!] }
    return createGraph({ ...graph, roles })
  })
}

function randomDag(count: number, degree: number, random: () => number): Graph {
  const nodes = Array.from({ length: count }, (_, i) => `v${i}`)
  const pairs = new Set<string>()
  while (pairs.size < (count * degree) / 2) {
    const [a, b] = [Math.floor(random() * count), Math.floor(random() * count)]
    if (a !== b) pairs.add(`${Math.min(a, b)} ${Math.max(a, b)}`)
  }
  return createGraph({
    kind: 'dag',
    nodes,
    edges: [...pairs].map((pair) => directed(`v${pair.split(' ')[0]}`, `v${pair.split(' ')[1]}`)),
  })
}

/** x → y and `paths` paths x ← … → y of `length` inner nodes. */
function confoundingPaths(paths: number, length: number): Graph {
  const chains = Array.from({ length: paths }, (_, p) => {
    const inner = Array.from({ length }, (__, i) => `p${p}n${i}`)
    const turn = Math.ceil(length / 2)
    return `x <- ${inner.slice(0, turn).join(' <- ')} -> ${inner.slice(turn).join(' -> ')} -> y`
  })
  return parseGraph(`dag { x [exposure] y [outcome] x -> y ${chains.join('\n')} }`)
}

function secondsOf(work: () => unknown, times: number, before: () => void = () => {}): number {
  const measured: number[] = []
  for (let run = 0; run <= repeats; run++) {
    before()
    const start = process.cpuUsage()
    for (let i = 0; i < times; i++) work()
    const { user, system } = process.cpuUsage(start)
    if (run > 0) measured.push((user + system) / 1e6 / times)
  }
  return quantile(measured, 0.5)
}
