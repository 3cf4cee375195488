import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals }) => {
  const [status, counts] = await Promise.all([locals.house.status(), locals.house.library.counts()])
  return { status, counts }
}
