/** Writes a query's tree as text that is read as the same tree. */
import type { QueryNode } from './ast.ts'
import type { FieldName } from './fields.ts'
import { quotationMarks } from './lexer.ts'

export function formatQuery(ast: QueryNode | undefined): string {
  return ast ? written(ast) : ''
}

function written(node: QueryNode): string {
  switch (node.kind) {
    case 'word':
      return node.text === 'OR' || node.text === 'AND' ? `"${node.text}"` : node.text
    case 'phrase':
      return `"${node.text}"`
    case 'field':
      return fieldText(
        node.field,
        node.values.map(({ text }) => text),
      )
    case 'not':
      return `-${inBrackets(node.child)}`
    case 'and':
      return node.children.map((child) => (child.kind === 'or' ? `(${written(child)})` : written(child))).join(' ')
    case 'or':
      return node.children.map(written).join(' OR ')
  }
}

/** What a minus stands before; what begins as numbers do stands in brackets, since -5 alone is a number, and -.5 too. */
function inBrackets(node: QueryNode): string {
  const isGroup = node.kind === 'and' || node.kind === 'or' || node.kind === 'not'
  const isLikeNumber = node.kind === 'word' && !/^\p{L}/u.test(node.text)
  return isGroup || isLikeNumber ? `(${written(node)})` : written(node)
}

/** A field with its values, each quoted where it must be. */
export function fieldText(field: FieldName, values: readonly string[]): string {
  const texts = values.map(valueText)
  return `${field}:${texts.length === 1 ? texts[0] : `(${texts.join(' OR ')})`}`
}

function valueText(text: string): string {
  const isPlain = /^[\p{L}\p{N}.][\p{L}\p{N}\p{M}.–_/-]*$/u.test(text) && text !== 'OR' && text !== 'AND'
  return isPlain ? text : `"${text.replace(quotationMarks, ' ').replace(/\s+/g, ' ').trim()}"`
}
