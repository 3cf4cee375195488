/** What the benchmarks share: quantiles, tables, temporary homes, child processes with their peak memory. */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))
export const cli = join(root, 'apps/cli/src/main.ts')
export const conferencePapers = join(root, '../shared/data/conference-papers.jsonl.zst')
export const foundingPage = join(root, '../shared/data/daily-papers-page.txt')

/** The p-quantile (0–1) of some numbers, by linear interpolation. */
export function quantile(values: readonly number[], p: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (sorted.length - 1) * p
  const low = Math.floor(at)
  return sorted[low]! + (at - low) * ((sorted[low + 1] ?? sorted[low]!) - sorted[low]!)
}

export function table(rows: Record<string, string | number>[]): string {
  const columns = Object.keys(rows[0] ?? {})
  const cells = rows.map((row) => columns.map((column) => shown(row[column])))
  const widths = columns.map((column, at) => Math.max(column.length, ...cells.map((line) => line[at]!.length)))
  const line = (parts: string[]) =>
    parts.map((part, at) => (at === 0 ? part.padEnd(widths[at]!) : part.padStart(widths[at]!))).join('  ')
  return [line(columns), line(widths.map((width) => '─'.repeat(width))), ...cells.map(line)].join('\n')
}

function shown(value: string | number | undefined): string {
  if (typeof value !== 'number') return value ?? ''
  return Number.isInteger(value) ? String(value) : value.toFixed(value < 10 ? 2 : 1)
}

export function machine(): string {
  return `${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`
}

/** Ends the benchmark with a sentence when a file it needs is not there. */
export function requireFile(file: string): string {
  if (existsSync(file)) return file
  console.log(`Not measured: ${file} is not there.`)
  process.exit(0)
}

export async function withTemporaryHome<Result>(work: (home: string) => Promise<Result>): Promise<Result> {
  const home = await mkdtemp(join(tmpdir(), 'causerie-bench-'))
  try {
    return await work(home)
  } finally {
    await rm(home, { recursive: true, force: true })
  }
}

export type Ended = { code: number | null; stdout: string; seconds: number; peakMegabytes: number }

/** As the launcher starts it. */
const { nodeFlags, nodeSettings } = (await import(new URL('../../scripts/runtime.js', import.meta.url).href)) as {
  nodeFlags: string[]
  nodeSettings: Record<string, string>
}
const env = { ...nodeSettings, ...process.env }

/** Runs `causerie …` to its end. Peak memory is the kernel's high-water mark of the process (Linux). */
export async function causerie(args: string[]): Promise<Ended> {
  const started = performance.now()
  const child = spawn(process.execPath, [...nodeFlags, cli, ...args], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  let stdout = ''
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text
  })
  const memory = watchMemory(child)
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  return { code, stdout, seconds: (performance.now() - started) / 1000, peakMegabytes: memory() }
}

export function watchMemory(child: ChildProcess): () => number {
  let peak = 0
  const look = () => {
    peak = Math.max(peak, memoryOf(child.pid!).peak)
  }
  const timer = setInterval(look, 50)
  child.once('close', () => clearInterval(timer))
  return () => peak
}

/** Resident memory of a process now and at its highest, in megabytes; zeros where /proc is missing. */
export function memoryOf(pid: number): { now: number; peak: number } {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    const field = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) / 1000
    return { now: field('VmRSS'), peak: field('VmHWM') }
  } catch {
    return { now: 0, peak: 0 }
  }
}

export type Running = { url: string; readySeconds: number; pid: number; stop(): Promise<void> }

/** Starts a server on a home and waits until it says it is ready. */
export async function startServer(home: string): Promise<Running> {
  const started = performance.now()
  const child = spawn(process.execPath, [...nodeFlags, cli, 'start', '--home', home, '--port', '0', '--json'], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ready = await new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding('utf8').once('data', resolve)
    child.once('close', (code) => reject(new Error(`the server ended with ${code} before it was ready`)))
  })
  return {
    url: JSON.parse(ready).url,
    readySeconds: (performance.now() - started) / 1000,
    pid: child.pid!,
    stop: () => {
      const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
      child.kill('SIGINT')
      return ended
    },
  }
}

/** For choosing what to ask. */
export { seededRandom as seeded } from '../../packages/papers/src/meaning/random.ts'
