/** Step 5: whether “because” may be said of a signal. Only where the threat’s effect on it is there and can be identified. */
import { LabError } from '@causerie/lab'
import { descendants, type Graph, identify, parseGraph, ScmError } from '@causerie/scm'
import type { Signal, Warning } from './warning.ts'

/**
 * By the graph where there is one: the threat has a directed path to the signal’s variable, and P(variable | do(threat)) is
 * identified from what is observed. Without a graph, as the signal declares. Throws `graph/…` for a graph that cannot be read.
 */
export function identifiableSignals({ graph, signals }: Warning): ReadonlySet<Signal> {
  if (!graph) return new Set(signals.filter(({ identifiable }) => identifiable))
  const parsed = readGraph(graph.text, graph.threat)
  const reached = new Set(descendants(parsed, [graph.threat]))
  return new Set(
    signals.filter(
      ({ variable }) =>
        variable !== undefined &&
        variable !== graph.threat &&
        reached.has(variable) &&
        identify(parsed, { treatment: graph.threat, outcome: variable }).identifiable,
    ),
  )
}

function readGraph(text: string, threat: string): Graph {
  try {
    const graph = parseGraph(text)
    if (!graph.nodes.includes(threat))
      throw new LabError('graph/threat', `The graph has no node ${threat}, which is named as the threat.`, {
        hint: `Its nodes are ${graph.nodes.slice(0, 12).join(', ')}.`,
      })
    return graph
  } catch (error) {
    if (!(error instanceof ScmError)) throw error
    throw new LabError('graph/unreadable', `The graph: ${error.message}`, {
      ...(error.hint === undefined ? {} : { hint: error.hint }),
      cause: error,
    })
  }
}
