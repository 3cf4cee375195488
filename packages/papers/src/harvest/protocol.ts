/** What a harvest asks of a protocol, and what it remembers between two runs. */
import type { ParsedItem } from '../sources/source.ts'
import type { Fetched } from './fetcher.ts'

export type HarvestSource = 'arxiv' | 'hf-daily'

/** Plain JSON, saved after every page. */
export type Cursor = {
  source: HarvestSource
  baseUrl: string
  set?: string
  /** First day asked for; for hf-daily the day itself. */
  from: string
  /** What asks for the next page; none: the first page is next, or nothing is left. */
  token?: string
  /** Pages handed over and stored. */
  page: number
  /** Records handed over, repeats included. */
  records: number
  /** The server's clock at the first and the last page since `from` was last asked for. */
  firstResponseDate?: string
  lastResponseDate?: string
  startedAt: string
  finishedAt?: string
  /** The sentence with which the last run stopped. */
  lastError?: string
}

export type CursorStore = { load(): Promise<Cursor | undefined>; save(cursor: Cursor): Promise<void> }

export type Page =
  | { kind: 'records'; items: ParsedItem[]; next?: string; responseDate?: string; notes?: string[] }
  /** The token is no longer known: the list has to be asked for again from its beginning. */
  | { kind: 'expired'; reason: string }

export type Protocol = Pick<Cursor, 'source' | 'baseUrl' | 'set' | 'from'> & {
  accept: string
  /** Address of the page that the token stands for; of the first page without one. */
  url(token: string | undefined): string
  /** Throws `harvest/bad-page` for a page that is not whole; the harvest asks for it again. */
  read(reply: Fetched, token: string | undefined): Promise<Page>
  /** Whether the last page makes the list complete; a day that still fills is never complete. */
  completes: boolean
}

/** The pure parsers take streams; a harvested page is one piece. */
export async function* onePiece(text: string): AsyncIterable<string> {
  yield text
}
