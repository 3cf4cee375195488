export {
  type Claim,
  type ClaimContext,
  defineClaims,
  type Verdict,
  type VerdictDraft,
  verdictSchema,
} from './claim.ts'
export { claimOf, type Measurement, measureClaim } from './claimCheck.ts'
export { codecheckYml, type PaperFacts } from './download/codecheck.ts'
export { type Comparison, compareReports, type NumberComparison, type TableComparison } from './download/compare.ts'
export { asCommandLine, asTypeScript, runFlags } from './download/copies.ts'
export { tableCsv } from './download/csv.ts'
export { type DownloadFile, filesOf, runJson, tablesOf } from './download/files.ts'
export { errorOf, faultOf, LabError, type LabErrorOptions, type RunFault } from './errors.ts'
export { exactExp, exactLog } from './exactMath.ts'
export { describedAs, type FieldDescription, field, tableSchema, type Widget } from './field.ts'
export { type Flag, type FlagFault, type FlagReaders, flagsOf, parseFlags } from './form/flags.ts'
export { type FormField, formOf, type Scalar } from './form/formOf.ts'
export { type FieldReading, place, readField } from './form/readField.ts'
export { type JsonSchema, jsonSchemaOf, requestOfTool, type Tool, toolOf } from './form/schema.ts'
export { defaultLimits, type Limits } from './guards.ts'
export { canonicalInput, canonicalJson, runIdentity } from './identity.ts'
export { createInPlaceRunner } from './inPlaceRunner.ts'
export {
  type Asked,
  createLaboratory,
  type Laboratory,
  type LaboratoryOptions,
  type MethodSource,
  type Plan,
  type RunQueue,
} from './laboratory.ts'
export {
  type Change,
  changesIn,
  emptyLedger,
  type Ledger,
  type LedgerEntry,
  ledgerEntrySchema,
  ledgerSchema,
  type Mark,
  markOf,
  type Provenance,
  recorded,
} from './ledger.ts'
export { createMemoryKeeper, summaryOf } from './memoryKeeper.ts'
export {
  type Cost,
  defineMethod,
  type InputSchema,
  type Method,
  type Place,
  type RunContext,
} from './method.ts'
export { integer, normal, type Random, seededRandom, shuffled } from './random.ts'
export {
  type Figure,
  figureSchema,
  type Interval,
  type Passage,
  type Quantity,
  quantitySchema,
  type Report,
  type ReportDraft,
  type ReportFile,
  type ReportTable,
  reportFileSchema,
  reportSchema,
  reportTableSchema,
} from './report.ts'
export {
  type Progress,
  parseInput,
  type Runner,
  type RunOptions,
  type RunRequest,
  type RunResult,
  runMethod,
} from './run.ts'
export type {
  Hold,
  MachineClass,
  NewRun,
  Outcome,
  Run,
  RunFilter,
  RunKeeper,
  RunState,
  RunSummary,
  RunVersions,
} from './runs.ts'
