/** What a query says, as a tree. Positions are UTF-16 offsets into `Query.text`. */
import type { FieldName } from './fields.ts'

export type Span = { start: number; end: number }

export type WordNode = Span & { kind: 'word'; text: string }
export type PhraseNode = Span & { kind: 'phrase'; text: string }
/** One field; several values are alternatives. */
export type FieldNode = Span & { kind: 'field'; field: FieldName; values: Value[] }
export type Value = Span & { text: string }
export type NotNode = Span & { kind: 'not'; child: QueryNode }
/** Two children or more; an `and` has no `and` among its children, an `or` no `or`. */
export type AndNode = Span & { kind: 'and'; children: QueryNode[] }
export type OrNode = Span & { kind: 'or'; children: QueryNode[] }
export type QueryNode = WordNode | PhraseNode | FieldNode | NotNode | AndNode | OrNode

/** Joins nodes by `and` or `or`: flat, and without a group around a single one. */
export function joined(kind: 'and' | 'or', nodes: readonly QueryNode[]): QueryNode | undefined {
  const children = nodes.flatMap((node) => (node.kind === kind ? node.children : [node]))
  const [first] = children
  if (!first || children.length === 1) return first
  return { kind, children, start: first.start, end: children.at(-1)!.end }
}

/** The opposite of a node; two exclusions cancel out. */
export function negated(child: QueryNode, start: number): QueryNode {
  return child.kind === 'not' ? child.child : { kind: 'not', child, start, end: child.end }
}

/** What must all hold: the children of an `and`, or the one node there is. */
export function conjuncts(node: QueryNode | undefined): readonly QueryNode[] {
  if (!node) return []
  return node.kind === 'and' ? node.children : [node]
}

/** Every leaf, in the order in which it stands, and whether it is asked for rather than excluded. */
export function* leaves(
  node: QueryNode | undefined,
  wanted = true,
): Generator<{ leaf: WordNode | PhraseNode | FieldNode; wanted: boolean }> {
  if (!node) return
  if (node.kind === 'not') yield* leaves(node.child, !wanted)
  else if (node.kind === 'and' || node.kind === 'or') for (const child of node.children) yield* leaves(child, wanted)
  else yield { leaf: node, wanted }
}

/** The tree without its positions: two queries that say the same have equal ones. */
export function meaning(node: QueryNode | undefined): unknown {
  if (!node) return undefined
  if (node.kind === 'not') return { not: meaning(node.child) }
  if (node.kind === 'field') return { [node.field]: node.values.map(({ text }) => text) }
  if (node.kind === 'word' || node.kind === 'phrase') return { [node.kind]: node.text }
  return { [node.kind]: node.children.map(meaning) }
}
