/** What a command is: its words, its options, and a function that works on a home and answers with plain data. */
import type { Report } from '@causerie/papers'

export type Option = {
  type: 'string' | 'boolean'
  /** Name of the value in help: FILE, N. */
  value?: string
  help: string
}

export type Values = Record<string, string | boolean | undefined>

export type Context = {
  home: string
  values: Values
  positionals: string[]
  /** Words of a command that `takesMore`, as they came, without its own options and the first positional. */
  more: string[]
  /** Runs an operation here, or in the process that owns the home. */
  operate<Result>(name: string, input: unknown): Promise<Result>
  print(text: string): void
  report: Report
  json: boolean
}

export type Command = {
  name: string
  /** What it does, in one line. */
  summary: string
  usage: string
  options: Record<string, Option>
  /** One line a person would type. */
  example: string
  /** Words it does not know are its own business (`Context.more`), as the fields of a method are. */
  takesMore?: true
  /** What help says besides, of what the words name. */
  moreHelp?: (positionals: string[]) => Promise<string>
  /** Returns what --json prints and the exit code (0 by default); prints for people itself when not json. */
  run(context: Context): Promise<{ result: unknown; exitCode?: number }>
}

/** A mistake in the words of a command: exit code 2. */
export class UsageError extends Error {
  override name = 'UsageError'
}

export function onePositional({ positionals }: Context, what: string): string {
  if (positionals.length === 1) return positionals[0]!
  throw new UsageError(
    positionals.length === 0
      ? `Name ${what}.`
      : `One ${what.replace(/^an? /, '')} at a time; these are ${positionals.length}.`,
  )
}

export function numberOption({ values }: Context, name: string, fallback: number): number {
  const text = values[name]
  if (text === undefined) return fallback
  const number = Number(text)
  if (Number.isInteger(number) && number > 0) return number
  throw new UsageError(`--${name} is “${text}”; expected a positive whole number.`)
}

/** The value of an option that is a day of the calendar. */
export function dayOption({ values }: Context, name: string): string | undefined {
  const text = values[name]
  if (text === undefined) return undefined
  const time = /^\d{4}-\d{2}-\d{2}$/.test(String(text)) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN
  if (!Number.isNaN(time) && new Date(time).toISOString().startsWith(String(text))) return String(text)
  throw new UsageError(`--${name} is “${text}”; expected a day as YYYY-MM-DD.`)
}
