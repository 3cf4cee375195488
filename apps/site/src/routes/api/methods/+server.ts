import { api } from '#lib/server/api.ts'
import { findMethod, methodSlugs } from '#lib/server/lab/methods.ts'
import { describeMethod } from '#lib/server/lab/present.ts'
import type { RequestEvent } from './$types'

/** Every method that loads. */
export const GET = api(async ({ locals }: RequestEvent) => {
  const { catalogue } = locals.house
  const found = await Promise.allSettled((await methodSlugs(catalogue)).map((slug) => findMethod(catalogue, slug)))
  return {
    methods: found.flatMap((one) => (one.status === 'fulfilled' && one.value ? [describeMethod(one.value)] : [])),
  }
})
