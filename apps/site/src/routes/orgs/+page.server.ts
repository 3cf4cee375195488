import { namesPage } from '#lib/server/names.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = ({ locals, url }) =>
  namesPage((wanted) => locals.house.library.organisations(wanted), url)
