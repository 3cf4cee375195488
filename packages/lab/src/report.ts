/** What a run says: plain JSON, kept with the run and rendered the same in the tab, on the server and in a file. */
import { z } from 'zod'

const number = z.number()
const interval = z.strictObject({
  low: number,
  high: number,
  level: z.number().gt(0).lt(1).default(0.95),
  /** How it was made: 'Wilson', 'bootstrap percentile, 2,000 resamples', … */
  method: z.string().optional(),
})

/** One figure of the headline: value, unit, and how sure it is. */
export const quantitySchema = z.strictObject({
  name: z.string().min(1),
  value: z.union([number, z.string(), z.boolean(), z.null()]),
  unit: z.string().optional(),
  interval: interval.optional(),
  /** Cases it rests on. */
  n: z.number().int().nonnegative().optional(),
  seed: z.union([z.number(), z.string()]).optional(),
  note: z.string().optional(),
})

const cell = z.union([number, z.string(), z.boolean(), z.null()])

export const reportTableSchema = z
  .strictObject({
    title: z.string().min(1),
    columns: z.array(
      z.strictObject({ name: z.string(), unit: z.string().optional(), digits: z.number().int().optional() }),
    ),
    rows: z.array(z.array(cell)),
    note: z.string().optional(),
  })
  .superRefine(({ title, columns, rows }, context) => {
    const at = rows.findIndex(({ length }) => length !== columns.length)
    if (at < 0) return
    const message = `row ${at + 1} of “${title}” has ${rows[at]!.length} cells for ${columns.length} columns`
    context.addIssue({ code: 'custom', path: ['rows', at], message })
  })

export const figureSchema = z.strictObject({
  title: z.string().min(1),
  /** A Vega-Lite 6 specification without colours of its own for text, axes and background, its data inline. */
  spec: z.record(z.string(), z.unknown()),
  /** What a reader who cannot see it should know. */
  alt: z.string().min(1),
  /** The figure's data. */
  table: reportTableSchema,
})

export const reportFileSchema = z.strictObject({
  name: z.string().regex(/^[\w][\w.-]*$/),
  mediaType: z.string(),
  /** Text as it is; bytes in base64. */
  content: z.string(),
  encoding: z.enum(['text', 'base64']).default('text'),
})

export const reportSchema = z.strictObject({
  /** One sentence with the answer in it. */
  headline: z.string().min(1),
  /** Paragraphs that follow the headline; nested ones can be opened. */
  text: z.array(z.lazy(() => passageSchema)).default([]),
  numbers: z.array(quantitySchema).default([]),
  tables: z.array(reportTableSchema).default([]),
  figures: z.array(figureSchema).default([]),
  files: z.array(reportFileSchema).default([]),
  /** What the reader should know before relying on the numbers. */
  warnings: z.array(z.string()).default([]),
})

export type Passage = { text: string; children?: Passage[] | undefined }
const passageSchema: z.ZodType<Passage> = z.strictObject({
  text: z.string().min(1),
  children: z.lazy(() => z.array(passageSchema)).optional(),
})

export type Interval = z.input<typeof interval>
export type Quantity = z.infer<typeof quantitySchema>
export type ReportTable = z.infer<typeof reportTableSchema>
export type Figure = z.infer<typeof figureSchema>
export type ReportFile = z.infer<typeof reportFileSchema>
export type Report = z.infer<typeof reportSchema>
/** As a method writes it: what is empty may be left out. */
export type ReportDraft = z.input<typeof reportSchema>
