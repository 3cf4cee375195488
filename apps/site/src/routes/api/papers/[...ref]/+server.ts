import { api } from '#lib/server/api.ts'
import { findPaper } from '#lib/server/paper.ts'
import type { RequestEvent } from './$types'

export const GET = api(({ locals, params }: RequestEvent) => findPaper(locals.house, params.ref))
