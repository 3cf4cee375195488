import type { House, PaperPage } from '@causerie/papers'
import { error } from '@sveltejs/kit'
import { searchPath } from '#lib/links.ts'
import { orErrorPage } from './faults.ts'
import { isReference } from './input.ts'

/** The paper, or the 404 that says so and proposes a search. */
export async function findPaper(house: House, ref: string): Promise<PaperPage> {
  const paper = isReference(ref) ? await orErrorPage(house.library.paper(ref)) : undefined
  if (paper) return paper
  const words = ref
    .replace(/[^\p{L}\p{N}.]+/gu, ' ')
    .trim()
    .slice(0, 100)
  return error(404, {
    code: 'library/unknown-paper',
    message: isReference(ref) ? `No paper “${ref.slice(0, 100)}” in this library.` : 'That is not the name of a paper.',
    hint: 'Import or harvest it first, or look for it under another name.',
    ...(words ? { search: { words, href: searchPath({ q: words }) } } : {}),
  })
}
