import { listForms } from '#lib/server/paperLists.ts'
import type { LayoutServerLoad } from './$types'

export const load: LayoutServerLoad = ({ locals, url, route }) => ({
  theme: locals.theme,
  path: `${url.pathname}${url.search}`,
  forms: listForms(route.id, url),
})
