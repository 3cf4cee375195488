/** A paper as the column shows it: the card, with its text set in type by the server. */
import type { PaperCard } from '@causerie/papers'

export type Entry = {
  card: PaperCard
  /** HTML from typeset(): escaped text with MathML, nothing else. */
  title: string
  summary: string | undefined
  abstract: string | undefined
  isNew: boolean
}
