/** Open and blocked paths between treatment and outcome, with what opens or blocks each in words. */
import { type ExplainedPath, type Graph, openPaths, type PathStep, pathsBetween } from '@causerie/scm'
import { listed, requireEffect } from './effect.ts'
import type { Limits } from './kinds.ts'

export type DeskPath = Pick<ExplainedPath, 'nodes' | 'edges' | 'isOpen' | 'isCausal'> & {
  /** X ← A → M ← B → Y */
  written: string
  reason: string
}

export type DeskPaths = {
  causal: DeskPath[]
  biasing: DeskPath[]
  blocked: DeskPath[]
  /** Whether these are all the paths there are. */
  complete: boolean
  given: string[]
}

/** Open ones are searched for on their own, so that a crowd of blocked paths cannot hide them. */
export function askPaths(graph: Graph, { paths: limit }: Pick<Limits, 'paths'>): DeskPaths {
  const { treatment: x, outcome: y } = requireEffect(graph)
  const given = [...graph.roles.adjusted, ...graph.roles.selected]
  const all = pathsBetween(graph, { x, y, given, limit, maxSteps: 100_000 })
  const open = all.complete ? undefined : openPaths(graph, { x, y, given, limit, maxSteps: 100_000 })
  const shown = all.paths.map(deskPath)
  const known = new Set(shown.map(pathKey))
  for (const path of open?.paths ?? []) {
    const found = explained(graph, path.edges, given)
    if (found && !known.has(pathKey(found))) shown.push(found)
  }
  return {
    causal: shown.filter(({ isOpen, isCausal }) => isOpen && isCausal),
    biasing: shown.filter(({ isOpen, isCausal }) => isOpen && !isCausal),
    blocked: shown.filter(({ isOpen }) => !isOpen),
    complete: all.complete || (open?.complete === true && all.paths.length < limit),
    given,
  }
}

function pathKey({ edges }: Pick<DeskPath, 'edges'>): string {
  return writtenPath(edges)
}

/** A path that was found open: the same with its reasons, by asking for the paths of its own edges alone. */
function explained(graph: Graph, edges: ExplainedPath['edges'], given: readonly string[]): DeskPath | undefined {
  const isCausal = edges.every(({ fromMark, toMark }) => fromMark === 'tail' && toMark === 'arrow')
  const nodes = [edges[0]!.from, ...edges.map(({ to }) => to)]
  const colliders = edges
    .slice(1)
    .flatMap((edge, i) => (edges[i]!.toMark === 'arrow' && edge.fromMark === 'arrow' ? [edge.from] : []))
  const steps = colliders.map(
    (node): PathStep => ({ node, kind: 'collider', passes: true, ...(given.includes(node) ? { by: node } : {}) }),
  )
  if (!graph.index.has(nodes[0]!)) return undefined
  return deskPath({ nodes, edges: [...edges], steps, isOpen: true, isCausal })
}

function deskPath({ nodes, edges, steps, isOpen, isCausal }: ExplainedPath): DeskPath {
  return {
    nodes,
    edges,
    isOpen,
    isCausal,
    written: shortened(edges),
    reason: reasonOf(nodes, steps, isOpen, isCausal),
  }
}

export function writtenPath(edges: ExplainedPath['edges']): string {
  const arrows: Record<string, string> = {
    'tail arrow': '→',
    'arrow tail': '←',
    'arrow arrow': '↔',
    'tail tail': '—',
    'circle arrow': 'o→',
    'arrow circle': '←o',
    'circle circle': 'o–o',
    'circle tail': 'o–',
    'tail circle': '–o',
  }
  return edges.reduce(
    (text, { to, fromMark, toMark }) => `${text} ${arrows[`${fromMark} ${toMark}`]} ${to}`,
    edges[0]!.from,
  )
}

/** Of a long path its beginning and end. */
function shortened(edges: ExplainedPath['edges']): string {
  if (edges.length <= 14) return writtenPath(edges)
  return `${writtenPath(edges.slice(0, 6))} … ${edges.length - 11} nodes … ${writtenPath(edges.slice(-5))}`
}

/** What decides: of a blocked path everything that blocks it, of an open one the colliders that are opened. */
function reasonOf(nodes: readonly string[], steps: readonly PathStep[], isOpen: boolean, isCausal: boolean): string {
  if (isOpen) {
    const opened = steps.filter(({ kind }) => kind === 'collider')
    if (opened.length > 0) return `Opened at ${opened.map(openedBy).join('; ')}.`
    const inner = nodes.slice(1, -1)
    if (isCausal || inner.length === 0) return ''
    if (inner.length > 8) return `Nothing blocks it: none of its ${inner.length} inner nodes is conditioned on.`
    if (inner.length === 1) return `Nothing blocks it: ${inner[0]} is not conditioned on.`
    return `Nothing blocks it: ${inner.length === 2 ? `neither ${inner[0]} nor ${inner[1]}` : `none of ${listed(inner)}`} is conditioned on.`
  }
  const blocking = steps.filter(({ passes }) => !passes)
  const conditioned = blocking.filter(({ kind }) => kind !== 'collider').map(({ node }) => node)
  const colliders = blocking.filter(({ kind }) => kind === 'collider').map(({ node }) => node)
  const parts = [
    ...(conditioned.length > 0 ? [`conditioning on ${listed(conditioned)}`] : []),
    ...(colliders.length > 0
      ? [`the collider${colliders.length > 1 ? 's' : ''} ${listed(colliders)}, of which nothing is known`]
      : []),
  ]
  return parts.length > 0 ? `Blocked by ${parts.join(', and by ')}.` : 'Blocked: an end of it is conditioned on.'
}

function openedBy({ node, by }: PathStep): string {
  if (by === undefined) return `the collider ${node}, through what depends on it`
  return by === node
    ? `the collider ${node}, which is conditioned on`
    : `the collider ${node}, through its descendant ${by}`
}
