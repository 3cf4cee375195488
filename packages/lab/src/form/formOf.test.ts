import { expect, test } from 'vitest'
import { z } from 'zod'
import { field, tableSchema } from '../field.ts'
import { everyField } from './fixture.ts'
import { formOf } from './formOf.ts'

const form = Object.fromEntries(formOf(everyField).map((each) => [each.name, each]))
const one = (type: z.ZodType) => formOf({ input: z.object({ it: type }) })[0]!

test('fields come in the order of the description, parts of an object after each other', () => {
  expect(formOf(everyField).map(({ name }) => name)).toEqual([
    'maxSignals',
    'threshold',
    'mode',
    'power',
    'nested',
    'story',
    'data',
    'levels',
    'metrics',
    'model.layers',
    'model.init.scale',
    'edges',
    'name',
  ])
})

test('a number has its range, step, unit and default, through every wrapper', () => {
  expect(form.maxSignals).toEqual({
    path: ['maxSignals'],
    name: 'maxSignals',
    label: 'Signals',
    help: 'More of them make the warning longer.',
    widget: 'slider',
    min: 1,
    max: 50,
    step: 1,
    unit: 'signals',
    default: 10,
    required: false,
  })
  expect(form.threshold).toMatchObject({ widget: 'number', min: 0, max: 1, step: 0.05, default: 0.5 })
  expect(one(z.number().int().gt(0).lt(10))).toMatchObject({ min: 1, max: 9, step: 1, required: true })
  expect(one(z.number().min(2).min(1))).toMatchObject({ min: 2 })
  expect(one(z.number())).not.toHaveProperty('step')
  expect(one(z.coerce.number().max(3).nullable().readonly())).toMatchObject({ widget: 'number', max: 3 })
  expect(one(z.preprocess((x) => x, z.number().min(4)))).toMatchObject({ widget: 'number', min: 4 })
  expect(one(z.string().min(2).transform(Number))).toMatchObject({ widget: 'line', minLength: 2 })
  expect(one(z.uint32())).toMatchObject({ min: 0, step: 1 })
})

test('choices keep their values, whatever their type, and have names', () => {
  expect(form.mode).toMatchObject({
    widget: 'choice',
    choices: [
      { value: 'fast', label: 'Approximate' },
      { value: 'exact', label: 'Exact, slow' },
    ],
  })
  expect(form.power).toMatchObject({ widget: 'choice', required: false })
  expect(form.power!.choices!.map(({ value }) => value)).toEqual([1, 2])
  expect(one(z.literal([true, 'auto'])).choices!.map(({ value }) => value)).toEqual([true, 'auto'])
})

test('texts, switches and tables have widgets that suit them', () => {
  expect(form.nested).toMatchObject({ widget: 'switch', default: true })
  expect(form.story).toMatchObject({ widget: 'text', minLength: 3, maxLength: 2000, accepts: ['.txt'] })
  expect(form.name).toMatchObject({ widget: 'line', pattern: '^[a-z]+$', required: true, label: 'Name', help: '' })
  expect(form.data).toMatchObject({ widget: 'table', accepts: ['.csv'], required: false })
  const bare = one(tableSchema.optional())
  expect(bare).toMatchObject({ widget: 'table' })
  expect(bare.accepts).toContain('.parquet')
  expect(one(field(z.string(), { label: 'G', help: 'g', widget: 'graph' })).widget).toBe('graph')
})

test('lists of single values are several of one field; lists of records know the fields of each', () => {
  expect(form.levels).toMatchObject({ widget: 'number', min: 0, several: { min: 1, max: 5 }, default: [1, 2] })
  expect(form.metrics).toMatchObject({ widget: 'choice', several: {} })
  expect(form.metrics!.choices!.map(({ value }) => value)).toEqual(['auc', 'f1'])
  expect(form.edges).toMatchObject({ widget: 'json', several: {} })
  expect(form.edges!.items!.map(({ name, required, default: value }) => [name, required, value])).toEqual([
    ['from', true, undefined],
    ['to', true, undefined],
    ['weight', false, 1],
  ])
  expect(one(z.array(z.array(z.number())))).toMatchObject({ widget: 'json' })
  expect(one(z.record(z.string(), z.number()))).toMatchObject({ widget: 'json' })
})

test('parts of an object stand under its name, with the default that the object has for them', () => {
  expect(form['model.layers']).toMatchObject({ path: ['model', 'layers'], group: 'Model', default: 3, required: false })
  expect(form['model.init.scale']).toMatchObject({ group: 'Init', label: 'Scale', default: 0.1 })
  const object = z.object({ a: z.number() })
  expect(one(object)).toMatchObject({ name: 'it.a', required: true })
  expect(one(object.optional())).toMatchObject({ name: 'it.a', required: false })
  expect(one(field(object, { label: 'O', help: 'o', widget: 'json' }))).toMatchObject({ name: 'it', widget: 'json' })
})
