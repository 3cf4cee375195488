/** One run, from what the reader typed to a checked report: the function every runner ends up calling. */
import { LabError } from './errors.ts'
import type { InputSchema, Method, RunContext } from './method.ts'
import { seededRandom } from './random.ts'
import { type Report, reportSchema } from './report.ts'

/** What is asked for: plain JSON, so that it is kept with its report and sent to wherever it runs. */
export type RunRequest = {
  slug: string
  /** As typed; fields left out take their defaults. */
  input: Readonly<Record<string, unknown>>
  seed: number | string
}

export type Progress = { share: number; stage?: string }

export type RunOptions = {
  signal?: AbortSignal
  onProgress?: (progress: Progress) => void
  onLog?: (line: string) => void
}

/** Whatever carries out runs: in this thread, in a worker, on another machine. All pass one contract suite. */
export type Runner = {
  /**
   * Rejects with a `LabError`: `run/unknown`, `input/invalid` with every fault and its path, `run/cancelled` within 200 ms
   * of the signal, `run/time`, `run/memory`, `run/lost` when what carried it out died, `run/failed` for a fault of the
   * method; or with the method's own `LabError`.
   */
  run: (request: RunRequest, options?: RunOptions) => Promise<RunResult>
  /** Ends what is under way with `run/cancelled`. */
  close: () => Promise<void>
}

export type RunResult = { report: Report; seconds: number }

/** The input as the method takes it. Throws `input/invalid` with every fault: `{ issues: [{ path, message }] }`. */
export function parseInput<Schema extends InputSchema>(method: Method<Schema>, input: unknown) {
  const parsed = method.input.safeParse(input)
  if (parsed.success) return parsed.data
  const issues = parsed.error.issues.map(({ path, message }) => ({ path: path.map(String), message }))
  const said = issues.slice(0, 3).map(({ path, message }) => `${path.join('.') || 'input'}: ${message}`)
  throw new LabError('input/invalid', `${method.title} cannot run: ${said.join('; ')}.`, { details: { issues } })
}

/** Runs the method here and now. The report of a method that returns something else throws `report/invalid`. */
export async function runMethod(
  method: Method,
  { input, seed }: Omit<RunRequest, 'slug'>,
  { signal = new AbortController().signal, onProgress = () => {}, onLog = () => {} }: RunOptions = {},
): Promise<RunResult> {
  const parsed = parseInput(method, input)
  const progress: RunContext['progress'] = async (share, stage) => {
    onProgress(stage === undefined ? { share } : { share, stage })
    await breath()
    requireWanted(signal)
  }
  requireWanted(signal)
  const started = performance.now()
  const draft = await method.run(parsed, { random: seededRandom(seed), progress, signal, log: onLog })
  requireWanted(signal)
  return { report: checkedReport(method, draft), seconds: (performance.now() - started) / 1000 }
}

function requireWanted(signal: AbortSignal): void {
  if (signal.aborted) throw new LabError('run/cancelled', 'The run was cancelled.')
}

let lastBreath = 0

/** Lets messages in, at most every 15 ms: a method may report progress as often as it likes. */
async function breath(): Promise<void> {
  if (performance.now() - lastBreath < 15) return
  await new Promise((resolve) => setTimeout(resolve, 0))
  lastBreath = performance.now()
}

function checkedReport(method: Method, draft: unknown): Report {
  const parsed = reportSchema.safeParse(draft)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new LabError(
    'report/invalid',
    `${method.title} gave a faulty report: ${issue!.path.join('.')}: ${issue!.message}.`,
  )
}
