/** The graph as text beside the picture: what was typed becomes a graph or a fault with its place; a drawing becomes text. */
import { formatGraph, type Graph, parseGraph, type ReadableSyntax, ScmError } from '@causerie/scm'
import { placed, withPlaces } from './places.ts'

export type Fault = { message: string; hint?: string; line?: number; column?: number }

export type Reading = { graph: Graph } | { fault: Fault }

/** Most text that is read: beyond it a browser tab is the wrong place. */
const longest = 2_000_000

/** `before` is the graph in the picture: nodes keep their places. */
export function readGraph(text: string, { syntax, before }: { syntax?: ReadableSyntax; before?: Graph } = {}): Reading {
  if (text.length > longest)
    return {
      fault: {
        message: `This text has ${text.length} letters; the desk reads up to ${longest}.`,
        hint: 'Take a part of the graph.',
      },
    }
  try {
    return { graph: placed(parseGraph(text, syntax ? { syntax } : {}), before?.positions) }
  } catch (error) {
    return { fault: faultOf(error) }
  }
}

/** dagitty text without places, which would only be noise to a reader. */
export function writeGraph(graph: Graph): string {
  return formatGraph(withPlaces(graph, new Map()), 'dagitty')
}

/** An expected fault in words; anything else is a fault of the desk and is thrown on. */
export function faultOf(error: unknown): Fault {
  if (!(error instanceof ScmError)) throw error
  const { line, column } = (error.details ?? {}) as { line?: number; column?: number }
  return {
    message: error.message,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
    ...(typeof line === 'number' ? { line } : {}),
    ...(typeof column === 'number' ? { column } : {}),
  }
}

/** The line in which a fault is, parted at its column. */
export function faultyLine(text: string, { line, column }: Fault): { before: string; after: string } | undefined {
  if (line === undefined || column === undefined) return undefined
  const found = text.split('\n')[line - 1]
  return found === undefined ? undefined : { before: found.slice(0, column - 1), after: found.slice(column - 1) }
}

/** Where in the whole text a fault is. */
export function faultOffset(text: string, { line = 1, column = 1 }: Fault): number {
  const before = text.split('\n').slice(0, line - 1)
  return before.reduce((sum, each) => sum + each.length + 1, 0) + column - 1
}
