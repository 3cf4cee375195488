import { api } from '#lib/server/api.ts'
import { searchLibrary } from '#lib/server/search.ts'
import type { RequestEvent } from './$types'

export const GET = api(({ locals, url }: RequestEvent) => searchLibrary(locals.house, url))
