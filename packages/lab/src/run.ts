/** One run, from what the reader typed to a checked report: the function every runner ends up calling. */
import { errorOf, faultOf, LabError } from './errors.ts'
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
   * of the signal, `run/time`, `run/memory`, `run/lost` when what carried it out died, `report/invalid` or `run/failed` for
   * a fault of the method; or with the method's own error, code, hint and details whole.
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

/**
 * Runs the method here and now. Throws `input/invalid`, `run/cancelled`, `report/invalid` for a report that is not as
 * `reportSchema` has it, the method's own error when that has a code, and `run/failed` for any other.
 */
export async function runMethod(
  method: Method,
  { input, seed }: Omit<RunRequest, 'slug'>,
  { signal = new AbortController().signal, onProgress = () => {}, onLog = () => {} }: RunOptions = {},
): Promise<RunResult> {
  const parsed = parseInput(method, input)
  requireWanted(signal)
  const progress = reporting(signal, onProgress)
  const started = performance.now()
  const draft = await attempt(method, signal, () =>
    method.run(parsed, { random: seededRandom(seed), progress, signal, log: onLog }),
  )
  requireWanted(signal)
  const seconds = (performance.now() - started) / 1000
  return { report: checkedReport(method, draft), seconds }
}

/** The `progress` of a context: tells, lets messages in, and throws `run/cancelled` when the signal was given. */
export function reporting(signal: AbortSignal, onProgress: (progress: Progress) => void): RunContext['progress'] {
  return async (share, stage) => {
    onProgress(stage === undefined ? { share } : { share, stage })
    await breath()
    requireWanted(signal)
  }
}

async function attempt<Draft>(method: Method, signal: AbortSignal, run: () => Draft | Promise<Draft>): Promise<Draft> {
  try {
    return await run()
  } catch (error) {
    // Whatever a cancelled method throws on its way out is the cancellation.
    requireWanted(signal)
    const fault = faultOf(error)
    if (fault.code !== 'run/failed') throw errorOf(fault, error)
    throw new LabError('run/failed', `${method.title} failed: ${fault.message}`, {
      hint: 'This is a fault of the method. Another input may work; the report of it helps to mend it.',
      cause: error,
    })
  }
}

function requireWanted(signal: AbortSignal): void {
  if (signal.aborted) throw cancelled()
}

export function cancelled(): LabError {
  return new LabError('run/cancelled', 'The run was cancelled.')
}

let lastBreath = 0

/** Lets messages in, at most every 15 ms: a method may report progress as often as it likes. */
async function breath(): Promise<void> {
  if (performance.now() - lastBreath < 15) return
  await turn()
  lastBreath = performance.now()
}

/**
 * The rest of the event loop's turn. Not by a timer: nested ones take 4 ms in a tab. In Node two immediates, since the
 * first may come before messages are read.
 */
function turn(): Promise<void> {
  if (typeof setImmediate === 'function')
    return new Promise((resolve) => {
      setImmediate(() => setImmediate(resolve))
    })
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      port1.close()
      resolve()
    }
    port2.postMessage(null)
  })
}

/** As `reportSchema` has it, and as it is after a way through JSON: the same here, from a worker and from a file. */
function checkedReport(method: Method, draft: unknown): Report {
  const parsed = reportSchema.safeParse(draft)
  if (parsed.success) return JSON.parse(JSON.stringify(parsed.data)) as Report
  const [issue] = parsed.error.issues
  throw new LabError(
    'report/invalid',
    `${method.title} gave a faulty report: ${issue!.path.join('.') || 'report'}: ${issue!.message}.`,
    { hint: 'This is a fault of the method.' },
  )
}
