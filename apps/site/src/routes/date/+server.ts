import { redirect } from '@sveltejs/kit'
import { dayPath } from '#lib/links.ts'
import type { RequestHandler } from './$types'

/** Where the date field sends: `/date?day=2025-12-10`. */
export const GET: RequestHandler = ({ url }) => {
  const day = url.searchParams.get('day')
  redirect(303, day ? dayPath(encodeURIComponent(day)) : '/')
}
