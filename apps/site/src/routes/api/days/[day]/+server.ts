import { api } from '#lib/server/api.ts'
import type { RequestEvent } from './$types'

export const GET = api(({ locals, params }: RequestEvent) => locals.house.library.period('day', params.day))
