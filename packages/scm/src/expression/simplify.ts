/**
 * Rewrites an estimand into a shorter one with the same value wherever both are defined.
 *
 * Rules, applied from the leaves up until none fits:
 *   1  products of products are one product; 1 is left out, 0 takes all
 *   2  Σ_a Σ_b e = Σ_{a,b} e;  Σ_a f·g = f·Σ_a g when a does not occur in f
 *   3  Σ_a P(a, b | c) = P(b | c) when a occurs nowhere else
 *   4  P(a | b, c)·P(b | c) = P(a, b | c)                                   (chain rule, joined)
 *   5  P(a, b | c) / P(b | c) = P(a | b, c)                                 (chain rule, split)
 *   6  (a·b)/(a·c) = b/c;  (a/b)·(c/d) = (a·c)/(b·d)
 * None of them uses the graph: what holds only for distributions that fit it is for identification to apply.
 */
import type { Estimand } from './estimand.ts'
import {
  type Conditional,
  canonical,
  type Distribution,
  distributionOf,
  type Expression,
  freeTerms,
  givenOf,
  keyOf,
  mapParts,
  one,
  product,
  quotient,
  type Sum,
  sum,
  type Term,
  tidyPrimes,
  zero,
} from './expression.ts'

export function simplify(expression: Estimand): Estimand
export function simplify(expression: Expression): Expression
export function simplify(expression: Expression | Estimand): Expression | Estimand {
  const simplified = tidyPrimes(reduceFully(expression))
  return 'query' in expression ? { ...simplified, query: expression.query } : simplified
}

/** One pass may open the way for another; passes end because each makes the expression smaller or leaves it. */
function reduceFully(expression: Expression): Expression {
  let before = reduce(expression)
  for (let after = reduce(before); canonical(after) !== canonical(before); after = reduce(before)) before = after
  return before
}

/** The rules without the last renaming: safe on parts of a larger expression. */
export function reduce(expression: Expression): Expression {
  const inner = mapParts(withoutQuery(expression), reduce)
  switch (inner.kind) {
    case 'product':
      return reduceProduct(inner.factors)
    case 'sum':
      return reduceSum(inner)
    case 'quotient':
      return reduceQuotient(inner.numerator, inner.denominator)
    default:
      return inner
  }
}

function withoutQuery(expression: Expression | Estimand): Expression {
  if (!('query' in expression)) return expression
  const { query: _, ...bare } = expression
  return bare as Expression
}

function reduceProduct(factors: readonly Expression[]): Expression {
  const flat = factors.flatMap(factorsOf)
  if (flat.some(isZero)) return zero
  const quotients = flat.filter((factor) => factor.kind === 'quotient')
  if (quotients.length === 0) return product(joinAll(flat.filter((factor) => !isOne(factor))))
  const plain = flat.filter((factor) => factor.kind !== 'quotient')
  return reduceQuotient(
    reduceProduct([...plain, ...quotients.map(({ numerator }) => numerator)]),
    reduceProduct(quotients.map(({ denominator }) => denominator)),
  )
}

/** Rule 4 until no pair fits. */
function joinAll(factors: Expression[]): Expression[] {
  const joined = [...factors]
  for (let i = 0; i < joined.length; i++) {
    for (let j = 0; j < joined.length; j++) {
      const both = i === j ? undefined : joinPair(joined[i]!, joined[j]!)
      if (both === undefined) continue
      joined[Math.min(i, j)] = both
      joined.splice(Math.max(i, j), 1)
      i = -1
      break
    }
  }
  return joined
}

/** P(a | b, c)·P(b | c) = P(a, b | c). */
function joinPair(later: Expression, earlier: Expression): Expression | undefined {
  if (!isDistribution(later) || !isDistribution(earlier)) return undefined
  if (givenOf(later).length !== earlier.of.length + givenOf(earlier).length) return undefined
  const condition = new Set(givenOf(later).map(keyOf))
  if (![...earlier.of, ...givenOf(earlier)].every((each) => condition.has(keyOf(each)))) return undefined
  if (!isSameWorld(later, earlier)) return undefined
  return distributionOf([...earlier.of, ...later.of], { ...worldOf(later), given: givenOf(earlier) })
}

function reduceSum({ over, of }: Sum): Expression {
  if (isZero(of)) return zero
  const inner = of.kind === 'sum' && !sharesTerm(over, of.over) ? of : undefined
  const bound = inner ? [...over, ...inner.over] : [...over]
  const body = inner ? inner.of : of
  if (body.kind === 'quotient') return sumOfQuotient(bound, body.numerator, body.denominator)
  return sumOfProduct(bound, factorsOf(body))
}

/** Σ_a n/d = (Σ_a n)/d when no a occurs in d. */
function sumOfQuotient(over: readonly Term[], numerator: Expression, denominator: Expression): Expression {
  const below = freeTerms(denominator)
  const inner = over.filter((each) => !below.has(keyOf(each)))
  const outer = over.filter((each) => below.has(keyOf(each)))
  if (inner.length === 0) return sum(outer, quotient(numerator, denominator))
  const lowered = reduceQuotient(sumOfProduct(inner, factorsOf(numerator)), denominator)
  return outer.length === 0 ? lowered : reduceSum({ kind: 'sum', over: outer, of: lowered })
}

