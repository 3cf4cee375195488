import { api } from '#lib/server/api.ts'
import { registryOf } from '#lib/server/lab/laboratory.ts'
import { methodOf } from '#lib/server/lab/methods.ts'
import { describeMethod } from '#lib/server/lab/present.ts'
import type { RequestEvent } from './$types'

/** Every method that loads. */
export const GET = api(async ({ locals: { house } }: RequestEvent) => {
  const { methods } = await registryOf(house).methods()
  return { methods: await Promise.all(methods.map(async ({ slug }) => describeMethod(await methodOf(house, slug)))) }
})
