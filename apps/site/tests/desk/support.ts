/** Desks for tests: random graphs with roles and places, drafts of models, questions. */
import { createGraph, type Graph, type GraphKind, seededRandom } from '@causerie/scm'
import { causeDefinitions, type Desk, noQuestions, type Setting } from '../../src/routes/desk/state/desk.ts'
import { addEdge, addNode, type EdgeForm, formsOf, roleNames, toggleRole } from '../../src/routes/desk/state/edits.ts'
import { canHaveModel, startModel } from '../../src/routes/desk/state/modelDraft.ts'

const names = ['X', 'Y', 'a b', 'ß→', '"quoted"', 'Z_1', '<b>', 'constructor', 'U', '雨']
const kinds: readonly GraphKind[] = ['dag', 'admg', 'cpdag', 'mag', 'pag', 'cyclic']

/** Drawn as a hand would: nodes, then edges one after the other, those that are refused left out; then roles. */
export function randomGraph(seed: number, kind?: GraphKind): Graph {
  const random = seededRandom(seed)
  const any = <T>(items: readonly T[]) => items[Math.floor(random() * items.length)]!
  let graph = createGraph({ kind: kind ?? any(kinds) })
  const count = 1 + Math.floor(random() * 7)
  for (const name of names.slice(0, count))
    graph = addNode(graph, { name, at: { x: Math.round(random() * 900 - 200), y: Math.round(random() * 700) } }).graph
  for (let i = 0; i < count * 2; i++) {
    const [from, to] = [any(graph.nodes), any(graph.nodes)]
    graph = orSame(graph, () => addEdge(graph, from, to, any<EdgeForm>(formsOf(graph.kind))))
  }
  for (const name of graph.nodes) if (random() < 0.4) graph = toggleRole(graph, name, any(roleNames))
  return graph
}

export function randomDesk(seed: number): Desk {
  const random = seededRandom(seed + 1)
  const graph = randomGraph(seed)
  const setting = (): Setting =>
    Object.fromEntries(graph.nodes.filter(() => random() < 0.3).map((name) => [name, Math.floor(random() * 2)]))
  const kind = random() < 0.5 ? 'finite' : 'linear'
  const model = canHaveModel(graph) && random() < 0.7 ? startModel(graph, { kind, seed }) : undefined
  return {
    graph,
    ...(model ? { model } : {}),
    ask: {
      ...noQuestions,
      whatIf: { do: setting(), given: setting(), of: graph.nodes[0]! },
      wouldHaveBeen: { evidence: setting(), do: setting(), of: graph.nodes.at(-1)! },
      cause: {
        context: { 'U_a b': 1 },
        cause: setting(),
        effect: setting(),
        definition: causeDefinitions[Math.floor(random() * 5)]!,
      },
    },
  }
}

function orSame(graph: Graph, change: () => Graph): Graph {
  try {
    return change()
  } catch {
    return graph
  }
}
