/** The built site in a process of its own, over a library of its own, the way `causerie start` arranges it. */
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { records } from './fixture.ts'
import { reproductions } from './measure.ts'

export type Site = {
  url: string
  /** What the process has written to stderr. */
  log: () => string
  get: (path: string, headers?: Record<string, string>) => Promise<Response>
  stop: () => Promise<void>
}

const folder = fileURLToPath(new URL('../..', import.meta.url))

/** Builds as `npm run build` does: about two seconds. */
export function build(): void {
  const vite = join(folder, '../../node_modules/vite/bin/vite.js')
  execFileSync(process.execPath, [vite, 'build', '--logLevel', 'error'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, CAUSERIE_REPRODUCTIONS: reproductions },
  })
}

/** `laboratory`: with the tests' own reproductions. */
export async function startSite(papers: unknown[] = records, { laboratory = false } = {}): Promise<Site> {
  const home = mkdtempSync(join(tmpdir(), 'causerie-site-'))
  const file = join(home, 'papers.jsonl')
  writeFileSync(file, papers.map((record) => `${JSON.stringify(record)}\n`).join(''))
  const serve = fileURLToPath(new URL('serve.ts', import.meta.url))
  // From another folder: nothing may depend on where the process starts.
  const child = spawn(process.execPath, [serve, home, ...(papers.length > 0 ? [file] : [])], {
    cwd: tmpdir(),
    env: { ...process.env, NODE_ENV: 'production', CAUSERIE_REPRODUCTIONS: laboratory ? reproductions : '' },
  })
  let log = ''
  child.stderr.on('data', (chunk) => {
    log += chunk
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (chunk) => {
      const found = /http:\/\/\S+/.exec(String(chunk))
      if (found) resolve(found[0])
    })
    child.once('exit', (code) => reject(new Error(`the site ended with ${code} before it answered:\n${log}`)))
  })
  return {
    url,
    log: () => log,
    get: (path, headers = {}) =>
      fetch(url + path, { headers: { accept: 'text/html', ...headers }, redirect: 'manual' }),
    stop: async () => {
      child.kill('SIGTERM')
      await ended
      rmSync(home, { recursive: true, force: true })
    },
  }
}
