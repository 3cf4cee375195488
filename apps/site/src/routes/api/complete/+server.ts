import { api } from '#lib/server/api.ts'
import { completeText } from '#lib/server/complete.ts'
import type { RequestEvent } from './$types'

export const GET = api(({ locals, url }: RequestEvent) => completeText(locals.house, url))
