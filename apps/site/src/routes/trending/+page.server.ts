import { toEntry } from '#lib/server/entry.ts'
import { pageNumber } from '#lib/server/input.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, url }) => {
  const { papers, ...trend } = await locals.house.library.trending({ page: pageNumber(url) })
  return {
    ...trend,
    ranked: papers.map(({ paper, score, terms }) => ({ entry: toEntry(paper, locals.lastVisit), score, terms })),
  }
}
