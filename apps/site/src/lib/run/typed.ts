/**
 * What a reader typed into a method's form, and the input it comes to: the same in the tab, and on the server when the
 * form is sent without script. A text stands for every field but tables, which are read from files.
 */
import { type FormField, place, readField } from '@causerie/lab'
import { rowCount, type Table, writeCsv } from '@causerie/tables'

/** By the field's name. A switch is 'on' or ''; of several choices, each on a line of its own. */
export type Typed = Record<string, string>
export type Tables = Record<string, Table | undefined>
export type Faults = Record<string, string[]>

/** The form as it is filled in for `input`; what that leaves out is filled in with its default. */
export function typedFrom(
  fields: readonly FormField[],
  input: Record<string, unknown>,
): { typed: Typed; tables: Tables } {
  const typed: Typed = {}
  const tables: Tables = {}
  for (const field of fields) {
    const value = valueAt(input, field.path) ?? field.default
    if (field.widget === 'table') tables[field.name] = isTable(value) ? value : undefined
    else typed[field.name] = textOf(field, value)
  }
  return { typed, tables }
}

const valueAt = (input: Record<string, unknown>, path: readonly string[]): unknown =>
  path.reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], input)

const isTable = (value: unknown): value is Table =>
  typeof value === 'object' && value !== null && Array.isArray((value as Table).columns)

function textOf(field: FormField, value: unknown): string {
  if (value === undefined) return ''
  if (field.widget === 'switch') return value === true ? 'on' : ''
  if (field.several && !field.items && Array.isArray(value)) return value.join(field.choices ? '\n' : ', ')
  if (typeof value === 'string') return value
  return typeof value === 'object' ? JSON.stringify(value, null, 2) : String(value)
}

/** The input that was typed, and of every field that cannot be read the sentence that says why. */
export function inputFrom(
  fields: readonly FormField[],
  typed: Typed,
  tables: Tables,
): { input: Record<string, unknown>; faults: Faults } {
  const input: Record<string, unknown> = {}
  const faults: Faults = {}
  for (const field of fields) {
    const reading = readingOf(field, typed[field.name] ?? '', tables)
    if (reading === undefined) continue
    if ('fault' in reading) faults[field.name] = [reading.fault]
    else place(input, field.path, reading.value)
  }
  return { input, faults }
}

const texts = ['line', 'text', 'code']

/** `undefined`: the field is left out. */
function readingOf(field: FormField, text: string, tables: Tables): ReturnType<typeof readField> | undefined {
  if (field.widget === 'table') return tables[field.name] && { value: tables[field.name] }
  if (field.widget === 'switch') return { value: text === 'on' }
  const isEmpty = text.trim() === ''
  if (field.several && isEmpty) return field.default === undefined && !field.required ? undefined : { value: [] }
  if (isEmpty && texts.includes(field.widget) && field.default !== undefined) return { value: '' }
  return isEmpty ? undefined : readField(field, text)
}

/** `input/invalid` by field: what belongs to no field stands under ''. */
export function faultsByField(fields: readonly FormField[], details: unknown): Faults {
  const issues = (details as { issues?: { path: string[]; message: string }[] } | undefined)?.issues ?? []
  const faults: Faults = {}
  for (const { path, message } of issues) {
    const field = fields.find(({ path: own }) => own.every((key, at) => key === path[at]))
    const rest = field ? path.slice(field.path.length) : path
    const name = field?.name ?? ''
    const said = worded(message)
    faults[name] = [...(faults[name] ?? []), rest.length > 0 ? `${rest.join('.')}: ${said}` : said]
  }
  return faults
}

/** What zod says most often, as one would say it to a person. */
function worded(message: string): string {
  const [, size, what, relation, bound] =
    /^Too (small|big): expected (\w+) to (?:be|have) ([<>]=?)(\S+)/.exec(message) ?? []
  if (!size || !bound) return message
  const words = { '>=': 'at least', '<=': 'at most', '>': 'more than', '<': 'less than' }[relation!] ?? relation
  const unit = { string: ' characters', array: ' values' }[what!] ?? ''
  return `${unit ? 'needs' : 'must be'} ${words} ${bound}${unit}`
}

/** `12 rows, 3 columns` */
export const sizeOf = (table: Table): string => {
  const [rows, columns] = [rowCount(table), table.columns.length]
  return `${rows} ${rows === 1 ? 'row' : 'rows'}, ${columns} ${columns === 1 ? 'column' : 'columns'}`
}

/** A small table as text for a form without script; a larger one stays in its file. */
export const tableText = (table: Table | undefined): string =>
  table && rowCount(table) * table.columns.length <= 20_000 ? writeCsv(table) : ''
