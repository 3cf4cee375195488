/**
 * The language of estimands: sums of products and quotients of distributions.
 *
 * A *term* is a variable at a running value (X, and X′ where a sum runs over a second copy of X) or at a fixed one (X = 1).
 * A distribution is P(of | given) in the world `do`, of one `domain` (population) when there are several:
 *
 *   Σ_Z P(Y | X, Z) P(Z)        sum over Z of a product of a conditional and a distribution
 *   P_{X}(Y)                    distribution with `do: [X]`
 *
 * Bound values are told from free ones by their primes alone: `sum` never binds a symbol that is free outside of it.
 */

/** `prime` tells running values of one variable apart (0 is left out); `value` fixes it to a level. */
export type Term = { readonly variable: string; readonly prime?: number; readonly value?: string | number }

/** P(of), in the world where `do` was set, in a population. */
export type Distribution = {
  readonly kind: 'distribution'
  readonly of: readonly Term[]
  readonly do: readonly Term[]
  readonly domain?: string
}

/** P(of | given). */
export type Conditional = Omit<Distribution, 'kind'> & { readonly kind: 'conditional'; readonly given: readonly Term[] }

export type Sum = { readonly kind: 'sum'; readonly over: readonly Term[]; readonly of: Expression }

export type Product = { readonly kind: 'product'; readonly factors: readonly Expression[] }

export type Quotient = { readonly kind: 'quotient'; readonly numerator: Expression; readonly denominator: Expression }

/** One (an empty product) or zero (an event that contradicts itself). */
export type Constant = { readonly kind: 'constant'; readonly value: 0 | 1 }

export type Expression = Distribution | Conditional | Sum | Product | Quotient | Constant

export type DistributionOptions = { given?: readonly Term[]; do?: readonly Term[]; domain?: string }

export const one: Constant = { kind: 'constant', value: 1 }
export const zero: Constant = { kind: 'constant', value: 0 }

export function term(variable: string, prime = 0): Term {
  return prime === 0 ? { variable } : { variable, prime }
}

/** P(of | given) with its intervention and population; a term of `given` or `do` is not repeated in `of`. */
export function distributionOf(of: readonly Term[], options: DistributionOptions = {}): Expression {
  if (of.length === 0) return one
  const world = { of, do: options.do ?? [], ...(options.domain === undefined ? {} : { domain: options.domain }) }
  const given = options.given ?? []
  return given.length === 0 ? { kind: 'distribution', ...world } : { kind: 'conditional', ...world, given }
}

export function sum(over: readonly Term[], of: Expression): Expression {
  return over.length === 0 ? of : { kind: 'sum', over, of }
}

export function product(factors: readonly Expression[]): Expression {
  if (factors.length === 0) return one
  return factors.length === 1 ? factors[0]! : { kind: 'product', factors }
}

export function quotient(numerator: Expression, denominator: Expression): Expression {
  return { kind: 'quotient', numerator, denominator }
}

export function givenOf(expression: Distribution | Conditional): readonly Term[] {
  return expression.kind === 'conditional' ? expression.given : []
}

/** What tells running values apart; undefined for a fixed value. */
export function symbolOf({ variable, prime = 0, value }: Term): string | undefined {
  if (value !== undefined) return undefined
  return prime === 0 ? variable : variable + '′'.repeat(prime)
}

/** Which terms are the same: symbol or fixed value. */
export function keyOf(each: Term): string {
  return symbolOf(each) ?? `${each.variable}\0${each.value}`
}

/** The running values that no sum binds, by symbol, in the order in which they are met. */
export function freeTerms(expression: Expression): ReadonlyMap<string, Term> {
  const known = freeTermsOf.get(expression)
  if (known) return known
  const free = new Map<string, Term>()
  collect(expression, new Set(), free)
  freeTermsOf.set(expression, free)
  return free
}

/** Expressions never change, so the answer is kept; simplification asks often. */
const freeTermsOf = new WeakMap<Expression, ReadonlyMap<string, Term>>()

function collect(expression: Expression, bound: ReadonlySet<string>, free: Map<string, Term>): void {
  if (expression.kind === 'constant') return
  if (expression.kind === 'distribution' || expression.kind === 'conditional') {
    for (const each of termsOf(expression)) {
      const symbol = symbolOf(each)
      if (symbol !== undefined && !bound.has(symbol) && !free.has(symbol)) free.set(symbol, each)
    }
    return
  }
  const inner = expression.kind === 'sum' ? new Set([...bound, ...expression.over.map(keyOf)]) : bound
  for (const part of partsOf(expression)) collect(part, inner, free)
}

