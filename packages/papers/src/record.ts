/**
 * One paper as one source describes it: the common currency of importers, harvesters and the merge.
 * Text is Unicode NFC with whitespace collapsed; TeX is kept as written; HTML is already plain text.
 */

/** `YYYY`, `YYYY-MM` or `YYYY-MM-DD`: a date as exact as its source knows it. */
export type PartialDate = string

export type IdentifierScheme =
  | 'arxiv' // canonical, without version: 2207.01848, hep-th/9901001
  | 'doi' // lower case, without resolver: 10.1609/aaai.v40i16.38399; never 10.48550/arxiv.… (that is the arXiv id)
  | 'openreview' // forum id, case kept
  | 'acl' // Anthology id: 2024.acl-long.62
  | 's2' // Semantic Scholar paperId, 40 hex
  | 'corpus' // Semantic Scholar corpusId
  | 'openalex' // W…
  | 'dblp'
  | 'mag'
  | 'pmid'
  | 'pmcid'

export type Identifier = { scheme: IdentifierScheme; value: string }

export type Author = { name: string; affiliations?: string[]; orcid?: string }

export type LinkKind =
  | 'abstract'
  | 'pdf'
  | 'code'
  | 'project'
  | 'data'
  | 'model'
  | 'video'
  | 'discussion'
  | 'publisher'
  | 'other'

export type Link = { kind: LinkKind; url: string; label?: string }

/** A place on somebody's dated list (a daily page, an announcement). */
export type Listing = { day: string; position?: number; comments?: number; votes?: number }

export type PaperRecord = {
  /** The source's own key of this record, the same at every import. */
  key: string
  title: string
  identifiers?: Identifier[]
  abstract?: string
  /** A summary in the instance's or the source's own words (the source is named beside it). */
  summary?: string
  /** In the order of the title page. */
  authors?: Author[]
  /** Printed number of authors where the names are not given. */
  authorCount?: number
  organisations?: string[]
  dates?: { submitted?: PartialDate; updated?: PartialDate; announced?: PartialDate; published?: PartialDate }
  venue?: string
  year?: number
  links?: Link[]
  /** Labels as a reader would see them: keywords, fields, arXiv categories. */
  topics?: string[]
  /** Version number of the text described (arXiv v2 → 2). */
  version?: number
  /** Licence of the paper, URL or SPDX id. */
  licence?: string
  listing?: Listing
  status?: 'withdrawn' | 'retracted'
  /** Facts that only the founding catalogue states. */
  catalogue?: { slug: string; name: string; runnable: boolean }
  /** What the parser did not use, kept as it came. */
  extra?: unknown
}
