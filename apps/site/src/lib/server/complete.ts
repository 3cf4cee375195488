/** What the text of a search box may become: `?q=&at=`, the caret's place, at the end by default. */
import type { Completion, House } from '@causerie/papers'
import { paperPath } from '#lib/links.ts'
import { plural } from '#lib/words.ts'

export type CompletionItem = { kind: string; label: string; detail: string; text: string; caret: number; href?: string }

const longestQuery = 2000

export async function completeText(house: House, url: URL): Promise<{ items: CompletionItem[] }> {
  const text = (url.searchParams.get('q') ?? '').replace(/[\p{Cc}\p{Cs}]/gu, ' ')
  if (text.length > longestQuery) return { items: [] }
  const at = Number(url.searchParams.get('at') ?? text.length)
  const caret = Number.isInteger(at) && at >= 0 ? Math.min(at, text.length) : text.length
  return { items: (await house.complete(text, caret)).map(toItem) }
}

const kinds: Record<Completion['kind'], string> = {
  author: 'author',
  topic: 'topic',
  org: 'organisation',
  venue: 'venue',
  paper: 'paper',
  field: '',
}

function toItem({ kind, label, papers, example, text, caret, slug }: Completion): CompletionItem {
  const detail = [kinds[kind], papers && plural(papers, 'paper'), example && `like ${example}`]
    .filter(Boolean)
    .join(' · ')
  return { kind, label, detail, text, caret, ...(slug ? { href: paperPath(slug) } : {}) }
}