/** The expressions directly below. */
export function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'sum':
      return [expression.of]
    case 'product':
      return expression.factors
    case 'quotient':
      return [expression.numerator, expression.denominator]
    default:
      return []
  }
}

export function termsOf(expression: Distribution | Conditional): readonly Term[] {
  return [...expression.of, ...givenOf(expression), ...expression.do]
}

/** Applies `change` to the parts of an expression. */
export function mapParts(expression: Expression, change: (part: Expression) => Expression): Expression {
  switch (expression.kind) {
    case 'sum':
      return { ...expression, of: change(expression.of) }
    case 'product':
      return { ...expression, factors: expression.factors.map(change) }
    case 'quotient':
      return { ...expression, numerator: change(expression.numerator), denominator: change(expression.denominator) }
    default:
      return expression
  }
}

/**
 * Replaces free running values by other terms. Sums whose bound value would capture a new term run over a fresh copy.
 */
export function substitute(expression: Expression, replacements: ReadonlyMap<string, Term>): Expression {
  const taken = new Set([...freeTerms(expression).keys(), ...[...replacements.values()].map(keyOf)])
  return replaced(expression, replacements, taken)
}

function replaced(expression: Expression, by: ReadonlyMap<string, Term>, taken: ReadonlySet<string>): Expression {
  switch (expression.kind) {
    case 'constant':
      return expression
    case 'sum': {
      const inner = new Map(by)
      const reserved = new Set(taken)
      const over = expression.over.map((each) => {
        const fresh = freshTerm(each, reserved)
        reserved.add(keyOf(fresh))
        inner.set(keyOf(each), fresh)
        return fresh
      })
      return { kind: 'sum', over, of: replaced(expression.of, inner, reserved) }
    }
    case 'product':
    case 'quotient':
      return mapParts(expression, (part) => replaced(part, by, taken))
    default: {
      const swap = (terms: readonly Term[]) => terms.map((each) => by.get(keyOf(each)) ?? each)
      const world = { ...expression, of: swap(expression.of), do: swap(expression.do) }
      return world.kind === 'conditional' ? { ...world, given: swap(world.given) } : world
    }
  }
}

/** The first copy of a variable's running value that is not taken, from its own number of primes on. */
export function freshTerm({ variable, prime = 0 }: Term, taken: ReadonlySet<string>): Term {
  let at = prime
  while (taken.has(keyOf(term(variable, at)))) at++
  return term(variable, at)
}

/**
 * Renames bound running values so that each has the fewest primes that its place allows:
 * Σ_X′ P(Y | X′, Z) P(X′) keeps its prime only where X is also free.
 */
export function tidyPrimes(expression: Expression): Expression {
  const taken = new Set(freeTerms(expression).keys())
  return replacedAfresh(expression, new Map(), taken)
}

function replacedAfresh(expression: Expression, by: ReadonlyMap<string, Term>, taken: ReadonlySet<string>): Expression {
  if (expression.kind !== 'sum') {
    if (expression.kind === 'product' || expression.kind === 'quotient')
      return mapParts(expression, (part) => replacedAfresh(part, by, taken))
    return replaced(expression, by, taken)
  }
  const inner = new Map(by)
  const reserved = new Set(taken)
  const over = expression.over.map((each) => {
    const fresh = freshTerm(term(each.variable), reserved)
    reserved.add(keyOf(fresh))
    inner.set(keyOf(each), fresh)
    return fresh
  })
  return { kind: 'sum', over, of: replacedAfresh(expression.of, inner, reserved) }
}

/** The expression as a string in which the order of factors and terms does not count. */
export function canonical(expression: Expression): string {
  const list = (terms: readonly Term[]) => terms.map(keyOf).sort().join(',')
  switch (expression.kind) {
    case 'constant':
      return String(expression.value)
    case 'sum':
      return `S[${list(expression.over)}](${canonical(expression.of)})`
    case 'product':
      return `(${expression.factors.map(canonical).sort().join('*')})`
    case 'quotient':
      return `(${canonical(expression.numerator)}/${canonical(expression.denominator)})`
    default: {
      const world = `${list(expression.do)}@${expression.domain ?? ''}`
      return `P[${world}](${list(expression.of)}|${list(givenOf(expression))})`
    }
  }
}
