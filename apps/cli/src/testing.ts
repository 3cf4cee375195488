/** For tests: the command as another program sees it, temporary homes, and files of invented papers. */
import { type ChildProcess, spawn } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openHouse } from '@causerie/papers'

const script = join(import.meta.dirname, 'main.ts')

export type Ended = { code: number | null; signal: NodeJS.Signals | null; stdout: string; stderr: string }

export type CallOptions = { home?: string; input?: string; env?: NodeJS.ProcessEnv; timeoutMs?: number }

/** Runs the command to its end. A command that hangs is killed, and its `signal` says so. */
export function causerie(words: string[], options: CallOptions = {}): Promise<Ended> {
  return start(words, options).ended
}

/** Starts the command and leaves it running. */
export function start(words: string[], { home, input, env, timeoutMs = 60_000 }: CallOptions = {}) {
  const child = spawn(process.execPath, [script, ...words, ...(home ? ['--home', home] : [])], {
    env: { ...ownEnvironment(), ...env },
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
  })
  child.stdin?.end(input)
  const texts = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]!.setEncoding('utf8').on('data', (text: string) => {
      texts[name] += text
    })
  }
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve({ code, signal, ...texts }))
  })
  return { child, ended, texts }
}

/** Nothing of the developer's own instance, and nothing of the test runner. */
function ownEnvironment(): NodeJS.ProcessEnv {
  const foreign = /^(?:CAUSERIE_|VITEST|NODE_OPTIONS$|DATABASE_URL$|SEARCH_URI$|PORT$|HOST$|ORIGIN$|FORCE_COLOR$)/
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)))
}

/** Homes of one test file. Each is a copy of one with the founding catalogue: making a database takes seconds. */
export async function temporaryHomes() {
  const folder = mkdtempSync(join(tmpdir(), 'causerie-cli-'))
  const template = join(folder, 'template')
  const house = await openHouse({ home: template })
  await house.close()
  let made = 0
  return {
    folder,
    fresh(): string {
      const home = join(folder, `home-${++made}`)
      cpSync(template, home, { recursive: true })
      return home
    },
    /** A folder in which no Causerie has been. */
    untouched: (): string => join(folder, `home-${++made}`),
    /** Writes a file and returns its path. */
    file(name: string, content: string | Uint8Array): string {
      const path = join(folder, name)
      writeFileSync(path, content)
      return path
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

export function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    child.once('exit', () => resolve())
    child.kill('SIGKILL')
  })
}

/** Papers `from` … `to - 1` of an invented series as lines of JSON; `telling` goes into every abstract. */
export function inventedLines(from: number, to: number, telling = 'As it was first told.'): string {
  let lines = ''
  for (let n = from; n < to; n++) {
    lines += `${JSON.stringify({
      id: `swan-${n}`,
      title: `Counting swans on lake number ${n}`,
      abstract: `${telling} Lake ${n} holds ${(n * 7919) % 1000} swans, which we count by boat.`,
      authors: [`Ada Quill ${n % 97}`, `Bo Wader ${n % 31}`],
      venue: `Pond ${n % 5}`,
      year: 2000 + (n % 20),
      keywords: [`Lake district ${n % 50}`],
    })}\n`
  }
  return lines
}

/** Numbers in [0, 1) that are the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
