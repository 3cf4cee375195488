/** networkx's d-separation in a Python of this machine, timed inside Python by its own CPU time. */
import type { SeparationTask } from '../scm/separation.ts'
import { runPython } from './python.ts'

const script = `
import json, statistics, sys, time
try:
    import networkx as nx
except ImportError:
    print("null"); sys.exit()
separated = getattr(nx, "is_d_separator", None) or nx.d_separated
answers = []
for task in json.load(sys.stdin):
    graph = nx.DiGraph(); graph.add_nodes_from(task["nodes"]); graph.add_edges_from(task["edges"])
    queries = [({q["x"]}, {q["y"]}, set(q["given"])) for q in task["queries"]]
    seconds = []
    for _ in range(4):
        start = time.process_time()
        count = sum(separated(graph, x, y, given) for x, y, given in queries)
        seconds.append(time.process_time() - start)
    answers.append({"seconds": statistics.median(seconds[1:]), "separated": count})
print(json.dumps({"version": nx.__version__, "answers": answers}))
`

export type NetworkxAnswers = { version: string; answers: { seconds: number; separated: number }[] }

/** `undefined` when there is no Python with networkx. */
export function askNetworkx(tasks: readonly SeparationTask[], python?: string): NetworkxAnswers | undefined {
  const input = tasks.map(({ graph, queries }) => ({
    nodes: graph.nodes,
    edges: graph.edges.map(({ from, to }) => [from, to]),
    queries,
  }))
  return runPython<NetworkxAnswers>(script, input, python === undefined ? {} : { python })
}
