/** Reading a joint table of a treatment, an outcome and perhaps an instrument. */
import { ScmError } from '../errors.ts'
import { nearestName } from '../nearestName.ts'
import type { DiscreteJoint, DiscreteVariable } from '../probability/joint.ts'

/** An interval that holds the quantity whatever is not known, and cannot be made smaller without more assumptions. */
export type Bounds = { lower: number; upper: number }

/** P(variables in the order asked for), as a function of their values. Other variables of the table are summed out. */
export function marginal(joint: DiscreteJoint, names: readonly string[]) {
  const cards = joint.variables.map(({ levels }) => levels.length)
  const places = names.map((name) => place(joint, name))
  const sizes = places.map((at) => cards[at]!)
  const total = joint.p.reduce((sum, one) => sum + one, 0)
  if (Math.abs(total - 1) > 1e-6 || joint.p.some((one) => !(one >= 0)))
    throw new ScmError('joint/probabilities', `The joint table sums to ${total}, or has a negative entry.`, {
      hint: 'Divide counts by their sum first.',
    })
  const p = new Float64Array(sizes.reduce((product, size) => product * size, 1))
  for (const [entry, value] of joint.p.entries()) {
    const digits = digitsOf(entry, cards)
    p[places.reduce((row, at, i) => row * sizes[i]! + digits[at]!, 0)]! += value
  }
  return (...values: number[]): number => p[values.reduce((row, value, i) => row * sizes[i]! + value, 0)]!
}

export function variableOf(joint: DiscreteJoint, name: string): DiscreteVariable {
  return joint.variables[place(joint, name)]!
}

/** The number of a value of a variable, given as that number or by its name. */
export function levelOf({ name, levels }: DiscreteVariable, value: number | string): number {
  const at = typeof value === 'number' ? value : levels.indexOf(value)
  if (Number.isInteger(at) && at >= 0 && at < levels.length) return at
  throw new ScmError('model/unknown-value', `“${name}” has no value ${JSON.stringify(value)}.`, {
    hint: `Its values are ${levels.join(', ')}.`,
  })
}

function place({ variables }: DiscreteJoint, name: string): number {
  const at = variables.findIndex((variable) => variable.name === name)
  if (at >= 0) return at
  const near = nearestName(
    name,
    variables.map((variable) => variable.name),
  )
  throw new ScmError('model/unknown-variable', `The table has no variable “${name}”.`, {
    hint: near === undefined ? `It has ${variables.map((one) => one.name).join(', ')}.` : `Did you mean “${near}”?`,
  })
}

function digitsOf(entry: number, cards: readonly number[]): number[] {
  const digits: number[] = []
  for (let i = cards.length - 1, rest = entry; i >= 0; i--) {
    digits[i] = rest % cards[i]!
    rest = Math.floor(rest / cards[i]!)
  }
  return digits
}
