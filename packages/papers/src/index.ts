export { StoreError } from '@causerie/store'
export { PapersError } from './errors.ts'
export { type Feed, feedOf, mostItems, urn } from './feeds/feed.ts'
export type { FeedItem } from './feeds/feedItem.ts'
export { type FeedFormat, feedFormats } from './feeds/formats.ts'
export { askOwner } from './house/control.ts'
export type { Diagnosis } from './house/doctor.ts'
export { currentHouse, type House } from './house/house.ts'
export type { LearnResult } from './house/learnOperation.ts'
export { type Owner, readOwner } from './house/lock.ts'
export { type HouseOptions, openHouse } from './house/openHouse.ts'
export { type OperationName, runOperation } from './house/operations.ts'
export type { Progress, Report } from './house/report.ts'
export { type Settings, settingsSchema } from './house/settings.ts'
export { type HouseStatus, version } from './house/status.ts'
export { parsePaperId } from './identifiers.ts'
export type { ImportSummary } from './intake/importFile.ts'
export type { Suggestion } from './intake/suggestions.ts'
export type { Library } from './library/library.ts'
export type { RelatedPaper } from './library/related.ts'
export type { SavedSearch } from './library/savedSearches.ts'
export type {
  DailyPage,
  FacetValue,
  LibraryCounts,
  ListPage,
  Named,
  PaperCard,
  PaperPage,
  PaperVersion,
  Period,
  ScoreTerm,
  SearchHit,
  SearchMode,
  SearchPage,
  Segment,
  TrendingPage,
  TrendingPaper,
  TrendingTerm,
} from './library/views.ts'
export { searchModes } from './library/views.ts'
export { fewestOnAMap, type MapPoint, mostOnAMap, type PaperMap, type PaperMapAnswer } from './map/paperMap.ts'
export type { Embedder } from './meaning/embedder.ts'
export { openEmbedder } from './meaning/openEmbedder.ts'
export { type CitationFormat, citationFormats, cite } from './present/citation.ts'
export { authorLine, longDate, plural, shortDate, thin } from './present/describe.ts'
export { paperMarkdown } from './present/markdown.ts'
export { highwireTags, jsonLd, jsonLdScript, linkHeader, signposts } from './present/metadata.ts'
export { plainText, typeset } from './present/typeset.ts'
export type {
  Author,
  Identifier,
  IdentifierScheme,
  Link,
  LinkKind,
  Listing,
  PaperRecord,
  PartialDate,
} from './record.ts'
export type { MachineClass, NewRun, Run, RunFault, RunState, RunSummary } from './runs/run.ts'
export { createRunKeeper, type StoredRuns } from './runs/runKeeper.ts'
export type { Completion } from './search/completion/completions.ts'
export { type Condition, toggled as toggledCondition } from './search/query/edit.ts'
export { sources } from './sources/registry.ts'
export type { ParseContext, ParsedItem, Sample, Source, SourceId } from './sources/source.ts'
