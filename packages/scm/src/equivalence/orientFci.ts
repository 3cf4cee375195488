/**
 * Zhang’s orientation rules R1–R10 (Zhang 2008), sound and complete for PAGs, selection included.
 *
 *   R1   α *→ β o–* γ, α and γ not adjacent                         ⇒ β → γ
 *   R2   α → β *→ γ or α *→ β → γ, α *–o γ                          ⇒ α *→ γ
 *   R3   α *→ β ←* γ, α *–o θ o–* γ, α and γ not adjacent, θ *–o β  ⇒ θ *→ β
 *   R4   ⟨θ, …, α, β, γ⟩ discriminates β, β o–* γ                   ⇒ β → γ if β separated θ from γ, else α ↔ β ↔ γ
 *   R5   α o–o β, an uncovered circle path ⟨α, γ, …, θ, β⟩, α, θ and β, γ not adjacent  ⇒ all its edges and α — β
 *   R6   α — β o–* γ                                                ⇒ β —* γ
 *   R7   α —o β o–* γ, α and γ not adjacent                         ⇒ β —* γ
 *   R8   α → β → γ or α —o β → γ, α o→ γ                            ⇒ α → γ
 *   R9   α o→ γ, an uncovered possibly directed path ⟨α, β, …, γ⟩, β and γ not adjacent ⇒ α → γ
 *   R10  α o→ γ, β → γ ← θ, uncovered possibly directed paths from α to β by μ and to θ by ω, μ ≠ ω not adjacent ⇒ α → γ
 */
import type { Graph } from '../graph/graph.ts'
import {
  arrow,
  circle,
  graphOf,
  isAdjacent,
  isArc,
  isLine,
  type MarkTable,
  markTable,
  none,
  tail,
} from './markTable.ts'

/** Whether β was in the set that separated θ from γ (R4). */
export type SeparatedWith = (theta: string, gamma: string, beta: string) => boolean

/** A PAG whose unshielded colliders are oriented and whose other marks are circles, with all marks that follow. */
export function orientFci(graph: Graph, { separatedWith }: { separatedWith: SeparatedWith }): Graph {
  const table = markTable(graph)
  const name = (node: number) => graph.nodes[node]!
  orientTable(table, (theta, gamma, beta) => separatedWith(name(theta), name(gamma), name(beta)))
  return graphOf(table, graph, 'pag')
}

type SeparatedWithIndex = (theta: number, gamma: number, beta: number) => boolean

export function orientTable(table: MarkTable, separatedWith: SeparatedWithIndex): void {
  const repeat = (pass: () => boolean) => {
    while (pass());
  }
  repeat(() => arrowRules(table, separatedWith))
  repeat(() => circlePathRule(table))
  repeat(() => tailRules(table))
  repeat(() => pathRules(table))
}

const at = ({ marks, count }: MarkTable, i: number, j: number) => marks[i * count + j]!

/** Puts a mark at j of the edge i – j where a circle is; whether it did. */
function put(table: MarkTable, i: number, j: number, mark: number): boolean {
  if (at(table, i, j) !== circle) return false
  table.marks[i * table.count + j] = mark
  return true
}

/** Every path α – β – γ of two edges. */
function someTriple(table: MarkTable, act: (alpha: number, beta: number, gamma: number) => boolean): boolean {
  let changed = false
  for (let beta = 0; beta < table.count; beta++)
    for (const alpha of table.neighbours[beta]!)
      for (const gamma of table.neighbours[beta]!) if (alpha !== gamma && act(alpha, beta, gamma)) changed = true
  return changed
}

function arrowRules(table: MarkTable, separatedWith: SeparatedWithIndex): boolean {
  const byTriples = someTriple(table, (alpha, beta, gamma) => {
    const isOpen = !isAdjacent(table, alpha, gamma)
    if (isOpen && at(table, alpha, beta) === arrow && at(table, gamma, beta) === circle) {
      put(table, gamma, beta, tail)
      put(table, beta, gamma, arrow)
      return true
    }
    const isTwoStep =
      at(table, alpha, beta) === arrow &&
      at(table, beta, gamma) === arrow &&
      (at(table, beta, alpha) === tail || at(table, gamma, beta) === tail)
    if (!isOpen && isTwoStep) return put(table, alpha, gamma, arrow)
    return isOpen && thirdRule(table, alpha, beta, gamma)
  })
  return discriminatingRule(table, separatedWith) || byTriples
}

function thirdRule(table: MarkTable, alpha: number, beta: number, gamma: number): boolean {
  if (at(table, alpha, beta) !== arrow || at(table, gamma, beta) !== arrow) return false
  let changed = false
  for (const theta of table.neighbours[beta]!)
    if (at(table, alpha, theta) === circle && at(table, gamma, theta) === circle && put(table, theta, beta, arrow))
      changed = true
  return changed
}

/** R4: for β o–* γ, walks back from β along colliders that are parents of γ. */
function discriminatingRule(table: MarkTable, separatedWith: SeparatedWithIndex): boolean {
  let changed = false
  for (let gamma = 0; gamma < table.count; gamma++)
    for (const beta of table.neighbours[gamma]!) {
      if (at(table, gamma, beta) !== circle) continue
      const found = discriminatingPath(table, beta, gamma)
      if (!found) continue
      if (separatedWith(found.theta, gamma, beta)) {
        table.marks[gamma * table.count + beta] = tail
        put(table, beta, gamma, arrow)
      } else {
        table.marks[gamma * table.count + beta] = arrow
        put(table, beta, gamma, arrow)
        put(table, found.alpha, beta, arrow)
      }
      changed = true
    }
  return changed
}

