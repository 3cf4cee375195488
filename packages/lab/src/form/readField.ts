/**
 * What a reader typed, in a form or after a flag, as a value of the field's kind. Only the kind is looked at here: ranges
 * and everything else the description demands is for `parseInput`, which sees the whole input.
 */
import type { FormField, Scalar } from './formOf.ts'

export type FieldReading = { value: unknown } | { fault: string }

/** An empty text is a value of text fields only; elsewhere leave the field out instead. */
export function readField(field: FormField, typed: string): FieldReading {
  if (field.items) return readJson(typed)
  if (!field.several) return readOne(field, typed)
  const parts = typed.split(/[,\n]/).map((part) => part.trim())
  const readings = parts.filter((part) => part !== '').map((part) => readOne(field, part))
  const fault = readings.find((reading) => 'fault' in reading)
  return fault ?? { value: readings.map((reading) => (reading as { value: unknown }).value) }
}

function readOne(field: FormField, typed: string): FieldReading {
  if (field.widget === 'switch') return readSwitch(typed)
  if (field.choices) return readChoice(field.choices, typed)
  if (field.widget === 'number' || field.widget === 'slider') return readNumber(typed)
  if (field.widget === 'json' || field.widget === 'table') return readJson(typed)
  if (field.widget !== 'graph') return { value: typed }
  // A graph is a text in the graph language, or JSON of one, as the method has it.
  const json = /^\s*[[{]/.test(typed) ? readJson(typed) : undefined
  return json && 'value' in json ? json : { value: typed }
}

function readNumber(typed: string): FieldReading {
  const text = typed
    .trim()
    .replace(/^\+(?=[\d.])/, '')
    .replace(/^[−–](?=[\d.])/, '-')
  const isNumber = /^-?(?:\d[\d_]*\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text)
  const value = Number(text.replaceAll('_', ''))
  if (isNumber && Number.isFinite(value)) return { value }
  const isDecimalComma = /^-?\d+,\d+$/.test(text)
  return {
    fault: `expected a number, got ${quoted(typed)}${isDecimalComma ? '; write the decimals after a point' : ''}`,
  }
}

const yes = ['true', 'yes', 'on', '1']
const no = ['false', 'no', 'off', '0']

function readSwitch(typed: string): FieldReading {
  const word = typed.trim().toLowerCase()
  if (yes.includes(word)) return { value: true }
  if (no.includes(word)) return { value: false }
  return { fault: `expected yes or no, got ${quoted(typed)}` }
}

function readChoice(choices: readonly { value: Scalar; label: string }[], typed: string): FieldReading {
  const word = typed.trim()
  const choice =
    choices.find(({ value }) => `${value}` === word) ??
    choices.find(({ value }) => `${value}`.toLowerCase() === word.toLowerCase())
  if (choice) return { value: choice.value }
  return { fault: `expected one of ${choices.map(({ value }) => value).join(', ')}, got ${quoted(typed)}` }
}

function readJson(typed: string): FieldReading {
  try {
    return { value: JSON.parse(typed) }
  } catch (error) {
    return { fault: `expected JSON, got ${quoted(typed)} (${(error as Error).message})` }
  }
}

function quoted(text: string): string {
  return `“${text.length > 40 ? `${text.slice(0, 40).toWellFormed()}…` : text}”`
}

/** Sets a value deep in a record, making the records on the way. */
export function place(record: Record<string, unknown>, path: readonly string[], value: unknown): void {
  let at = record
  for (const key of path.slice(0, -1)) {
    if (!Object.hasOwn(at, key) || typeof at[key] !== 'object' || at[key] === null) define(at, key, {})
    at = at[key] as Record<string, unknown>
  }
  define(at, path.at(-1)!, value)
}

/** `at[key] = value`, also where the key is `__proto__`. */
function define(at: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(at, key, { value, writable: true, enumerable: true, configurable: true })
}
