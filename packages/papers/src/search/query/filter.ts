/** The part of a query that is a condition on the paper itself, as SQL over the columns of the index. */
import { noDay } from '../document.ts'
import { withAlternatives } from './alternatives.ts'
import { conjuncts, type FieldNode, leaves, type QueryNode } from './ast.ts'
import { daysOf, yearsOf } from './fields.ts'
import { isFilter, type Query } from './query.ts'

/** SQL that must hold for a paper; undefined when the query sets no such condition, or only excludes. */
export function filterOf({ ast }: Query): string | undefined {
  if (!asksForSomething(ast)) return undefined
  const parts = conjuncts(ast).filter(isFilter)
  return parts.length > 0 ? every(parts) : undefined
}

/** Whether anything at all is asked for: exclusions alone find nothing. */
export function asksForSomething(ast: QueryNode | undefined): boolean {
  for (const { wanted } of leaves(ast)) if (wanted) return true
  return false
}

function every(nodes: readonly QueryNode[]): string {
  return withAlternatives(nodes).map(sqlOf).join(' and ')
}

function sqlOf(node: QueryNode): string {
  switch (node.kind) {
    case 'field':
      return `(${node.values.map(({ text }) => fieldSql(node, text)).join(' or ')})`
    case 'not':
      return `not (${sqlOf(node.child)})`
    case 'and':
      return `(${every(node.children)})`
    case 'or':
      return `(${node.children.map(sqlOf).join(' or ')})`
    default:
      throw new Error(`a ${node.kind} is no filter`)
  }
}

function fieldSql({ field }: FieldNode, value: string): string {
  switch (field) {
    case 'venue': {
      const venue = value.toLowerCase()
      return `venue = ${literal(venue)} or venue like ${literal(`${likeEscaped(venue)} %`)}`
    }
    case 'year': {
      const { from, to } = yearsOf(value)!
      return `year >= ${from} and year <= ${to} and year > 0`
    }
    case 'since':
      return `day >= ${daysOf(value)!.first}`
    case 'before':
      return `day < ${daysOf(value)!.first} and day > ${noDay}`
    case 'after':
      return `day >= ${daysOf(value)!.next}`
    case 'has':
      return 'code'
    case 'is':
      return 'runnable'
    default:
      throw new Error(`${field}: is no filter`)
  }
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

function likeEscaped(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&')
}
