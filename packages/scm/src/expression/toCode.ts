/**
 * An estimand as a program: an ES module without imports whose `effect(joint)` computes the same table as `evaluate`, by
 * plain loops, to be read, kept beside an analysis, or run where this package is not.
 */
import { ScmError } from '../errors.ts'
import { anyValueTerms, axesOf, type Estimand, queryOf } from './estimand.ts'
import { type Expression, givenOf, keyOf, type Term } from './expression.ts'
import { toText } from './toText.ts'

export type CodeOptions = {
  /** 'typescript' adds type annotations. */
  language?: 'javascript' | 'typescript'
}

/**
 * Code for estimands on one observational distribution. Running values that do not matter take their first level.
 * Throws `code/sources` when the estimand draws on an experiment or another population.
 */
export function toCode(estimand: Expression | Estimand, { language = 'javascript' }: CodeOptions = {}): string {
  const axes = axesOf(queryOf(estimand))
  const any = anyValueTerms(estimand)
  const names = new Map<string, string>()
  for (const each of [...axes, ...any]) names.set(keyOf(each), identifier(each, names))
  const typed = (text: string) => (language === 'typescript' ? text : '')
  const lines = any.map(
    (each) => `  const ${names.get(keyOf(each))} = levels(${quoted(each.variable)})[0]${typed('!')} // any value does`,
  )
  return `/** ${toText(estimand).replaceAll('*/', '* /')} */
export function effect(joint${typed(joint)})${typed(joint)} {
${helpers(typed)}
${lines.join('\n')}${lines.length > 0 ? '\n' : ''}  const value = (${axes.map((each) => names.get(keyOf(each)) + typed(': string')).join(', ')})${typed(': number')} =>
    ${code(estimand, names, typed)}
  const axes = [${axes.map((each) => `{ name: ${quoted(keyOf(each))}, levels: levels(${quoted(each.variable)}) }`).join(', ')}]
  const cells = axes.reduce${typed('<string[][]>')}((all, axis) => all.flatMap((cell) => axis.levels.map((level) => [...cell, level])), [[]])
  return { variables: axes, p: Float64Array.from(cells, (cell) => value(...(cell${typed(` as [${axes.map(() => 'string').join(', ')}]`)}))) }
}
`
}

const joint = ': { variables: readonly { name: string; levels: readonly string[] }[]; p: Float64Array }'

function helpers(typed: (text: string) => string): string {
  return `  const names = joint.variables.map((variable) => variable.name)
  const levels = (name${typed(': string')}) => joint.variables[names.indexOf(name)]${typed('!')}.levels
  const cards = joint.variables.map((variable) => variable.levels.length)
  const strides = cards.map((_, at) => cards.slice(at + 1).reduce((a, b) => a * b, 1))
  /** The mass of an event, e.g. { X: '1' }. */
  const mass = (event${typed(': Record<string, string>')}) => {
    const fixed = Object.entries(event).map(([name, level]) => [names.indexOf(name), levels(name).indexOf(level)]${typed(' as const')})
    return joint.p.reduce(
      (sum, weight, cell) =>
        fixed.every(([at, level]) => Math.floor(cell / strides[at]${typed('!')}) % cards[at]${typed('!')} === level) ? sum + weight : sum,
      0,
    )
  }
  const divide = (a${typed(': number')}, b${typed(': number')}) => {
    if (b === 0) throw new Error('The data say nothing here: a condition has probability 0.')
    return a / b
  }
  const P = (of${typed(': Record<string, string>')}, given${typed(': Record<string, string>')} = {}) =>
    divide(mass({ ...given, ...of }), mass(given))
  const times = (...factors${typed(': (() => number)[]')}) => {
    let value = 1
    for (const factor of factors) if (value !== 0) value *= factor()
    return value
  }
  const sum = (name${typed(': string')}, of${typed(': (level: string) => number')}) =>
    levels(name).reduce((total, level) => total + of(level), 0)`
}

function code(expression: Expression, names: ReadonlyMap<string, string>, typed: (text: string) => string): string {
  switch (expression.kind) {
    case 'constant':
      return String(expression.value)
    case 'product':
      return factorsFirst(expression.factors, names, typed)
    case 'quotient':
      return `divide(${code(expression.numerator, names, typed)}, ${code(expression.denominator, names, typed)})`
    case 'sum': {
      const inner = new Map(names)
      const opened = expression.over.map((each) => {
        inner.set(keyOf(each), identifier(each, inner))
        return `sum(${quoted(each.variable)}, (${inner.get(keyOf(each))}) => `
      })
      return `${opened.join('')}${code(expression.of, inner, typed)}${')'.repeat(opened.length)}`
    }
    default: {
      if (expression.do.length > 0 || expression.domain !== undefined)
        throw new ScmError('code/sources', `${toText(expression)} is no part of one observational joint.`, {
          hint: 'Code is written for estimands on observations; use evaluate with a list of sources.',
        })
      const given = givenOf(expression)
      return `P(${event(expression.of, names)}${given.length === 0 ? '' : `, ${event(given, names)}`})`
    }
  }
}

/** Plain probabilities before conditional ones: a factor of 0 keeps what has no support from being asked for. */
function factorsFirst(
  factors: readonly Expression[],
  names: ReadonlyMap<string, string>,
  typed: (text: string) => string,
) {
  if (factors.length === 0) return '1'
  const weight = ({ kind }: Expression) =>
    kind === 'distribution' || kind === 'constant' ? 0 : kind === 'conditional' ? 1 : 2
  const sorted = factors.toSorted((a, b) => weight(a) - weight(b))
  return `times(${sorted.map((factor) => `() => ${code(factor, names, typed)}`).join(', ')})`
}

function event(terms: readonly Term[], names: ReadonlyMap<string, string>): string {
  const parts = terms.map((each) => {
    const level = each.value === undefined ? names.get(keyOf(each))! : quoted(String(each.value))
    return `${quoted(each.variable)}: ${level}`
  })
  return `{ ${parts.join(', ')} }`
}

const reserved = new Set(
  'joint names levels cards strides mass divide P times sum value axes cells cell level total of given event effect'.split(
    ' ',
  ),
)
const words = new Set(
  'break case catch class const continue debugger default delete do else enum export extends false finally for function if import in instanceof let new null return static super switch this throw true try typeof var void while with yield await arguments eval package private protected public implements interface undefined NaN Infinity'.split(
    ' ',
  ),
)

/** A name that is free: the variable with what is no letter or digit left out, and an underscore for every prime. */
function identifier({ variable, prime = 0 }: Term, names: ReadonlyMap<string, string>): string {
  const taken = new Set(names.values())
  const base = variable.replace(/[^A-Za-z0-9_$]/g, '_').replace(/^(?=\d|$)/, '_') + '_'.repeat(prime)
  let name = base
  for (let at = 2; taken.has(name) || reserved.has(name) || words.has(name); at++) name = `${base}_${at}`
  return name
}

function quoted(text: string): string {
  return JSON.stringify(text)
}
