/** networkx's d-separation in a Python of this machine, timed inside Python by its own CPU time. */
import { execFileSync } from 'node:child_process'
import type { SeparationTask } from '../scm-graphs.ts'

const script = `
import json, sys, time
try:
    import networkx as nx
except ImportError:
    print(json.dumps({"version": None})); sys.exit()
separated = getattr(nx, "is_d_separator", None) or nx.d_separated
answers = []
for task in json.load(sys.stdin):
    graph = nx.DiGraph(); graph.add_nodes_from(task["nodes"]); graph.add_edges_from(task["edges"])
    queries = [({q["x"]}, {q["y"]}, set(q["given"])) for q in task["queries"]]
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        count = sum(separated(graph, x, y, given) for x, y, given in queries)
        best = min(best, time.process_time() - start)
    answers.append({"seconds": best, "separated": count})
print(json.dumps({"version": nx.__version__, "answers": answers}))
`

export type NetworkxAnswers = { version: string; answers: { seconds: number; separated: number }[] }

/** `undefined` when there is no Python with networkx. */
export function askNetworkx(tasks: readonly SeparationTask[]): NetworkxAnswers | undefined {
  const input = JSON.stringify(
    tasks.map(({ graph, queries }) => ({
      nodes: graph.nodes,
      edges: graph.edges.map(({ from, to }) => [from, to]),
      queries,
    })),
  )
  for (const python of ['/usr/bin/python3', 'python3']) {
    try {
      const reply = execFileSync(python, ['-c', script], {
        input,
        encoding: 'utf8',
        stdio: ['pipe', 'pipe', 'ignore'],
        maxBuffer: 1e8,
      })
      const found = JSON.parse(reply)
      if (found.version) return found
    } catch {
      // No such Python: try the next.
    }
  }
  return undefined
}
