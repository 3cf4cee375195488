/** What learning tells while it works. */
import type { Found } from './findByTitle.ts'

export type LearnProgress = {
  stage: 'examining' | 'reading' | 'comparing' | 'learning'
  /** Of the stage, 0 to 1. */
  fraction: number
  /** Tokens learnt from so far. */
  tokens: number
  /** How it did when it was last asked, told once each time. */
  look?: { loss: number; found: Found }
}
