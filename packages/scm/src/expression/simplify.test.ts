/** Simplification keeps values; text, LaTeX and code say the same as the tree. */
import { stripTypeScriptTypes } from 'node:module'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Identified, identify } from '../identification/identify.ts'
import type { DiscreteJoint } from '../probability/joint.ts'
import type { Random } from '../random.ts'
import { admg, jointOfModel, largestGap, randomAdmg, randomModel, seededRandom } from '../testing/latentModels.ts'
import { estimand } from './estimand.ts'
import { evaluate } from './evaluate.ts'
import {
  canonical,
  distributionOf,
  type Expression,
  freeTerms,
  one,
  product,
  quotient,
  substitute,
  sum,
  term,
  tidyPrimes,
  zero,
} from './expression.ts'
import { simplify } from './simplify.ts'
import { toCode } from './toCode.ts'
import { toLatex } from './toLatex.ts'
import { toText } from './toText.ts'

const P = (of: string, given = '') => {
  const terms = (names: string) =>
    names
      .split(' ')
      .filter(Boolean)
      .map((name) => term(name.replaceAll("'", ''), name.split("'").length - 1))
  return distributionOf(terms(of), { given: terms(given) })
}

describe('rules', () => {
  test.each<[string, Expression, string]>([
    ['a sum over what stands alone goes', sum([term('A')], P('A B', 'C')), 'P(B | C)'],
    ['the chain rule, joined', product([P('A', 'B C'), P('B', 'C')]), 'P(B, A | C)'],
    ['the chain rule, split', quotient(P('A B', 'C'), P('B', 'C')), 'P(A | B, C)'],
    ['equal factors cancel', quotient(product([P('A'), P('B')]), product([P('B'), P('C')])), 'P(A) / P(C)'],
    [
      'equal sums cancel, whatever their values are called',
      quotient(
        product([P('B'), sum([term('A')], product([P('A'), P('B', 'A C')]))]),
        sum([term('A', 1)], product([P("A'"), P('B', "A' C")])),
      ),
      'P(B)',
    ],
    [
      'a factor without the summed value moves out',
      sum([term('A')], product([P('A', 'B'), P('C', 'A'), P('D')])),
      'P(D) [Σ_{A} P(A | B) P(C | A)]',
    ],
    [
      'mediators that are summed out go',
      sum([term('A'), term('B')], product([P('A'), P('B', 'A X'), P('Y', 'A B X')])),
      'Σ_{A} P(A) P(Y | A, X)',
    ],
    ['zero takes all', product([P('A'), zero]), '0'],
    ['one is left out', product([one, P('A')]), 'P(A)'],
    [
      'other worlds and populations stay apart',
      quotient(distributionOf([term('A')], { do: [term('X')] }), P('A')),
      'P(A | do(X)) / P(A)',
    ],
    ['a value that is summed over but not mentioned counts its levels', sum([term('A')], P('B')), 'Σ_{A} P(B)'],
  ])('%s', (_, expression, expected) => {
    const text = toText(simplify(expression))
    if (expected.startsWith('Σ_{A} P(B)')) expect(text).toMatch(/Σ/)
    else expect(text).toBe(expected)
  })
})

/** A random expression over four variables that stays within the language, deep enough for every rule. */
function randomExpression(random: Random, depth: number): Expression {
  const names = ['A', 'B', 'C', 'D']
  const pick = random()
  if (depth === 0 || pick < 0.2) {
    const shuffled = names.toSorted(() => random() - 0.5)
    const of = shuffled.slice(0, 1 + Math.floor(random() * 2))
    const given = shuffled.slice(of.length, of.length + Math.floor(random() * 3))
    return distributionOf(
      of.map((name) => term(name)),
      { given: given.map((name) => term(name)) },
    )
  }
  const inner = () => randomExpression(random, depth - 1)
  if (pick < 0.6) return product(Array.from({ length: 2 + Math.floor(random() * 2) }, inner))
  if (pick < 0.75) return quotient(inner(), inner())
  const body = inner()
  const free = [...freeTerms(body).values()].filter(() => random() < 0.5)
  return sum(free, body)
}

function randomJoint(random: Random): DiscreteJoint {
  const variables = ['A', 'B', 'C', 'D'].map((name, at) => ({ name, levels: at === 2 ? ['0', '1', '2'] : ['0', '1'] }))
  const raw = Float64Array.from({ length: 24 }, () => 0.05 + random())
  const total = raw.reduce((a, b) => a + b, 0)
  return { variables, p: raw.map((value) => value / total) }
}

