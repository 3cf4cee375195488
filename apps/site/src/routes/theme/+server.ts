import { redirect } from '@sveltejs/kit'
import { ownPath } from '#lib/server/requests.ts'
import { THEME_COOKIE, themeOf } from '#lib/theme.ts'
import type { RequestHandler } from './$types'

export const POST: RequestHandler = async ({ request, cookies, locals }) => {
  const form = await request.formData()
  const secure = locals.origin.startsWith('https:')
  cookies.set(THEME_COOKIE, themeOf(form.get('theme')), { path: '/', sameSite: 'lax', secure, maxAge: 400 * 86_400 })
  redirect(303, ownPath(form.get('back')))
}

export const GET: RequestHandler = () => redirect(302, '/')
