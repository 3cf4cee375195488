import { currentHouse, openHouse } from '@causerie/papers'
import type { RequestEvent } from '@sveltejs/kit'
import type { Handle, HandleServerError, ServerInit } from '@sveltejs/kit/hooks'
import { apiError } from '#lib/server/api.ts'
import { feedForm } from '#lib/server/feedForm.ts'
import { roomOf } from '#lib/server/lab/laboratory.ts'
import { isPaper, paperForm } from '#lib/server/paperForms.ts'
import { isFromThisSite, originOf } from '#lib/server/requests.ts'
import { surprise } from '#lib/server/surprise.ts'
import { THEME_COOKIE, themeOf } from '#lib/theme.ts'
import { VISITS_COOKIE, visit } from '#lib/visits.ts'

/** `causerie start` has opened the house already; `vite dev` has not. */
export const init: ServerInit = async () => {
  try {
    currentHouse()
  } catch {
    await openHouse({ home: process.env.CAUSERIE_HOME ?? '.causerie', purpose: 'vite dev', embedder: 'as set' })
  }
  roomOf(currentHouse()) // runs that were interrupted are taken up now, not when somebody looks
}

export const handle: Handle = async ({ event, resolve }) => {
  if (!isFromThisSite(event.request)) {
    return secured(
      apiError(403, {
        code: 'http/403',
        message: 'This form was sent from another site.',
        hint: 'Open the page here and send it again.',
      }),
    )
  }
  event.locals.house = currentHouse()
  event.locals.origin = originOf(event)
  event.locals.theme = themeOf(event.cookies.get(THEME_COOKIE))
  event.locals.lastVisit = countVisit(event)
  const transformPageChunk = ({ html }: { html: string }) => html.replace('%causerie-theme%', event.locals.theme)
  const response = secured(
    (await feedForm(event)) ?? (await paperForm(event)) ?? (await resolve(event, { transformPageChunk })),
  )
  if (isPaper(event)) response.headers.set('vary', 'Accept')
  return response
}

/** Expected refusals keep their sentence; the framework's are put into ours; a surprise gets a number. */
export const handleError: HandleServerError = ({ kind, error, event }) => {
  if (kind === 'app') return
  if (kind === 'unknown') return surprise(event, error)
  if (error && typeof error === 'object' && 'status' in error && error.status === 404) {
    return {
      message: `There is no page at “${event.url.pathname.slice(0, 120)}”.`,
      hint: 'Look at today’s papers, or search the library.',
    }
  }
}

/** Only readers of pages have visits; programs do not. */
function countVisit({ cookies, request, locals }: RequestEvent): string | undefined {
  if (request.method !== 'GET' || !request.headers.get('accept')?.includes('text/html')) return undefined
  const visits = visit(cookies.get(VISITS_COOKIE), new Date())
  const secure = locals.origin.startsWith('https:')
  cookies.set(VISITS_COOKIE, JSON.stringify(visits), {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure,
    maxAge: 400 * 86_400,
  })
  return visits.last
}

const SECURITY_HEADERS = {
  'x-content-type-options': 'nosniff',
  // Other sites learn nothing. Not `no-referrer`: under it browsers send `Origin: null` with our own forms.
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), interest-cohort=()',
  // Pages bring their own from kit (vite.config.ts); what is not a page may do nothing at all.
  'content-security-policy':
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  'cache-control': 'private, no-cache',
}

function secured(response: Response): Response {
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) {
    if (!response.headers.has(name)) response.headers.set(name, value)
  }
  if (response.headers.get('content-type') === 'text/html')
    response.headers.set('content-type', 'text/html; charset=utf-8')
  return response
}
