/**
 * lavaan’s model syntax (Rosseel 2012), structure only: `y ~ a*x1 + x2` is x1 → y ← x2, `f =~ y1 + y2` makes f latent
 * with f → y1, `x ~~ y` is x ↔ y. Variances, means, thresholds, definitions and constraints carry no edge.
 */
import { bidirected, directed } from '../graph/graph.ts'
import { addEdge, type Draft, emptyDraft, parseError } from './draft.ts'

const operator = /=~|<~|~~|~\*~|:=|==|<=|>=|[~|<>]/
const name = /^[\p{L}._][\p{L}\p{N}._]*$/u

export function parseLavaan(text: string): Draft {
  const draft = emptyDraft()
  for (const { statement, at } of statementsOf(text)) {
    const found = operator.exec(statement)
    if (!found) {
      if (/^\s*(?:group|level|block)\s*:/i.test(statement)) continue
      throw parseError(text, at, `“${statement.trim()}” has no operator`, 'Use y ~ x, f =~ x1 + x2 or x ~~ y.')
    }
    const sign = found[0]
    if (sign !== '~' && sign !== '=~' && sign !== '~~' && sign !== '<~') continue
    const left = statement.slice(0, found.index).split('+')
    const right = termsOf(statement.slice(found.index + sign.length))
    for (const each of left) readStatement(draft, text, at, nameOf(each, text, at), sign, right)
  }
  return draft
}

export function isLavaanName(written: string): boolean {
  return name.test(written)
}

function readStatement(draft: Draft, text: string, at: number, left: string, sign: string, right: string[]): void {
  draft.nodes.add(left)
  if (sign === '=~') draft.roles.latent.add(left)
  for (const term of right) {
    const factors = term.split('*').map((factor) => factor.trim())
    const last = factors.at(-1)!
    // “y ~ 1” is a mean; “0*x” fixes the effect to nothing.
    if (last === '' || Number.isFinite(Number(last))) continue
    const other = nameOf(last, text, at)
    draft.nodes.add(other)
    if (factors.slice(0, -1).some((factor) => factor !== '' && Number(factor) === 0)) continue
    if (sign === '~~') {
      if (other !== left) addEdge(draft, text, at, bidirected(left, other))
    } else addEdge(draft, text, at, sign === '=~' ? directed(left, other) : directed(other, left))
  }
}

function nameOf(written: string, text: string, at: number): string {
  const trimmed = written.trim()
  if (name.test(trimmed)) return trimmed
  throw parseError(
    text,
    at,
    `“${trimmed}” is no name of a variable`,
    'lavaan’s names are letters, digits, “.” and “_”.',
  )
}

/** Terms between the plus signs that stand in no parentheses. */
function termsOf(written: string): string[] {
  const terms = ['']
  let depth = 0
  for (const sign of written) {
    if (sign === '(') depth++
    if (sign === ')') depth--
    if (sign === '+' && depth === 0) terms.push('')
    else terms[terms.length - 1] += sign
  }
  return terms
}

/** Statements end with the line or a “;”, unless the line ends, or the next begins, with a sign that needs more. */
function statementsOf(text: string): { statement: string; at: number }[] {
  const found: { statement: string; at: number }[] = []
  let at = 0
  let isOpen = false
  for (const line of text.split('\n')) {
    const bare = line.replace(/[#!].*$/, '')
    let offset = 0
    for (const part of bare.split(';')) {
      const joins = isOpen || /^\s*[+*~=]/.test(part)
      if (part.trim() !== '') {
        if (joins && found.length > 0) found.at(-1)!.statement += ` ${part}`
        else found.push({ statement: part, at: at + offset + part.search(/\S/) })
        isOpen = /[+*~=]\s*$/.test(part)
      }
      offset += part.length + 1
    }
    at += line.length + 1
  }
  return found
}
