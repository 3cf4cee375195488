/**
 * Exclusions inside choices and inside exclusions, multiplied out: `lake (swan OR -heron)` is `(lake swan) OR (lake -heron)`.
 *
 * LanceDB 0.39 looks through the rows beside its full-text index by itself, and there an exclusion that stands deeper than
 * the outermost choice is not heeded (seen: papers with heron for the query above). Multiplied out, none does.
 */
import { PapersError } from '../../errors.ts'
import { withAlternatives } from './alternatives.ts'
import { meaning, negated, type QueryNode } from './ast.ts'

/** More alternatives than these are refused: each costs the index a search. */
const mostClauses = 256

/** Whether a part of a query has an exclusion under a choice or under another exclusion. */
export function mixesExclusions(node: QueryNode): boolean {
  return excludes(node.kind === 'not' ? node.child : node)
}

/**
 * The alternatives of which one must hold: lists of parts that must all hold, each part an exclusion or without one. An
 * alternative that contradicts itself is left out where there is another. Throws `search/query` when they are too many.
 */
export function clausesOf(nodes: readonly QueryNode[]): QueryNode[][] {
  return together(nodes).map(({ parts }) => parts)
}

/** Parts that all hold; `said` is what each of them says. */
type Clause = { parts: QueryNode[]; said: Set<string> }

function clauses(node: QueryNode): Clause[] {
  if (mixesExclusions(node)) {
    if (node.kind === 'and') return together(withAlternatives(node.children))
    if (node.kind === 'or') return anyOf(node.children.map(clauses))
    if (node.kind === 'not') return opposite(node.child)
  }
  return [{ parts: [node], said: new Set([saying(node)]) }]
}

/** De Morgan: an `and` fails where one of its parts does, an `or` where all do. */
function opposite(node: QueryNode): Clause[] {
  const not = (child: QueryNode) => negated(child, child.start)
  if (node.kind === 'and') return anyOf(withAlternatives(node.children).map((child) => clauses(not(child))))
  return node.kind === 'or' ? together(node.children.map(not)) : clauses(not(node))
}

/** Every choice of an alternative from each of the nodes. */
function together(nodes: readonly QueryNode[]): Clause[] {
  let product: Clause[] = [{ parts: [], said: new Set() }]
  for (const node of nodes) {
    const own = clauses(node)
    product = anyOf(product.map((clause) => own.map((more) => both(clause, more))))
    if (product.length > mostClauses)
      throw new PapersError('search/query', 'The query has too many exclusions inside choices to be searched for.', {
        hint: 'Write exclusions beside the choices instead of inside them, or fewer of them.',
      })
  }
  return product
}

function both(a: Clause, b: Clause): Clause {
  const more = b.parts.filter((node) => !a.said.has(saying(node)))
  return { parts: [...a.parts, ...more], said: a.said.union(b.said) }
}

/** The alternatives, but those that contradict themselves and those that demand more than another does. */
function anyOf(lists: readonly Clause[][]): Clause[] {
  const all = lists.flat().sort((a, b) => a.said.size - b.said.size)
  const possible = all.filter((clause) => !contradicts(clause))
  const kept: Clause[] = []
  for (const clause of possible) if (!kept.some(({ said }) => said.isSubsetOf(clause.said))) kept.push(clause)
  return kept.length > 0 ? kept : all.slice(0, 1)
}

function contradicts({ parts, said }: Clause): boolean {
  return parts.some((node) => said.has(saying(negated(node, node.start))))
}

function saying(node: QueryNode): string {
  return JSON.stringify(meaning(node))
}

function excludes(node: QueryNode): boolean {
  if (node.kind === 'not') return true
  return (node.kind === 'and' || node.kind === 'or') && node.children.some(excludes)
}
