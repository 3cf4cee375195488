/** How an operation speaks while it works. */
export type Report = {
  progress(progress: Progress): void
  note(text: string): void
  signal: AbortSignal
}

/** Of one stage: how many things are done, of how many where that is known, and the part of the whole work. */
export type Progress = { stage: string; done: number; of?: number; fraction?: number }
