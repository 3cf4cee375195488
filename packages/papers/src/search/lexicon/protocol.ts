/** What a lexicon's thread is told and asked; every question is answered, in turn. */
import type { Wanted } from '../completion/names.ts'
import type { LexiconRows } from './rows.ts'

export type Question =
  | { kind: 'rows'; rows: LexiconRows }
  | { kind: 'settle' }
  | { kind: 'corrections'; words: string[] }
  | { kind: 'complete'; typed: string[]; kinds: Wanted }
export type Numbered = Question & { number: number }
export type Answer = { number: number; value: unknown }
