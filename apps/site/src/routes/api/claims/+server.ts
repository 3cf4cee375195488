import { api } from '#lib/server/api.ts'
import { claimsJson } from '#lib/server/lab/claimsJson.ts'
import type { RequestEvent } from './$types'

export const GET = api(({ locals, url }: RequestEvent) => claimsJson(locals.house, url))
