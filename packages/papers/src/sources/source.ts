/**
 * What a source is: a format somebody publishes papers in, with a pure streaming parser.
 * Reading files, decompressing, fetching and storing are done elsewhere, once, for all of them.
 */
import type { PaperRecord } from '../record.ts'

export type SourceId =
  | 'daily-page'
  | 'hf-daily'
  | 'hf-search'
  | 'arxiv-atom'
  | 'arxiv-oai'
  | 'paperlists'
  | 'acl'
  | 'bibtex'
  | 'ris'
  | 'csl'
  | 's2'
  | 'openalex'
  | 'jsonl'

export type Sample = {
  /** File name without folders and without .gz/.zst; '' for standard input. */
  name: string
  /** The first decoded characters (up to 64 Ki). */
  head: string
}

export type ParseContext = {
  /** File name without folders, for messages and for keys. */
  name: string
  /** Today, YYYY-MM-DD (UTC): an argument, so that parsers stay pure. */
  today: string
  /** The day a dated page was published, when the caller knows it (YYYY-MM-DD). */
  pageDate?: string
}

/** One thing found in the input, in order. */
export type ParsedItem =
  | { kind: 'record'; where: string; record: PaperRecord }
  /** Something that should have been a paper and is not one: where, and a sentence. */
  | { kind: 'skipped'; where: string; reason: string }
  /** Something the reader should know (how a year was inferred, that a file ends early). */
  | { kind: 'note'; text: string }

export type Source = {
  id: SourceId
  label: string
  /**
   * Whose word counts when two sources disagree about a field, 0–100. Curated facts 90, an archive about
   * its own papers 80, a venue about its own papers 70, aggregators 50, reference managers 30, page texts 20.
   */
  authority: number
  /** How sure this source is that the sample is its format: 0 (no) … 1 (certain). */
  detect(sample: Sample): number
  /** Pure: chunks of decoded text in, items out, in bounded memory where the format allows it. */
  parse(text: AsyncIterable<string>, context: ParseContext): AsyncIterable<ParsedItem>
}
