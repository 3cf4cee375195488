import { type PaperCard, typeset } from '@causerie/papers'
import type { Entry } from '#lib/entry.ts'
import { isNew } from '#lib/visits.ts'

export const toEntry = (card: PaperCard, lastVisit: string | undefined): Entry => ({
  card,
  title: titleHtml(card),
  summary: card.summary && typeset(card.summary),
  abstract: card.abstract && typeset(card.abstract),
  isNew: isNew(card.firstSeen, lastVisit),
})

/** A title stands in a link, and links do not nest. */
export const titleHtml = ({ title }: Pick<PaperCard, 'title'>): string => typeset(title).replace(/<\/?a\b[^>]*>/g, '')
