/** Identification: queries per second on random ADMGs of 10, 20, 40 and 100 nodes, and what the answers are. */
import {
  bidirected,
  createGraph,
  directed,
  type Edge,
  type Graph,
  type Identification,
  identify,
  identifyCounterfactual,
  toText,
} from '../../packages/scm/src/index.ts'
import { quantile, seeded, table } from '../measuring/measure.ts'

type Kind = { name: string; ask: (graph: Graph, names: string[]) => { identifiable: boolean; length: number } }

const kinds: Kind[] = [
  { name: 'P(y | do(x))', ask: (graph, [x, y]) => outcome(identify(graph, { treatment: x!, outcome: y! })) },
  {
    name: 'P(y, w | do(x, z))',
    ask: (graph, [x, y, z, w]) => outcome(identify(graph, { treatment: [x!, z!], outcome: [y!, w!] })),
  },
  {
    name: 'P(y | do(x), z)',
    ask: (graph, [x, y, z]) => outcome(identify(graph, { treatment: x!, outcome: y!, given: z! })),
  },
  {
    name: 'P(y_x | x′)',
    ask: (graph, [x, y]) => {
      const event = [{ variable: y!, value: 1, do: { [x!]: 1 } }]
      const found = identifyCounterfactual(
        graph,
        { event, given: [{ variable: x!, value: 0 }] },
        { from: 'observations' },
      )
      return { identifiable: found.identifiable, length: found.identifiable ? toText(found.estimand).length : 0 }
    },
  },
]

/** CPU seconds a row. */
const seconds = 1.5

/** Prints the table. */
export function measureIdentification(): void {
  const rows = [10, 20, 40, 100].flatMap((nodes) => kinds.map((kind) => measure(nodes, kind)))
  console.log('Identification: 100 random ADMGs a row, 1.5 arrows and 0.25 arcs per node, roles drawn at random;')
  console.log('the whole question, to the simplified estimand; p50 and p99 by the clock.')
  console.log('No peer runs here: y0 is Python, causaleffect R, and dagitty has no ID.\n')
  console.log(table(rows))
}

function measure(nodes: number, { name, ask }: Kind): Record<string, string | number> {
  const random = seeded(nodes)
  const tasks = Array.from({ length: 100 }, () => ({ graph: randomAdmg(nodes, random), names: draw(nodes, 4, random) }))
  for (const { graph, names } of tasks) ask(graph, names)
  const times: number[] = []
  let identified = 0
  let longest = 0
  const started = process.cpuUsage()
  const used = () => {
    const { user, system } = process.cpuUsage(started)
    return (user + system) / 1e6
  }
  let asked = 0
  while (used() < seconds)
    for (const { graph, names } of tasks) {
      const before = performance.now()
      const { identifiable, length } = ask(graph, names)
      times.push(performance.now() - before)
      if (asked++ < tasks.length && identifiable) identified++
      longest = Math.max(longest, length)
    }
  return {
    query: name,
    nodes,
    'queries/s': Math.round(asked / used()),
    'p50 ms': quantile(times, 0.5).toFixed(3),
    'p99 ms': quantile(times, 0.99).toFixed(3),
    'identified %': Math.round((100 * identified) / Math.min(asked, tasks.length)),
    'longest estimand': longest,
  }
}

function outcome(found: Identification) {
  return { identifiable: found.identifiable, length: found.identifiable ? toText(found.estimand).length : 0 }
}

function randomAdmg(count: number, random: () => number): Graph {
  const nodes = Array.from({ length: count }, (_, i) => `V${i}`)
  const edges: Edge[] = []
  for (let i = 0; i < count; i++)
    for (let j = i + 1; j < count; j++) {
      if (random() < 3 / (count - 1)) edges.push(directed(nodes[i]!, nodes[j]!))
      if (random() < 0.5 / (count - 1)) edges.push(bidirected(nodes[i]!, nodes[j]!))
    }
  return createGraph({ kind: 'admg', nodes, edges })
}

/** Different nodes; the first two in causal order, so that there is an effect to ask for. */
function draw(count: number, wanted: number, random: () => number): string[] {
  const drawn = new Set<number>()
  while (drawn.size < wanted) drawn.add(Math.floor(random() * count))
  const [a, b, ...rest] = [...drawn]
  return [Math.min(a!, b!), Math.max(a!, b!), ...rest].map((node) => `V${node}`)
}
