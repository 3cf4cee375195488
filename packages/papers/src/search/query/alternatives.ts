/**
 * A paper has one venue and one year: `venue:icml venue:iclr` and `year:2020 year:2022` side by side are alternatives.
 * Ranges of years narrow each other, and other fields must all hold.
 */
import type { FieldNode, QueryNode } from './ast.ts'

/** What stands side by side, with such fields made one. */
export function withAlternatives(nodes: readonly QueryNode[]): QueryNode[] {
  const merged: QueryNode[] = []
  const first = new Map<string, FieldNode>()
  for (const node of nodes) {
    if (node.kind !== 'field' || !isExclusive(node)) merged.push(node)
    else {
      const earlier = first.get(node.field)
      if (earlier) earlier.values = [...earlier.values, ...node.values]
      else {
        const copy = { ...node }
        first.set(node.field, copy)
        merged.push(copy)
      }
    }
  }
  return merged
}

function isExclusive({ field, values }: FieldNode): boolean {
  return field === 'venue' || (field === 'year' && values.every(({ text }) => /^\d+$/.test(text)))
}
