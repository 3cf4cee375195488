/** An open house: everything one process holds of a home. A process has one open at a time; the site finds it here. */
import type { Store } from '@causerie/store'
import { PapersError } from '../errors.ts'
import type { Library } from '../library/library.ts'
import type { RelatedPaper } from '../library/related.ts'
import type { SavedSearches } from '../library/savedSearches.ts'
import type { SearchPage } from '../library/views.ts'
import type { PaperMapAnswer } from '../map/paperMap.ts'
import type { Embedder } from '../meaning/embedder.ts'
import type { StoredRuns } from '../runs/runKeeper.ts'
import type { Completion } from '../search/completion/completions.ts'
import type { Indexer } from '../search/indexer.ts'
import type { Lexicon } from '../search/lexicon/lexicon.ts'
import type { LibrarySample } from '../search/rank/librarySample.ts'
import type { SearchOptions } from '../search/search.ts'
import type { SearchIndex } from '../search/searchIndex.ts'
import type { Upkeep } from '../search/upkeep.ts'
import type { Ranked } from '../search/vectors.ts'
import type { Report } from './report.ts'
import type { Settings } from './settings.ts'
import type { HouseStatus } from './status.ts'

/** `patient`: waits for the words of the library before it says that nothing was found. */
export type HouseSearchOptions = Omit<SearchOptions, 'embedder' | 'recency'> & { patient?: boolean }

export type House = {
  home: string
  /** It only reads its search index, and so writes nothing into the library. */
  reader: boolean
  settings: Settings
  store: Store
  index: SearchIndex
  indexer: Indexer
  /** The embedder that is wanted: what made the index's vectors, or will. */
  readonly embedder: Embedder | undefined
  /** The embedder whose vectors the index holds now: queries are compared with it. Absent while there are none. */
  queryEmbedder(): Embedder | undefined
  /** Makes the embedder at home in the library where that is due; upkeep does it where there is one. */
  settleIn(report: Report): Promise<void>
  upkeep: Upkeep
  library: Library
  /** What the reader should know about the opening: a recovered lock, migrations that ran. */
  notes: string[]
  search(text: string, options?: HouseSearchOptions): Promise<SearchPage>
  /** What the text at the caret of a search box may become: names, titles, fields. */
  complete(text: string, caret: number): Promise<Completion[]>
  lexicon: Lexicon
  /** How frequent words are in the library, for the ranking. */
  sample: LibrarySample
  /** Numbers of the papers a query matches, best first, at most 2,000; `relaxed` as on the page of a search. */
  matching(text: string, options?: { relaxed?: boolean }): Promise<Ranked>
  saved: SavedSearches
  /** Folder of the founding catalogue: one folder per paper, with its method where it has one. */
  catalogue: string
  /** Runs of the laboratory, kept in the store. */
  runs: StoredRuns
  /** Nearest by meaning, with the reason; empty while there are no vectors or when nothing is near. */
  related(paperId: number): Promise<RelatedPaper[]>
  /** A picture of some papers, the first 2,000 of them; waits for it up to `waitMs`. */
  map(ids: readonly number[], options: { waitMs: number }): Promise<PaperMapAnswer>
  status(): Promise<HouseStatus>
  /** Tells other processes the address this one serves. */
  announce(url: string): Promise<void>
  /** Awaited before anything is closed: what works on this house ends, or gives back what it holds. */
  beforeClose(work: () => Promise<void>): void
  close(): Promise<void>
}

let current: House | undefined

/** The house this process has open. */
export function currentHouse(): House {
  if (current) return current
  throw new PapersError('house/closed', 'No library is open in this process.', { hint: 'Call openHouse first.' })
}

/** Makes a house the one this process has open, or none. */
export function setCurrentHouse(house: House | undefined): void {
  current = house
}
