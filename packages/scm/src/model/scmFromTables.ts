/**
 * A structural model with given conditional probabilities. Tables alone do not say what would have been, so a coupling of
 * the rows has to be chosen: here each variable is the quantile of its row at one uniform noise of its own,
 *   V = the first value k with U_V ≤ P(V = 0 | pa) + … + P(V = k | pa),
 * which for two values is the monotone coupling (Tian & Pearl 2000, sect. 4): if one row makes 1 likelier than another, it
 * makes 1 wherever the other does. U_V has as many values as there are different cuts, so that the model is finite.
 */
import { ScmError } from '../errors.ts'
import type { Random } from '../random.ts'
import type { EndogenousVariable, ExogenousBlock, FiniteScmDescription } from './finiteScm.ts'

export type ConditionalTable = {
  readonly name: string
  readonly card: number
  readonly levels?: readonly string[]
  readonly parents: readonly string[]
  /** `card` numbers for every setting of the parents, row-major, the first parent slowest; each row sums to one. */
  readonly p: ArrayLike<number>
}

/** Noises of the tables are called U_ and the variable’s name. `exogenous` and `endogenous` are further parts of the model. */
export function scmFromTables({
  tables,
  exogenous = [],
  endogenous = [],
}: { tables: readonly ConditionalTable[] } & Partial<FiniteScmDescription>): FiniteScmDescription {
  const cards = new Map<string, number>()
  for (const { names, cards: counts } of exogenous) for (const [i, name] of names.entries()) cards.set(name, counts[i]!)
  for (const { name, card } of [...endogenous, ...tables]) cards.set(name, card)
  const made = tables.map((table) => quantileMechanism(table, cards))
  return {
    exogenous: [...exogenous, ...made.map(({ noise }) => noise)],
    endogenous: [...endogenous, ...made.map(({ variable }) => variable)],
  }
}

/** Throws `model/probabilities` with the row, `model/table` for a wrong length and `model/unknown-parent`. */
export function quantileMechanism(
  table: ConditionalTable,
  cards: ReadonlyMap<string, number>,
): { noise: ExogenousBlock; variable: EndogenousVariable } {
  const { name, card, levels, parents } = table
  const rows = cumulativeRows(table, settingsOf(table, cards))
  const cuts = distinct(rows.flat())
  const noise = `U_${name}`
  const values = rows.flatMap((row) => cuts.map((cut) => row.findIndex((upTo) => cut <= upTo + tolerance)))
  return {
    noise: { names: [noise], cards: [cuts.length], p: cuts.map((cut, i) => cut - (cuts[i - 1] ?? 0)) },
    variable: { name, card, parents: [...parents, noise], table: values, ...(levels ? { levels } : {}) },
  }
}

/** Probabilities with two decimals, none of them zero: a random row for each setting of the parents, or uniform ones. */
export function startTable(rows: number, card: number, random?: Random): number[] {
  return Array.from({ length: rows }, () => startRow(card, random)).flat()
}

const tolerance = 1e-9

function settingsOf({ name, parents }: ConditionalTable, cards: ReadonlyMap<string, number>): number {
  return parents.reduce((product, parent) => {
    const card = cards.get(parent)
    if (card !== undefined) return product * card
    throw new ScmError('model/unknown-parent', `“${name}” depends on “${parent}”, which the model does not have.`, {
      hint: 'Give it a table, or leave it out of the parents.',
    })
  }, 1)
}

/** [settings][card]: P(V ≤ k | setting), the last exactly one. */
function cumulativeRows({ name, card, p }: ConditionalTable, settings: number): number[][] {
  if (p.length !== settings * card)
    throw new ScmError(
      'model/table',
      `The table of “${name}” has ${p.length} entries; it needs ${settings} × ${card}.`,
      {
        hint: 'Give one row for each setting of the parents, the first parent slowest.',
        details: { variable: name },
      },
    )
  return Array.from({ length: settings }, (_, row) => {
    let sum = 0
    const upTo = Array.from({ length: card }, (_, k) => {
      const one = p[row * card + k]!
      if (!(one >= 0 && one <= 1 + tolerance))
        throw wrongRow(name, row, `has the entry ${one}, which is no probability`)
      sum += one
      return sum
    })
    if (Math.abs(sum - 1) > 1e-6) throw wrongRow(name, row, `sums to ${Number(sum.toFixed(6))}, not to one`)
    upTo[card - 1] = 1
    return upTo.map((value) => Math.min(1, value))
  })
}

function wrongRow(name: string, row: number, fault: string): ScmError {
  return new ScmError('model/probabilities', `Row ${row + 1} of the table of “${name}” ${fault}.`, {
    hint: 'The probabilities of a row are those of the variable’s values in one setting of its causes.',
    details: { variable: name, row },
  })
}

/** Ascending, without zero, equal ones once; the last is one. */
function distinct(cuts: readonly number[]): number[] {
  const ascending = cuts.filter((cut) => cut > tolerance).sort((a, b) => a - b)
  const kept = ascending.filter((cut, i) => i === ascending.length - 1 || ascending[i + 1]! - cut > tolerance)
  kept[kept.length - 1] = 1
  return kept
}

/** Hundredths by largest remainder, so that they sum to one. */
function startRow(card: number, random?: Random): number[] {
  const weights = Array.from({ length: card }, () => (random ? 0.25 - Math.log(1 - random()) : 1))
  const total = weights.reduce((a, b) => a + b, 0)
  const exact = weights.map((weight) => Math.max(1, (100 * weight) / total))
  const hundredths = exact.map(Math.floor)
  const byRemainder = exact.map((value, i) => [value - hundredths[i]!, i] as const).sort((a, b) => b[0] - a[0])
  let missing = 100 - hundredths.reduce((a, b) => a + b, 0)
  for (let i = 0; missing > 0; i = (i + 1) % card, missing--) hundredths[byRemainder[i]![1]]!++
  while (missing < 0) {
    hundredths[hundredths.indexOf(Math.max(...hundredths))]!--
    missing++
  }
  return hundredths.map((value) => value / 100)
}
