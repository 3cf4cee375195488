/** A method with every kind of field, for the tests of forms, flags and schemas. */
import { z } from 'zod'
import { field, tableSchema } from '../field.ts'
import { defineMethod } from '../method.ts'

export const everyField = defineMethod({
  slug: 'every-field',
  title: 'Every field',
  summary: 'Takes every kind of field.',
  input: z.object({
    maxSignals: field(z.number().int().min(1).max(50).default(10), {
      label: 'Signals',
      help: 'More of them make the warning longer.',
      unit: 'signals',
      widget: 'slider',
    }),
    threshold: field(z.number().gt(0).lt(1).multipleOf(0.05).default(0.5), {
      label: 'Threshold',
      help: 'Where to cut.',
    }),
    mode: field(z.enum(['fast', 'exact']).default('fast'), {
      label: 'Mode',
      help: 'How it is computed.',
      options: { fast: 'Approximate', exact: 'Exact, slow' },
    }),
    power: z.union([z.literal(1), z.literal(2)]).optional(),
    nested: field(z.boolean().default(true), { label: 'Nested', help: 'Reasons within reasons.' }),
    story: field(z.string().min(3).max(2000).default('Once upon a time'), {
      label: 'Story',
      help: 'What happened.',
      widget: 'text',
      accepts: ['.txt'],
    }),
    data: field(tableSchema.optional(), { label: 'Your data', help: 'One row per unit.', accepts: ['.csv'] }),
    levels: field(z.array(z.number().min(0)).min(1).max(5).default([1, 2]), {
      label: 'Levels',
      help: 'One curve each.',
    }),
    metrics: field(z.array(z.enum(['auc', 'f1'])).default(['auc']), { label: 'Metrics', help: 'What is measured.' }),
    model: z
      .object({
        layers: field(z.int().min(1).default(2), { label: 'Layers', help: 'Depth.' }),
        init: z.object({ scale: z.number().default(0.1) }).prefault({}),
      })
      .prefault({ layers: 3 }),
    edges: field(z.array(z.object({ from: z.string(), to: z.string(), weight: z.number().default(1) })).default([]), {
      label: 'Edges',
      help: 'Who causes whom.',
    }),
    name: z.string().regex(/^[a-z]+$/),
  }),
  runsIn: ['browser', 'server'],
  cost: () => ({ seconds: 0.01, megabytes: 1 }),
  sample: { name: 'sample' },
  run: (input) => ({ headline: JSON.stringify(input) }),
})
