import type { LayoutServerLoad } from './$types'

export const load: LayoutServerLoad = ({ locals, url }) => ({
  theme: locals.theme,
  path: `${url.pathname}${url.search}`,
})
