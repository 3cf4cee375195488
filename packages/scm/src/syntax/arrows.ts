/** Edges as they are written: `->`, `<->`, `o-@` … and what marks they mean. */
import type { Edge, Mark } from '../graph/graph.ts'

/** An arrow in any of the syntaxes at the start of a text; `o` and `@` are circles, one dash or more the line. */
const arrow = /^(?:(<|o|@)?(-{1,3})(>|o|@)?|(→|←|↔|⇄|—|–))/

const signs: Record<string, readonly [Mark, Mark]> = {
  '→': ['tail', 'arrow'],
  '←': ['arrow', 'tail'],
  '↔': ['arrow', 'arrow'],
  '⇄': ['arrow', 'arrow'],
  '—': ['tail', 'tail'],
  '–': ['tail', 'tail'],
}

export type Arrow = { length: number; fromMark: Mark; toMark: Mark }

/** The arrow with which `text` begins; a lone `-` is none. */
export function arrowAt(text: string): Arrow | undefined {
  const match = arrow.exec(text)
  if (!match) return undefined
  const [{ length }, left, dashes, right, sign] = match
  if (sign !== undefined) return { length, fromMark: signs[sign]![0], toMark: signs[sign]![1] }
  if (dashes === '-' && left === undefined && right === undefined) return undefined
  return { length, fromMark: markOf(left), toMark: markOf(right) }
}

/** An edge with its marks written by `tail`, `arrow` and `circle` signs around a dash, e.g. `@->`. */
export function writtenArrow({ fromMark, toMark }: Pick<Edge, 'fromMark' | 'toMark'>, circle: string): string {
  const left = { tail: '-', arrow: '<', circle }[fromMark]
  const right = { tail: '-', arrow: '>', circle }[toMark]
  return `${left}-${right}`
}

function markOf(sign: string | undefined): Mark {
  return sign === undefined ? 'tail' : sign === '<' || sign === '>' ? 'arrow' : 'circle'
}