/** The ends of a discriminating path ⟨θ, …, α, β, γ⟩: every node between θ and β is a collider and a parent of γ. */
function discriminatingPath(
  table: MarkTable,
  beta: number,
  gamma: number,
): { theta: number; alpha: number } | undefined {
  for (const alpha of table.neighbours[beta]!) {
    // α is a parent of γ and a collider: the edge to β has its arrow at α.
    if (alpha === gamma || at(table, beta, alpha) !== arrow || !isArc(table, alpha, gamma)) continue
    const seen = new Set([alpha])
    for (const node of seen)
      for (const next of table.neighbours[node]!) {
        if (next === beta || next === gamma || seen.has(next) || at(table, next, node) !== arrow) continue
        if (!isAdjacent(table, next, gamma)) return { theta: next, alpha }
        if (at(table, node, next) === arrow && isArc(table, next, gamma)) seen.add(next)
      }
  }
  return undefined
}

/** R5. */
function circlePathRule(table: MarkTable): boolean {
  const isCircleEdge = (i: number, j: number) => at(table, i, j) === circle && at(table, j, i) === circle
  for (let alpha = 0; alpha < table.count; alpha++)
    for (const beta of table.neighbours[alpha]!) {
      if (beta < alpha || !isCircleEdge(alpha, beta)) continue
      for (const gamma of table.neighbours[alpha]!) {
        if (gamma === beta || isAdjacent(table, gamma, beta) || !isCircleEdge(alpha, gamma)) continue
        const path = uncoveredPath(
          table,
          [alpha, gamma],
          beta,
          isCircleEdge,
          (last) => !isAdjacent(table, last, alpha) && last !== alpha,
        )
        if (!path) continue
        for (const [i, node] of path.entries()) {
          const next = path[(i + 1) % path.length]!
          put(table, node, next, tail)
          put(table, next, node, tail)
        }
        return true
      }
    }
  return false
}

/** R6 and R7. */
function tailRules(table: MarkTable): boolean {
  return someTriple(table, (alpha, beta, gamma) => {
    if (at(table, gamma, beta) !== circle) return false
    const sixth = isLine(table, alpha, beta)
    const seventh =
      at(table, beta, alpha) === tail && at(table, alpha, beta) === circle && !isAdjacent(table, alpha, gamma)
    return (sixth || seventh) && put(table, gamma, beta, tail)
  })
}

/** R8, R9 and R10: a tail at α of α o→ γ. */
function pathRules(table: MarkTable): boolean {
  let changed = false
  for (let alpha = 0; alpha < table.count; alpha++)
    for (const gamma of table.neighbours[alpha]!) {
      if (at(table, gamma, alpha) !== circle || at(table, alpha, gamma) !== arrow) continue
      if (eighth(table, alpha, gamma) || ninth(table, alpha, gamma) || tenth(table, alpha, gamma))
        changed = put(table, gamma, alpha, tail) || changed
    }
  return changed
}

function eighth(table: MarkTable, alpha: number, gamma: number): boolean {
  return table.neighbours[gamma]!.some(
    (beta) =>
      isArc(table, beta, gamma) &&
      at(table, beta, alpha) === tail &&
      at(table, alpha, beta) !== tail &&
      isAdjacent(table, alpha, beta),
  )
}

function ninth(table: MarkTable, alpha: number, gamma: number): boolean {
  return table.neighbours[alpha]!.some(
    (beta) =>
      beta !== gamma &&
      !isAdjacent(table, beta, gamma) &&
      mayPoint(table, alpha, beta) &&
      uncoveredPath(table, [alpha, beta], gamma, (i, j) => mayPoint(table, i, j)) !== undefined,
  )
}

function tenth(table: MarkTable, alpha: number, gamma: number): boolean {
  const causes = table.neighbours[gamma]!.filter((node) => node !== alpha && isArc(table, node, gamma))
  const firstSteps = new Map(causes.map((cause) => [cause, stepsTowards(table, alpha, cause)]))
  return causes.some((beta, i) =>
    causes
      .slice(i + 1)
      .some((theta) =>
        firstSteps
          .get(beta)!
          .some((mu) => firstSteps.get(theta)!.some((omega) => mu !== omega && !isAdjacent(table, mu, omega))),
      ),
  )
}

/** First nodes after α of uncovered possibly directed paths from α to `end`. */
function stepsTowards(table: MarkTable, alpha: number, end: number): number[] {
  return table.neighbours[alpha]!.filter(
    (next) =>
      mayPoint(table, alpha, next) &&
      (next === end || uncoveredPath(table, [alpha, next], end, (i, j) => mayPoint(table, i, j)) !== undefined),
  )
}

/** Neither into i nor out of j. */
function mayPoint(table: MarkTable, i: number, j: number): boolean {
  const mark = at(table, i, j)
  return mark !== none && at(table, j, i) !== arrow && mark !== tail
}

/** A simple path from `start` on to `end`, each three nodes in a row with their ends not adjacent, the last step allowed. */
function uncoveredPath(
  table: MarkTable,
  start: readonly [number, number],
  end: number,
  allows: (i: number, j: number) => boolean,
  mayBeLast: (node: number) => boolean = () => true,
): number[] | undefined {
  const path = [...start]
  const extend = (): boolean => {
    const [before, last] = [path.at(-2)!, path.at(-1)!]
    for (const next of table.neighbours[last]!) {
      if (path.includes(next) || !allows(last, next) || isAdjacent(table, before, next)) continue
      if (next === end && !mayBeLast(last)) continue
      path.push(next)
      if (next === end || extend()) return true
      path.pop()
    }
    return false
  }
  return extend() ? path : undefined
}
