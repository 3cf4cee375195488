/**
 * The rest of a query as a full-text query over the columns `words` and `fields`. Its text is never parsed again:
 * every word goes to the index's tokenizer as it is, and a field's value as the tokens the index keeps.
 */
import { BooleanQuery, type FullTextQuery, MatchQuery, Occur, Operator, PhraseQuery } from '@lancedb/lancedb'
import { boundaryWord, conditionTokens, fieldTokens, titleTokens } from '../document.ts'
import { isCommon } from '../highlight.ts'
import { withAlternatives } from './alternatives.ts'
import { conjuncts, type FieldNode, type QueryNode } from './ast.ts'
import { clausesOf, mixesExclusions } from './clauses.ts'
import { yearsOf } from './fields.ts'
import { asksForSomething } from './filter.ts'
import { isFilter, type Query } from './query.ts'

/** How many of the loose words must occur; `none` leaves them out. Phrases, fields, choices and exclusions always hold. */
type Demand = 'all' | 'some' | 'none'

/** Undefined when there is nothing to match (conditions alone, words too common to search for, exclusions alone). */
export function fullTextQuery(query: Query, { all }: { all: boolean }): FullTextQuery | undefined {
  return matching(query, all ? 'all' : 'some')
}

/** What must hold whatever else a paper says: for papers found by meaning. Undefined when nothing is demanded. */
export function demandsOf(query: Query): FullTextQuery | undefined {
  return matching(query, 'none')
}

function matching({ ast }: Query, demand: Demand): FullTextQuery | undefined {
  if (!asksForSomething(ast)) return undefined
  const nodes = conjuncts(ast).filter((node) => !isFilter(node))
  const mixed = nodes.filter(mixesExclusions)
  if (mixed.length === 0) return together(nodes, demand)
  const rest = nodes.filter((node) => !mixed.includes(node))
  return anyOf(clausesOf(mixed).map((clause) => together(rest, demand, clause)))
}

/** `strict` are further parts, whose words must all occur whatever is demanded of the loose ones. */
function together(nodes: readonly QueryNode[], demand: Demand, strict: readonly QueryNode[] = []) {
  const must: FullTextQuery[] = []
  const not: FullTextQuery[] = []
  const words = nodes.flatMap((node) => (node.kind === 'word' && !allCommon(node.text) ? [node.text] : []))
  if (words.length > 0 && demand !== 'none') must.push(textMatch(words.join(' '), demand === 'all'))
  const take = (node: QueryNode, own: Demand) => {
    const found = node.kind === 'not' ? queryOf(node.child, 'all') : queryOf(node, own)
    if (found) (node.kind === 'not' ? not : must).push(found)
  }
  for (const node of withAlternatives(nodes)) if (node.kind !== 'word') take(node, demand)
  for (const node of strict) take(node, 'all')
  return combined(must, not)
}

function queryOf(node: QueryNode, demand: Demand): FullTextQuery | undefined {
  switch (node.kind) {
    case 'word':
      return allCommon(node.text) ? undefined : textMatch(node.text, true)
    case 'phrase':
      return allCommon(node.text) ? undefined : new PhraseQuery(node.text, 'words')
    case 'field':
      return node.field === 'like' || node.field === 'unlike' ? undefined : fieldQuery(node)
    case 'not':
      throw new Error('an exclusion inside another part: clausesOf takes them out')
    case 'and':
      return together(node.children, demand === 'none' ? 'all' : demand)
    case 'or':
      return anyOf(node.children.map((child) => queryOf(child, demand === 'none' ? 'all' : demand)))
  }
}

/** One of the tokenizer's words may be in the index under a shorter stem; all of them are asked for together. */
function textMatch(text: string, all: boolean): FullTextQuery {
  return new MatchQuery(text, 'words', { operator: all ? Operator.And : Operator.Or })
}

/** `must` and none of `not`. The word between the parts of every paper stands for everything there is. */
function combined(must: FullTextQuery[], not: FullTextQuery[]): FullTextQuery | undefined {
  if (must.length === 0 && not.length === 0) return undefined
  if (must.length === 1 && not.length === 0) return must[0]
  const all = must.length > 0 ? must : [new MatchQuery(boundaryWord, 'words')]
  return new BooleanQuery([
    ...all.map((one): [Occur, FullTextQuery] => [Occur.Must, one]),
    ...not.map((one): [Occur, FullTextQuery] => [Occur.MustNot, one]),
  ])
}

function anyOf(options: (FullTextQuery | undefined)[]): FullTextQuery | undefined {
  const given = present(options)
  if (given.length < 2) return given[0]
  return new BooleanQuery(given.map((one): [Occur, FullTextQuery] => [Occur.Should, one]))
}

function fieldQuery({ field, values }: FieldNode): FullTextQuery | undefined {
  return anyOf(
    values.map(({ text }) => {
      if (field === 'year') return tokenMatch(conditionTokens.years(yearsOf(text)!), Operator.Or)
      if (field === 'venue') return tokenMatch([conditionTokens.venue(text)], Operator.And)
      if (field === 'has') return tokenMatch([conditionTokens.code], Operator.And)
      if (field === 'is') return tokenMatch([conditionTokens.runnable], Operator.And)
      if (field === 'title') return tokenMatch(titleTokens(text), Operator.And)
      const tokens = fieldTokens(letters[field as keyof typeof letters], text)
      return tokenMatch(tokens.slice(0, -1), Operator.And) // the last token is the whole name
    }),
  )
}

const letters = { author: 'a', org: 'o', topic: 't' } as const

/** A name found weighs next to nothing beside a word found. */
function tokenMatch(tokens: string[], operator: Operator): FullTextQuery {
  return new MatchQuery(tokens.join(' '), 'fields', { operator, boost: 0.01 })
}

/** Nothing but words that say nothing: those of every English text, and the one between the parts of every paper. */
function allCommon(text: string): boolean {
  const parts = text.split(/[^\p{L}\p{N}\p{M}’']+/u).filter((part) => part !== '')
  return parts.length > 0 && parts.every((part) => isCommon(part) || part.toLowerCase() === boundaryWord)
}

function present<Item>(items: (Item | undefined)[]): Item[] {
  return items.filter((item) => item !== undefined)
}
