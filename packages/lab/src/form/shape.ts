/** What a zod 4 type is once its wrappers (optional, default, …) are taken off; read from `_zod.def`, zod's own account. */
import type { z } from 'zod'
import { describedAs, type FieldDescription } from '../field.ts'

export type Kind =
  | { type: 'number'; min?: number; max?: number; step?: number; isInteger: boolean }
  | { type: 'choice'; values: (string | number | boolean | null)[] }
  | { type: 'switch' }
  | { type: 'text'; minLength?: number; maxLength?: number; pattern?: string }
  | { type: 'object'; shape: Record<string, z.ZodType> }
  | { type: 'list'; element: z.ZodType; min?: number; max?: number }
  | { type: 'other' }

export type Shape = {
  kind: Kind
  /** It may be left out. */
  isOptional: boolean
  isNullable: boolean
  /** What it is when left out, as typed. */
  default?: unknown
  description?: FieldDescription
}

type Def = Record<string, unknown> & { type: string; checks?: { _zod: { def: Check } }[] }
type Check = { check: string; value?: number; inclusive?: boolean; minimum?: number; maximum?: number } & Record<
  string,
  unknown
>

export function shapeOf(type: z.ZodType): Shape {
  const def = type._zod.def as unknown as Def
  const inner = innerOf(def)
  const description = describedAs(type)
  if (!inner) return { kind: kindOf(def), isOptional: false, isNullable: false, ...(description && { description }) }
  const shape = shapeOf(inner)
  if (def.type === 'optional' || def.type === 'exactOptional') shape.isOptional = true
  if (def.type === 'nullable') shape.isNullable = true
  if (def.type === 'default' || def.type === 'prefault') {
    shape.isOptional = true
    shape.default = def.defaultValue
  }
  if (def.type === 'nonoptional') shape.isOptional = false
  // The outer description is the later one; what it leaves out, the inner one says.
  return description ? { ...shape, description: { ...shape.description, ...description } } : shape
}

/** What a reader types is the inner side of a pipe, unless that is a transform (`z.preprocess`). */
function innerOf(def: Def): z.ZodType | undefined {
  if (def.type === 'lazy') return (def.getter as () => z.ZodType)()
  if (def.type === 'pipe') {
    const into = def.in as z.ZodType
    return into._zod.def.type === 'transform' ? (def.out as z.ZodType) : into
  }
  const wrappers = ['optional', 'exactOptional', 'nullable', 'default', 'prefault', 'nonoptional', 'readonly', 'catch']
  return wrappers.includes(def.type) ? (def.innerType as z.ZodType) : undefined
}

function kindOf(def: Def): Kind {
  const checks = (def.checks ?? []).map(({ _zod }) => _zod.def)
  if (def.type === 'number') return numberKind(def, checks)
  if (def.type === 'boolean') return { type: 'switch' }
  if (def.type === 'string') return textKind(checks)
  if (def.type === 'enum') return { type: 'choice', values: Object.values(def.entries as Record<string, string>) }
  if (def.type === 'literal') return { type: 'choice', values: def.values as string[] }
  if (def.type === 'union') return unionKind(def.options as z.ZodType[])
  if (def.type === 'object') return { type: 'object', shape: def.shape as Record<string, z.ZodType> }
  if (def.type === 'array')
    return { type: 'list', element: def.element as z.ZodType, ...present({ min: least(checks), max: most(checks) }) }
  return { type: 'other' }
}

const integerFormats = ['safeint', 'int32', 'uint32']

function numberKind(def: Def, checks: Check[]): Kind {
  const formats = [def as unknown as Check, ...checks].filter(({ check }) => check === 'number_format')
  const isInteger = formats.some(({ format }) => integerFormats.includes(format as string))
  const bounds = (name: string) => checks.filter(({ check }) => check === name)
  const step = bounds('multiple_of')[0]?.value ?? (isInteger ? 1 : undefined)
  // A bound that is not itself allowed has no place in a form's min and max but for integers, where the next one has.
  const bound = ({ value, inclusive }: Check, next: number) => (inclusive ? value! : isInteger ? value! + next : value!)
  const lows = bounds('greater_than').map((check) => bound(check, 1))
  const highs = bounds('less_than').map((check) => bound(check, -1))
  const unsigned = formats.some(({ format }) => format === 'uint32') ? 0 : undefined
  const min = lows.length > 0 ? Math.max(...lows) : unsigned
  return {
    type: 'number',
    ...present({ min, max: highs.length > 0 ? Math.min(...highs) : undefined, step }),
    isInteger,
  }
}

function textKind(checks: Check[]): Kind {
  const pattern = checks.find(({ check, format }) => check === 'string_format' && format === 'regex')?.pattern
  return {
    type: 'text',
    ...present({ minLength: least(checks), maxLength: most(checks) }),
    ...(pattern instanceof RegExp && { pattern: pattern.source }),
  }
}

/** A union of choices is a choice; any other has no field of its own kind. */
function unionKind(options: z.ZodType[]): Kind {
  const kinds = options.map((option) => shapeOf(option).kind)
  return kinds.every((kind) => kind.type === 'choice')
    ? { type: 'choice', values: kinds.flatMap(({ values }) => values) }
    : { type: 'other' }
}

function least(checks: Check[]): number | undefined {
  return checks.find(({ minimum }) => minimum !== undefined)?.minimum
}

function most(checks: Check[]): number | undefined {
  return checks.find(({ maximum }) => maximum !== undefined)?.maximum
}

/** Without what is undefined. */
export function present<Values extends Record<string, unknown>>(values: Values): Partial<Values> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<Values>
}
