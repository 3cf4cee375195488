import { expect, test } from 'vitest'
import { z } from 'zod'
import { defineMethod } from '../method.ts'
import { everyField } from './fixture.ts'
import { jsonSchemaOf, requestOfTool, toolOf } from './schema.ts'

type Node = { [key: string]: Node } & { required: string[] }
const schema = jsonSchemaOf(everyField) as unknown as Node

test('the schema has types, ranges, units, defaults and only what must be given is required', () => {
  expect(schema.properties!.maxSignals).toEqual({
    type: 'integer',
    minimum: 1,
    maximum: 50,
    default: 10,
    title: 'Signals',
    description: 'More of them make the warning longer. Unit: signals.',
    'x-unit': 'signals',
  })
  expect(schema.properties!.threshold).toMatchObject({ exclusiveMinimum: 0, exclusiveMaximum: 1, multipleOf: 0.05 })
  expect(schema.properties!.model!.properties!.layers).toEqual({
    type: 'integer',
    minimum: 1,
    default: 2,
    title: 'Layers',
    description: 'Depth.',
  })
  expect(schema.required).toEqual(['name'])
  expect(schema.properties!.data!.properties!.columns).toMatchObject({ type: 'array', minItems: 1 })
  expect(JSON.stringify(schema)).not.toContain('causerie')
})

test('what the schema describes can be read back by zod, and agrees on examples', () => {
  const again = z.fromJSONSchema(jsonSchemaOf(everyField) as never)
  for (const input of [{ name: 'swan' }, { name: 'swan', maxSignals: 3, edges: [{ from: 'a', to: 'b' }] }]) {
    expect(everyField.input.safeParse(input).success).toBe(true)
    expect(again.safeParse(input).success).toBe(true)
  }
  for (const input of [{}, { name: 'swan', maxSignals: 0 }, { name: 'SWAN' }, { name: 'swan', mode: 'slow' }]) {
    expect(everyField.input.safeParse(input).success).toBe(false)
    expect(again.safeParse(input).success).toBe(false)
  }
})

test('a tool has the fields as arguments and the seed beside them; its call is a request', () => {
  const tool = toolOf(everyField)
  expect(tool).toMatchObject({ name: 'every-field', title: 'Every field', inputSchema: { type: 'object' } })
  const properties = Object.keys(tool.inputSchema.properties as object)
  expect(properties).toEqual([...Object.keys(everyField.input.shape), 'seed'])
  expect(requestOfTool(everyField, { name: 'swan', seed: 'x' })).toEqual({
    slug: 'every-field',
    input: { name: 'swan' },
    seed: 'x',
  })
  expect(requestOfTool(everyField, { name: 'swan' }).seed).toBe(1)
})

test('a field called seed is left to the method', () => {
  const seeded = defineMethod({ ...everyField, input: z.object({ seed: z.number().default(5) }), sample: {} } as never)
  expect(toolOf(seeded).inputSchema.properties).toHaveProperty('run_seed')
  expect(requestOfTool(seeded, { seed: 9 })).toEqual({ slug: 'every-field', input: { seed: 9 }, seed: 1 })
})
