/** What the two arXiv formats share: links, topics, withdrawal, and dates that turn out not to be dates. */
import type { Link, PaperRecord } from '../record.ts'
import { cleanText } from '../text.ts'

export const arxivAuthority = 80

/** The abstract page and the PDF; a page may be linked to, the file is not ours to serve. */
export function arxivLinks(id: string): Link[] {
  return [
    { kind: 'abstract', url: `https://arxiv.org/abs/${id}` },
    { kind: 'pdf', url: `https://arxiv.org/pdf/${id}` },
  ]
}

/** arXiv categories without the ACM and MSC classes that share their element; primary first, each once. */
export function arxivTopics(primary: string | undefined, categories: readonly string[]): string[] {
  const all = primary ? [primary, ...categories] : categories
  return [...new Set(all.map((category) => category.trim()))].filter((category) => categoryPattern.test(category))
}

const categoryPattern = /^[a-z]+(?:-[a-z]+)?(?:\.(?:[A-Z]{2}|[a-z]+(?:-[a-z]+)*))?$/

/** Authors withdraw by a new version that says so, in the comment or in place of the abstract. */
export function withdrawal(abstract = '', comment = ''): Pick<PaperRecord, 'status'> {
  const says = [abstract, comment].some((text) => withdrawn.test(cleanText(text)))
  return says ? { status: 'withdrawn' } : {}
}

const withdrawn =
  /^(?:this|the) (?:paper|article|submission|manuscript|work|preprint|version|draft|note|document)(?: (?:is|was|has been|have been|had been)) (?:temporarily )?withdrawn\b|^withdrawn\b/i

/** Only the members that hold something, so that a record has no empty fields. */
export function present<T extends object>(fields: T): T {
  const held = Object.entries(fields).filter(
    ([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0),
  )
  return Object.fromEntries(held) as T
}