function sumOfProduct(over: readonly Term[], factors: readonly Expression[]): Expression {
  const { bound, kept } = sumOut(over, joinAll(factors.filter((factor) => !isOne(factor))))
  const inside = kept.filter((factor) => bound.some((each) => freeTerms(factor).has(keyOf(each))))
  const outside = kept.filter((factor) => !inside.includes(factor))
  if (bound.length === 0) return product(joinAll(kept))
  return product(joinAll([...outside, sum(bound, product(inside))]))
}

/** Rule 3 until no term goes; a bound value that occurs nowhere stays, for then the sum counts levels. */
function sumOut(over: readonly Term[], factors: readonly Expression[]): { bound: Term[]; kept: Expression[] } {
  let bound = [...over]
  let kept = [...factors]
  for (let changed = true; changed; ) {
    changed = false
    for (const each of bound) {
      const symbol = keyOf(each)
      const users = kept.filter((factor) => freeTerms(factor).has(symbol))
      const only = users.length === 1 ? users[0]! : undefined
      if (only === undefined || !isDistribution(only) || !only.of.some((part) => keyOf(part) === symbol)) continue
      const rest = only.of.filter((part) => keyOf(part) !== symbol)
      const marginal = distributionOf(rest, { ...worldOf(only), given: givenOf(only) })
      kept = joinAll(kept.flatMap((factor) => (factor !== only ? [factor] : isOne(marginal) ? [] : [marginal])))
      bound = bound.filter((other) => other !== each)
      changed = true
    }
  }
  return { bound, kept }
}

function reduceQuotient(numerator: Expression, denominator: Expression): Expression {
  if (isZero(numerator)) return zero
  if (numerator.kind === 'quotient' || denominator.kind === 'quotient') {
    const [a, b] = fractionOf(numerator)
    const [c, d] = fractionOf(denominator)
    return reduceQuotient(reduceProduct([a, d]), reduceProduct([b, c]))
  }
  const { above, below } = cancel(factorsOf(numerator), factorsOf(denominator))
  const over = product(joinAll(above))
  return below.length === 0 ? over : quotient(over, product(joinAll(below)))
}

function fractionOf(expression: Expression): [Expression, Expression] {
  return expression.kind === 'quotient' ? [expression.numerator, expression.denominator] : [expression, one]
}

/** Rules 5 and 6. */
function cancel(numerator: readonly Expression[], denominator: readonly Expression[]) {
  const above = numerator.filter((factor) => !isOne(factor))
  const below: Expression[] = []
  for (const divisor of denominator.filter((factor) => !isOne(factor))) {
    const key = comparable(divisor)
    const same = above.findIndex((factor) => comparable(factor) === key)
    const whole = same >= 0 ? same : above.findIndex((factor) => splitPair(factor, divisor) !== undefined)
    if (whole < 0) below.push(divisor)
    else if (same >= 0) above.splice(same, 1)
    else above[whole] = splitPair(above[whole]!, divisor)!
  }
  return { above, below }
}

/** P(a, b | c) / P(b | c) = P(a | b, c). */
function splitPair(whole: Expression, part: Expression): Expression | undefined {
  if (!isDistribution(whole) || !isDistribution(part) || !isSameWorld(whole, part)) return undefined
  if (canonicalTerms(givenOf(whole)) !== canonicalTerms(givenOf(part))) return undefined
  const inPart = new Set(part.of.map(keyOf))
  const rest = whole.of.filter((each) => !inPart.has(keyOf(each)))
  if (rest.length + part.of.length !== whole.of.length) return undefined
  return distributionOf(rest, { ...worldOf(whole), given: [...part.of, ...givenOf(whole)] })
}

function comparable(expression: Expression): string {
  return canonical(isDistribution(expression) ? expression : tidyPrimes(expression))
}

function canonicalTerms(terms: readonly Term[]): string {
  return terms.map(keyOf).sort().join(',')
}

function factorsOf(expression: Expression): readonly Expression[] {
  return expression.kind === 'product' ? expression.factors.flatMap(factorsOf) : [expression]
}

export function isDistribution(expression: Expression): expression is Distribution | Conditional {
  return expression.kind === 'distribution' || expression.kind === 'conditional'
}

function isSameWorld(a: Distribution | Conditional, b: Distribution | Conditional): boolean {
  return a.domain === b.domain && canonicalTerms(a.do) === canonicalTerms(b.do)
}

function worldOf(expression: Distribution | Conditional) {
  const world = { do: expression.do }
  return expression.domain === undefined ? world : { ...world, domain: expression.domain }
}

function isOne(expression: Expression): boolean {
  return expression.kind === 'constant' && expression.value === 1
}

function isZero(expression: Expression): boolean {
  return expression.kind === 'constant' && expression.value === 0
}

function sharesTerm(a: readonly Term[], b: readonly Term[]): boolean {
  const keys = new Set(a.map(keyOf))
  return b.some((each) => keys.has(keyOf(each)))
}
