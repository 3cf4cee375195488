import { jsonSchemaOf, type Method } from '@causerie/lab'
import { api } from '#lib/server/api.ts'
import { methodOf } from '#lib/server/lab/methods.ts'
import { describeMethod } from '#lib/server/lab/present.ts'
import type { RequestEvent } from './$types'

/** A method: what it does, what it takes (JSON Schema 2020-12), the sample, and what the sample costs. */
export const GET = api(async ({ locals, params }: RequestEvent) => {
  const known = await methodOf(locals.house, params.slug)
  const method: Method = known.method
  return {
    ...describeMethod(known),
    input: jsonSchemaOf(method),
    sample: method.sample,
    cost: method.cost(method.input.parse(method.sample) as never),
  }
})
