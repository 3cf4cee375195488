/** A method's input as JSON Schema (2020-12), and the method as a tool of the Model Context Protocol. */
import { z } from 'zod'
import type { FieldDescription } from '../field.ts'
import type { Method } from '../method.ts'
import type { RunRequest } from '../run.ts'

export type JsonSchema = { [key: string]: unknown }

/** As a request states it: fields with a default may be left out. A unit stands as `x-unit` and in the description. */
export function jsonSchemaOf(method: Pick<Method, 'input'>): JsonSchema {
  return z.toJSONSchema(method.input, { io: 'input', unrepresentable: 'any', override: withOurWords }) as JsonSchema
}

function withOurWords({ jsonSchema }: { jsonSchema: JsonSchema }): void {
  const described = jsonSchema.causerie as FieldDescription | undefined
  delete jsonSchema.causerie
  delete jsonSchema.causerieTable
  if (described?.unit) {
    jsonSchema['x-unit'] = described.unit
    jsonSchema.description = `${jsonSchema.description ?? ''} Unit: ${described.unit}.`.trim()
  }
  // zod writes the whole range of safe integers where none was set.
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum
}

export type Tool = {
  name: string
  title: string
  description: string
  inputSchema: JsonSchema & { type: 'object' }
  annotations: { readOnlyHint: true; destructiveHint: false; idempotentHint: true; openWorldHint: false }
}

/** The input's fields are the tool's arguments, with `seed` beside them (`run_seed` where a field has that name). */
export function toolOf(method: Method): Tool {
  const { $schema, ...schema } = jsonSchemaOf(method)
  const properties = { ...(schema.properties as JsonSchema), [seedName(method)]: seedSchema }
  return {
    name: method.slug,
    title: method.title,
    description: `${method.summary} The same arguments and seed give the same report. Fields left out take their defaults.`,
    inputSchema: { ...schema, type: 'object', properties },
    annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  }
}

const seedSchema = {
  description: 'Seed of all randomness, a number or a text; 1 when left out.',
  anyOf: [{ type: 'number' }, { type: 'string' }],
  default: 1,
}

/** The run that a call of the tool asks for. */
export function requestOfTool(method: Method, args: Readonly<Record<string, unknown>>): RunRequest {
  const { [seedName(method)]: seed = 1, ...input } = args
  return { slug: method.slug, input, seed: typeof seed === 'number' ? seed : String(seed) }
}

function seedName({ input }: Method): string {
  return 'seed' in input.shape ? 'run_seed' : 'seed'
}
