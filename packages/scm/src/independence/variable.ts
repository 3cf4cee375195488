/** The columns that independence tests are asked about, and the one shape of their answer. */
import { ScmError } from '../errors.ts'
import { nearestName } from '../nearestName.ts'

/** Numbers, one for each row; or levels 0 … levels − 1, coded. Nothing is missing. */
export type Variable = Float64Array | { readonly levels: number; readonly codes: Int32Array }

/** All equally long. */
export type Variables = Readonly<Record<string, Variable>>

export type TestResult = {
  /** On the scale of its test: z, G, χ², a trace of kernels. */
  statistic: number
  /** In [0, 1], never NaN. 1 where the data cannot speak against independence; `reliable` is false then. */
  pValue: number
  degreesOfFreedom?: number
  /** Rows that the test rests on. */
  n: number
  /** False when the p-value should not be believed, and `reason` says why. */
  reliable: boolean
  reason?: string
}

/** Asked by name: x ⫫ y given a set. Symmetric in x and y. */
export type IndependenceTest = {
  readonly name: string
  readonly variables: readonly string[]
  readonly test: (x: string, y: string, given?: readonly string[]) => TestResult
}

export function rowsOf(variable: Variable): number {
  return variable instanceof Float64Array ? variable.length : variable.codes.length
}

export function isDiscrete(variable: Variable): variable is Exclude<Variable, Float64Array> {
  return !(variable instanceof Float64Array)
}

/**
 * Throws `independence/variables`: none, uneven lengths, a number that is not finite, a code that is no level; each with the
 * column and the row.
 */
export function requireVariables(variables: Variables): number {
  const entries = Object.entries(variables)
  if (entries.length === 0) throw new ScmError('independence/variables', 'There is no column to test.')
  const rows = rowsOf(entries[0]![1])
  for (const [name, variable] of entries) {
    if (rowsOf(variable) !== rows)
      throw new ScmError('independence/variables', `The column “${name}” has ${rowsOf(variable)} rows, not ${rows}.`)
    const at = isDiscrete(variable)
      ? variable.codes.findIndex((code) => !(code >= 0 && code < variable.levels))
      : variable.findIndex((value) => !Number.isFinite(value))
    if (at >= 0)
      throw new ScmError(
        'independence/variables',
        `Row ${at + 1} of the column “${name}” is ${isDiscrete(variable) ? `${variable.codes[at]}, not one of ${variable.levels} levels` : variable[at]}.`,
        { hint: 'Drop rows with missing values first.', details: { column: name, row: at } },
      )
  }
  return rows
}

/** Throws `independence/unknown` with the nearest name, `independence/overlap` when a variable is asked for twice. */
export function requireQuestion(names: readonly string[], x: string, y: string, given: readonly string[]): void {
  const asked = [x, y, ...given]
  for (const [at, name] of asked.entries()) {
    if (!names.includes(name)) {
      const near = nearestName(name, names)
      throw new ScmError('independence/unknown', `There is no column “${name}”.`, {
        hint: near === undefined ? `The columns are ${names.join(', ')}.` : `Did you mean “${near}”?`,
        details: { column: name },
      })
    }
    if (asked.indexOf(name) !== at)
      throw new ScmError(
        'independence/overlap',
        `“${name}” is asked about twice: ${x} ⫫ ${y} given ${given.join(', ')}.`,
      )
  }
}

/** What a test says that has nothing to go by. */
export function untestable(n: number, reason: string, degreesOfFreedom?: number): TestResult {
  return {
    statistic: 0,
    pValue: 1,
    n,
    reliable: false,
    reason,
    ...(degreesOfFreedom !== undefined && { degreesOfFreedom }),
  }
}
