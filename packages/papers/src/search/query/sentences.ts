/** What was understood of a query, in a few words for each part that is not a plain word or phrase. */
import { conjuncts, type FieldNode, type QueryNode } from './ast.ts'
import { type FieldName, yearsOf } from './fields.ts'

export function sentencesOf(ast: QueryNode | undefined): string[] {
  return conjuncts(ast)
    .filter(({ kind }) => kind !== 'word' && kind !== 'phrase')
    .map((node) => (node.kind === 'or' ? `either ${described(node)}` : described(node)))
}

function described(node: QueryNode): string {
  if (node.kind === 'word' || node.kind === 'phrase') return `“${node.text}”`
  if (node.kind === 'field') return fieldInWords(node)
  if (node.kind === 'or') return node.children.map((child) => bracketed(child, 'and')).join(' or ')
  if (node.kind === 'and') return together(node.children)
  const { child } = node
  if (child.kind === 'field') return notInWords(child)
  return `without ${child.kind === 'and' || child.kind === 'or' ? `(${described(child)})` : described(child)}`
}

function bracketed(node: QueryNode, kind: 'and' | 'or'): string {
  return node.kind === kind && node.children.some((child) => child.kind !== 'word')
    ? `(${described(node)})`
    : described(node)
}

/** Words side by side are one quotation. */
function together(nodes: readonly QueryNode[]): string {
  const parts: string[] = []
  let words: string[] = []
  const flush = () => {
    if (words.length > 0) parts.push(`“${words.join(' ')}”`)
    words = []
  }
  for (const node of nodes) {
    if (node.kind === 'word') words.push(node.text)
    else {
      flush()
      parts.push(bracketed(node, 'or'))
    }
  }
  flush()
  return parts.join(' and ')
}

const phrasing: Record<FieldName, (values: string) => string> = {
  author: (values) => `author ${values}`,
  org: (values) => `organisation ${values}`,
  topic: (values) => `topic ${values}`,
  title: (values) => `“${values}” in the title`,
  venue: (values) => `at ${values}`,
  year: (values) => values,
  since: (values) => `since ${values}`,
  before: (values) => `before ${values}`,
  after: (values) => `after ${values}`,
  has: () => 'with code',
  is: () => 'runnable here',
  like: (values) => `like ${values}`,
  unlike: (values) => `unlike ${values}`,
}

function fieldInWords({ field, values }: FieldNode): string {
  return phrasing[field](values.map(({ text }) => (field === 'year' ? yearsInWords(text) : text)).join(' or '))
}

function notInWords(node: FieldNode): string {
  if (node.field === 'has') return 'without code'
  return node.field === 'is' || node.field === 'venue' || isTime(node.field)
    ? `not ${fieldInWords(node)}`
    : `without ${fieldInWords(node)}`
}

function isTime(field: FieldName): boolean {
  return field === 'year' || field === 'since' || field === 'before' || field === 'after'
}

function yearsInWords(value: string): string {
  const { from, to } = yearsOf(value)!
  if (from === to) return String(from)
  if (to === 9999) return `since ${from}`
  return from === 0 ? `up to ${to}` : `${from}–${to}`
}
