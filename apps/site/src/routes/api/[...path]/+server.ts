import { apiError } from '#lib/server/api.ts'
import type { RequestHandler } from './$types'

export const fallback: RequestHandler = ({ url, request }) =>
  apiError(404, {
    code: 'http/404',
    message: `There is no ${request.method} ${url.pathname.slice(0, 120)}.`,
    hint: 'There are /api/papers/…, /api/search?q=, /api/days/…, /api/methods, /api/runs and /api/claims.',
  })
