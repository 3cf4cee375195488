/** What a page or a program and its workers say to each other: plain data, the same for web workers and worker threads. */
import type { RunFault } from '../errors.ts'
import type { Progress, RunRequest } from '../run.ts'

/**
 * A run, or the check of one claim. `module` is where the worker finds the code, when it was not built with it; `supply` the
 * folder of files that the reader supplied for this paper.
 */
export type Task =
  | { kind: 'run'; request: RunRequest; module?: string }
  | { kind: 'check'; slug: string; claim: string; quick: boolean; module?: string; supply?: string }

export type ToWorker = { type: 'start'; id: number; task: Task } | { type: 'cancel'; id: number }

export type FromWorker =
  | { type: 'ready' }
  /** The code is loaded, and the task begins: its time counts from here. */
  | { type: 'begun'; id: number }
  | { type: 'progress'; id: number; progress: Progress }
  | { type: 'log'; id: number; line: string }
  | { type: 'done'; id: number; result: unknown }
  | { type: 'failed'; id: number; fault: RunFault; stack?: string }
