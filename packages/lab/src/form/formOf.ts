/** The form of a method's input: its fields in order, each with what a page, a flag or a schema must know of it. */
import type { z } from 'zod'
import { isTableType, type Widget } from '../field.ts'
import type { Method } from '../method.ts'
import { type Kind, present, type Shape, shapeOf } from './shape.ts'

export type Scalar = string | number | boolean | null

export type FormField = {
  /** Where its value stands in the input: `['model', 'layers']`. Inside a list of records, in the record. */
  path: readonly string[]
  /** The path joined by dots: the field's name in a form. */
  name: string
  label: string
  help: string
  widget: Widget
  unit?: string
  /** The heading it stands under. */
  group?: string
  min?: number
  max?: number
  /** 1 for whole numbers; absent where any number between will do. */
  step?: number
  minLength?: number
  maxLength?: number
  pattern?: string
  choices?: readonly { value: Scalar; label: string }[]
  /** Several values of the same kind; `widget` and ranges are those of each. */
  several?: { min?: number; max?: number }
  /** The fields of each record, in a list of records (`widget` is 'json'). */
  items?: readonly FormField[]
  /** File extensions that may be dropped in. */
  accepts?: readonly string[]
  /** What it is when it is left out. */
  default?: unknown
  /** It may not be left empty. */
  required: boolean
}

export function formOf(method: Pick<Method, 'input'>): FormField[] {
  return fieldsIn(method.input.shape as Record<string, z.ZodType>, [], undefined)
}

function fieldsIn(shape: Record<string, z.ZodType>, above: readonly string[], group: string | undefined): FormField[] {
  return Object.entries(shape).flatMap(([key, type]) => fieldsOf(type, [...above, key], group))
}

/** One field; for an object without a widget of its own, those of its parts under its label. */
function fieldsOf(type: z.ZodType, path: readonly string[], group: string | undefined): FormField[] {
  const shape = shapeOf(type)
  const { kind, description } = shape
  const isWhole = description?.widget !== undefined || isTableType(type) || shape.isNullable
  if (kind.type !== 'object' || isWhole) return [fieldOf(type, shape, path, group)]
  const parts = fieldsIn(kind.shape, path, description?.label ?? worded(path.at(-1)!))
  const given = shape.default as Record<string, unknown> | undefined
  return shape.isOptional ? parts.map((part) => withoutNeed(part, given, path.length)) : parts
}

/** A part of an object that may be left out, with the default the object has for it. */
function withoutNeed(part: FormField, given: Record<string, unknown> | undefined, depth: number): FormField {
  const value = part.path.slice(depth).reduce<unknown>((at, key) => (at as Record<string, unknown>)?.[key], given)
  return { ...part, required: false, ...present({ default: value ?? part.default }) }
}

function fieldOf(type: z.ZodType, shape: Shape, path: readonly string[], above: string | undefined): FormField {
  const { description } = shape
  const { widget, ...rest } = traitsOf(shape.kind, description?.options, isTableType(type))
  return {
    path,
    name: path.join('.'),
    label: description?.label ?? worded(path.at(-1)!),
    help: description?.help ?? '',
    widget: description?.widget ?? widget,
    ...rest,
    ...present({
      unit: description?.unit,
      group: description?.group ?? above,
      accepts:
        description?.accepts ?? (isTableType(type) ? ['.csv', '.tsv', '.json', '.jsonl', '.parquet'] : undefined),
      default: shape.default,
    }),
    required: !shape.isOptional,
  }
}

type Traits = Pick<FormField, 'widget'> & Partial<FormField>

function traitsOf(kind: Kind, options: Readonly<Record<string, string>> | undefined, isTable: boolean): Traits {
  if (isTable) return { widget: 'table' }
  if (kind.type === 'number') return { widget: 'number', ...present({ min: kind.min, max: kind.max, step: kind.step }) }
  if (kind.type === 'switch') return { widget: 'switch' }
  if (kind.type === 'choice')
    return {
      widget: 'choice',
      choices: kind.values.map((value) => ({ value, label: options?.[`${value}`] ?? `${value}` })),
    }
  if (kind.type === 'text') {
    const { type, ...limits } = kind
    return { widget: 'line', ...limits }
  }
  if (kind.type === 'list') return listTraits(kind, options)
  return { widget: 'json' }
}

function listTraits(kind: Kind & { type: 'list' }, options: Readonly<Record<string, string>> | undefined): Traits {
  const inner = shapeOf(kind.element)
  const several = present({ min: kind.min, max: kind.max })
  if (inner.kind.type === 'object') return { widget: 'json', several, items: fieldsIn(inner.kind.shape, [], undefined) }
  if (inner.kind.type === 'list' || inner.kind.type === 'other') return { widget: 'json' }
  return { ...traitsOf(inner.kind, inner.description?.options ?? options, false), several }
}

/** `maxSignals` → `Max signals` */
function worded(key: string): string {
  const words = key
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/[_-]+/g, ' ')
    .toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}