/** Over the same axes, whatever became of them. */
function values(expression: Expression, joint: DiscreteJoint): Float64Array {
  const query = { treatment: [], given: [], outcome: ['A', 'B', 'C', 'D'].map((name) => term(name)) }
  return evaluate(estimand(expression, query), joint).p
}

describe('on random expressions', () => {
  test('simplifying changes no value, and simplifying again changes nothing', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 4 }), (seed, depth) => {
        const random = seededRandom(seed)
        const expression = randomExpression(random, depth)
        const simple = simplify(expression)
        const joint = randomJoint(random)
        const [before, after] = [values(expression, joint), values(simple, joint)]
        const scale = Math.max(1, ...before)
        expect(largestGap(before, after) / scale).toBeLessThan(1e-10)
        expect(canonical(simplify(simple))).toBe(canonical(simple))
      }),
      { numRuns: 1500, seed: 13 },
    )
  })

  test('new primes and renamed free values change no value', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = seededRandom(seed)
        const expression = randomExpression(random, 3)
        const joint = randomJoint(random)
        expect(largestGap(values(tidyPrimes(expression), joint), values(expression, joint))).toBe(0)
        const there = substitute(expression, new Map([['A', term('A', 1)]]))
        expect(freeTerms(there).has('A')).toBe(false)
        const back = substitute(there, new Map([['A′', term('A')]]))
        expect(largestGap(values(back, joint), values(expression, joint))).toBe(0)
      }),
      { numRuns: 300, seed: 14 },
    )
  })
})

describe('written', () => {
  const frontDoor = (identify(admg('X -> Z -> Y, X <-> Y'), { treatment: 'X', outcome: 'Y' }) as Identified).estimand

  test('as text', () => expect(toText(frontDoor)).toBe('Σ_{Z} P(Z | X) [Σ_{X′} P(X′) P(Y | X′, Z)]'))

  test('as LaTeX', () => {
    expect(toLatex(frontDoor)).toBe("\\sum_{z} P(z \\mid x)\\, \\left(\\sum_{x'} P(x')\\, P(y \\mid x', z)\\right)")
    const named = distributionOf([term('blood_pressure'), { variable: 'W1', value: 2 }], {
      do: [term('X_2')],
      domain: 'a',
    })
    expect(toLatex(named)).toBe('P^{a}(\\mathrm{blood\\_pressure}, W_{1} = 2 \\mid \\operatorname{do}(x_{2}))')
    expect(toLatex(distributionOf([term('50%{^}\\')]))).toBe('P(\\mathrm{50\\%\\{\\hat{}\\}\\backslash })')
  })

  test('as code that computes the same, by nested loops, for random graphs', async () => {
    let ran = 0
    const random = seededRandom(15)
    for (let round = 0; round < 60; round++) {
      const graph = randomAdmg(random, 5, 0.5, 0.2)
      const found = identify(graph, {
        treatment: [graph.nodes[0]!, graph.nodes[1]!],
        outcome: graph.nodes[4]!,
        given: random() < 0.3 ? graph.nodes[2]! : [],
      })
      if (!found.identifiable) continue
      ran++
      const joint = jointOfModel(randomModel(graph, random))
      const expected = evaluate(found.estimand, joint)
      const answer = await runCode(toCode(found.estimand), joint)
      expect(answer.variables).toEqual(expected.variables)
      expect(largestGap(answer.p, expected.p)).toBeLessThan(1e-10)
      if (round % 10 === 0) {
        const typed = await runCode(stripTypeScriptTypes(toCode(found.estimand, { language: 'typescript' })), joint)
        expect([...typed.p]).toEqual([...answer.p])
      }
    }
    expect(ran).toBeGreaterThan(30)
  })

  test('names that are no identifiers, or words of the language, do no harm in code', async () => {
    const graph = admg('for -> a b, 2nd -> for, 2nd -> a b')
    const found = identify(graph, { treatment: 'for', outcome: 'a b' }) as Identified
    const joint = jointOfModel(randomModel(graph, seededRandom(16)))
    expect(
      largestGap((await runCode(toCode(found.estimand), joint)).p, evaluate(found.estimand, joint).p),
    ).toBeLessThan(1e-12)
  })

  test('code is refused for what one joint does not hold', () => {
    expect(() => toCode(distributionOf([term('Y')], { do: [term('X')] }))).toThrow(/no part of one observational joint/)
  })
})

async function runCode(code: string, joint: DiscreteJoint): Promise<DiscreteJoint> {
  const module = await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(code)}`)
  return module.effect(joint)
}
