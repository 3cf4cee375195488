/** The graph in every form in which it can be taken away. */
import { formatGraph, type Graph, type WritableSyntax } from '@causerie/scm'
import { svgFile } from '../drawing/svgFile.ts'
import type { DeskPaths } from '../questions/paths.ts'
import { placed, withPlaces } from './places.ts'
import { type Fault, faultOf } from './text.ts'

export type ExportForm = WritableSyntax | 'svg'

export const exportForms: readonly { id: ExportForm; label: string; suffix: string; type: string }[] = [
  { id: 'dagitty', label: 'dagitty', suffix: 'txt', type: 'text/plain' },
  { id: 'dot', label: 'DOT (Graphviz)', suffix: 'dot', type: 'text/vnd.graphviz' },
  { id: 'tikz', label: 'LaTeX (TikZ)', suffix: 'tex', type: 'application/x-tex' },
  { id: 'svg', label: 'SVG picture', suffix: 'svg', type: 'image/svg+xml' },
  { id: 'lavaan', label: 'lavaan', suffix: 'lav', type: 'text/plain' },
  { id: 'tetrad', label: 'Tetrad', suffix: 'txt', type: 'text/plain' },
  { id: 'bif', label: 'BIF (structure)', suffix: 'bif', type: 'text/plain' },
  { id: 'bnlearn', label: 'bnlearn', suffix: 'txt', type: 'text/plain' },
  { id: 'graphml', label: 'GraphML', suffix: 'graphml', type: 'application/xml' },
  { id: 'edges', label: 'edge list', suffix: 'txt', type: 'text/plain' },
]

/** Points of the picture to one centimetre of TikZ. */
const pointsPerCentimetre = 60

export function graphText(
  graph: Graph,
  form: ExportForm,
  paths?: DeskPaths,
): { text: string; suffix: string; type: string } | { fault: Fault } {
  const { suffix, type } = exportForms.find(({ id }) => id === form)!
  try {
    if (form === 'svg') return { text: svgFile(placed(graph), paths), suffix, type }
    return { text: formatGraph(form === 'tikz' ? inCentimetres(graph) : graph, form), suffix, type }
  } catch (error) {
    return { fault: faultOf(error) }
  }
}

function inCentimetres(graph: Graph): Graph {
  const scaled = [...graph.positions].map(
    ([name, { x, y }]) => [name, { x: x / pointsPerCentimetre, y: y / pointsPerCentimetre }] as const,
  )
  return withPlaces(graph, new Map(scaled))
}
