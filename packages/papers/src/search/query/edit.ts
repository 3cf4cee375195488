/** Adds and removes conditions of a query, as the links beside an answer do. */
import { slugOf } from '../../intake/slug.ts'
import { conjuncts, joined, type QueryNode } from './ast.ts'
import type { FieldName } from './fields.ts'
import { formatQuery } from './format.ts'
import { parseQuery } from './query.ts'

export type Condition = { field: FieldName; value: string }

/** Whether a condition holds for the whole query. */
export function hasCondition(ast: QueryNode | undefined, condition: Condition): boolean {
  return conjuncts(ast).some((node) => isCondition(node, condition))
}

/** The query with one more condition. */
export function withCondition(ast: QueryNode | undefined, { field, value }: Condition): QueryNode {
  const place = { start: 0, end: 0 }
  const text = value
    .replace(/["“”„«»‹›「」『』]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  return joined('and', [...(ast ? [ast] : []), { kind: 'field', field, values: [{ text, ...place }], ...place }])!
}

/** The query without a condition; where the condition is one of several alternatives, without that alternative. */
export function withoutCondition(ast: QueryNode | undefined, condition: Condition): QueryNode | undefined {
  return joined(
    'and',
    conjuncts(ast).flatMap((node) => (isCondition(node, condition) ? withoutValue(node, condition) : [node])),
  )
}

/** The query's text with a condition added where it is missing and taken out where it is there. */
export function toggled(text: string, condition: Condition): { text: string; active: boolean } {
  const { ast } = parseQuery(text)
  const active = hasCondition(ast, condition)
  return { text: formatQuery(active ? withoutCondition(ast, condition) : withCondition(ast, condition)), active }
}

function isCondition(node: QueryNode, { field, value }: Condition): boolean {
  return node.kind === 'field' && node.field === field && node.values.some(({ text }) => same(text, value))
}

function withoutValue(node: QueryNode, { value }: Condition): QueryNode[] {
  if (node.kind !== 'field') return [node]
  const values = node.values.filter(({ text }) => !same(text, value))
  return values.length === 0 ? [] : [{ ...node, values }]
}

/** "Causal discovery", "causal discovery" and the slug of either are one. */
function same(a: string, b: string): boolean {
  return slugOf(a) === slugOf(b)
}
