/** What programs and forms may ask of the laboratory, read at the door. */
import { LabError, reportSchema } from '@causerie/lab'
import type { RequestEvent } from '@sveltejs/kit'
import { z } from 'zod'

export const seedSchema = z.union([
  z
    .number()
    .int()
    .min(-(2 ** 53) + 1)
    .max(2 ** 53 - 1),
  z.string().min(1).max(200),
])

const machineSchema = z.strictObject({
  processor: z.string().max(200),
  cores: z.number().int().min(1).max(100_000),
  memoryGb: z.number().min(0).max(1_000_000),
  runtime: z.string().max(200),
})

export const runRequestSchema = z.strictObject({
  slug: z.string().max(200),
  input: z.record(z.string(), z.unknown()).default({}),
  seed: seedSchema.default(1),
  /** With a report: a run that the reader's tab carried out, to be kept. */
  report: reportSchema.optional(),
  seconds: z.number().min(0).max(1e7).optional(),
  machine: machineSchema.optional(),
})

/** The body as JSON of this shape. Throws `run/body` with what is wrong and where. */
export async function bodyOf<Type extends z.ZodType>({ request }: RequestEvent, schema: Type): Promise<z.output<Type>> {
  if (!/^application\/json\b/i.test(request.headers.get('content-type') ?? ''))
    throw new LabError('run/body', 'The request is not JSON.', { hint: 'Send Content-Type: application/json.' })
  const body: unknown = await request.json().catch((cause: { status?: number }) => {
    if (cause?.status === 413) throw new LabError('table/too-large', 'The request is larger than this server takes.')
    throw new LabError('run/body', 'The body of the request is not JSON.', { cause })
  })
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  const issues = parsed.error.issues.map(({ path, message }) => ({ path: path.map(String), message }))
  const said = issues.slice(0, 3).map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`)
  throw new LabError('run/body', `The request cannot be used: ${said.join('; ')}.`, { details: { issues } })
}

/** A seed as typed: digits are a number. */
export const seedOf = (text: string): number | string => {
  const trimmed = text.trim().slice(0, 200)
  if (trimmed === '') return 1
  return /^-?\d{1,15}$/.test(trimmed) ? Number(trimmed) : trimmed
}
