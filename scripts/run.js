// What every script here shares: where the repository is, how a child is run, how a sentence is said.
// Plain JavaScript for any Node ≥ 18; lines for the reader go to stderr, so that `--json` on stdout stays clean.
import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = join(dirname(fileURLToPath(import.meta.url)), '..')

/** Everything the bootstrap keeps for itself, beside node_modules and the site's build. */
export const keep = join(root, '.node')

/** A failure with a sentence for the reader: shown without a stack. */
export class Trouble extends Error {}

export function say(line) {
  process.stderr.write(`${line}\n`)
}

/** Runs `main`; a `Trouble` ends the process with its sentence, a surprise with its stack. */
export async function ending(main) {
  try {
    process.exitCode = await main()
  } catch (error) {
    say(error instanceof Trouble ? error.message : error.stack)
    process.exitCode = 1
  }
}

/** The environment of a child that should find this Node, and not the system's, first. */
export function withNode(node, extra = {}) {
  const separator = process.platform === 'win32' ? ';' : ':'
  return { ...process.env, PATH: `${dirname(node)}${separator}${process.env.PATH ?? ''}`, ...extra }
}

/** Runs to the end without a word; what it said is shown only when it fails. */
export async function quietly(what, command, args, options = {}) {
  let output = ''
  const code = await ended(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], ...options }, (child) => {
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text))
  })
  if (code === 0) return
  throw new Trouble(`${shortened(output.trim())}\n\n${what} did not work (exit code ${code}); what was said is above.`)
}

/** The beginning and the end of a long failure: npm prints its whole usage between them. */
function shortened(text, keepLines = 20) {
  const lines = text.split('\n')
  if (lines.length <= 2 * keepLines) return text
  const left = lines.length - 2 * keepLines
  return [...lines.slice(0, keepLines), `… ${left} lines left out …`, ...lines.slice(-keepLines)].join('\n')
}

/** Runs with the reader's own terminal and returns the exit code. */
export function openly(command, args, options = {}) {
  return ended(command, args, { stdio: 'inherit', ...options })
}

/** The exit code of a child, 128 + n for signal n. While it runs, signals meant for us go to it. */
function ended(command, args, options, begin = () => {}) {
  const child = spawn(command, args, options)
  const pass = (signal) => {
    // Ctrl-C in a terminal reaches the child by itself: passing it on would be a second Ctrl-C.
    if (!(signal === 'SIGINT' && process.stdin.isTTY)) child.kill(signal)
  }
  for (const signal of passedOn) process.on(signal, pass)
  const watch = watchNpm(() => child.kill('SIGTERM'))
  begin(child)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => resolve(signal ? 128 + constants.signals[signal] : code))
  }).finally(() => {
    clearInterval(watch)
    for (const signal of passedOn) process.off(signal, pass)
  })
}

/**
 * `npm start` stands between us and whoever ends it: npm passes SIGTERM to its shell, and the shell dies of it without
 * a word to us. So where npm started us, losing our parent is the signal.
 */
function watchNpm(lost) {
  if (!process.env.npm_lifecycle_event) return undefined
  const parent = process.ppid
  return setInterval(() => process.ppid !== parent && lost(), 300).unref()
}

const passedOn = ['SIGINT', 'SIGTERM', 'SIGHUP']

/** One process at a time does this work; the others wait. A lock whose owner has died is taken over. */
export async function alone(name, work) {
  const lock = join(keep, `${name}.lock`)
  mkdirSync(keep, { recursive: true })
  for (let waited = 0; !taken(lock); waited++) {
    if (waited === 20) say(`Waiting for another start that is at work here (${name}) …`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  try {
    return await work()
  } finally {
    rmSync(lock, { force: true })
  }
}

function taken(lock) {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
  }
  if (abandoned(lock)) rmSync(lock, { force: true })
  return false
}

/** Nobody's any more: its owner is dead, was killed as our own process number, or took over half an hour. */
function abandoned(lock) {
  try {
    const owner = Number(readFileSync(lock, 'utf8'))
    const minutes = (Date.now() - statSync(lock).mtimeMs) / 60_000
    return minutes > 30 || owner === process.pid || (owner > 0 && !alive(owner)) // 0: created, not yet written
  } catch (error) {
    if (error.code === 'ENOENT') return false
    throw error
  }
}

/** Whether a process of this number runs. */
export function alive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}
