/**
 * The fields of a method's input. A field is a zod type with what a form, a flag and a schema say of it: label, unit,
 * help, widget. Ranges and defaults stay where zod has them.
 */
import type { Table } from '@causerie/tables'
import { z } from 'zod'

export type Widget = 'number' | 'slider' | 'choice' | 'switch' | 'line' | 'text' | 'code' | 'table' | 'graph' | 'json'

export type FieldDescription = {
  label: string
  /** One sentence: what it does to the result. */
  help: string
  unit?: string
  /** Where it is not the one that follows from the type. */
  widget?: Widget
  /** Fields of one group stand under its name; those without a group come first. */
  group?: string
  /** File extensions a table or a text may be dropped in: '.csv', '.json'. */
  accepts?: readonly string[]
  /** Names of the choices, in place of their values. */
  options?: Readonly<Record<string, string>>
}

/** The type, described. Call it last, after `min`, `max` and `default`. */
export function field<Type extends z.ZodType>(type: Type, description: FieldDescription): Type {
  return type.meta({ title: description.label, description: description.help, causerie: description }) as Type
}

/** What `field` said of a type. */
export function describedAs(type: z.ZodType): FieldDescription | undefined {
  return type.meta()?.causerie as FieldDescription | undefined
}

const cells = <Type extends z.ZodType>(value: Type) => z.array(z.union([value, z.null()]))
const column = z.discriminatedUnion('type', [
  z.strictObject({ name: z.string(), type: z.literal('number'), values: cells(z.number()) }),
  z.strictObject({ name: z.string(), type: z.literal('text'), values: cells(z.string()) }),
  z.strictObject({ name: z.string(), type: z.literal('boolean'), values: cells(z.boolean()) }),
])

/** A table of the reader's own: columns equally long, their names all different. */
export const tableSchema: z.ZodType<Table, Table> = z
  .strictObject({ name: z.string().optional(), columns: z.array(column).min(1, 'the table has no column') })
  .superRefine(({ columns }, context) => {
    const rows = columns[0]?.values.length
    const seen = new Set<string>()
    for (const [at, { name, values }] of columns.entries()) {
      const path = ['columns', at]
      if (values.length !== rows)
        context.addIssue({
          code: 'custom',
          path,
          message: `the column “${name}” has ${values.length} rows, the first has ${rows}`,
        })
      if (seen.has(name)) context.addIssue({ code: 'custom', path, message: `two columns are called “${name}”` })
      seen.add(name)
    }
  })
  .meta({ causerieTable: true }) as unknown as z.ZodType<Table, Table>

/** Whether a type is a table, wrapped and described as it may be. */
export function isTableType(type: z.ZodType): boolean {
  if (type.meta()?.causerieTable === true) return true
  const { innerType } = type._zod.def as { innerType?: z.ZodType }
  return innerType !== undefined && isTableType(innerType)
}
