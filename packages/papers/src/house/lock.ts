/**
 * One process owns a home. The lock is a local socket with a name made of the home's path: the system gives a name to
 * one process only and takes it back when that process ends, however it ends. `lock.json` beside the data says who
 * holds it, and carries the key with which others may ask the owner to work for them.
 */
import { createHash, randomBytes } from 'node:crypto'
import { realpathSync } from 'node:fs'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { connect, type Server } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'

export type Owner = {
  pid: number
  /** What it is doing: "start", "import papers.jsonl". */
  purpose: string
  since: string
  /** The address of its site, when it serves one. */
  url?: string
  key: string
}

export type Lock = {
  owner: Owner
  /** True when the previous owner ended without giving the home back. */
  recovered: boolean
  /** Writes what changed about the owner (the address it serves). */
  update(change: Partial<Pick<Owner, 'url' | 'purpose'>>): Promise<void>
  release(): Promise<void>
}

/** The socket's path: abstract on Linux (no file to go stale), a pipe on Windows, a file elsewhere. */
export function socketPath(home: string): string {
  const name = `causerie-${userId()}-${createHash('sha256').update(realpathSync(home)).digest('hex').slice(0, 20)}`
  if (process.platform === 'linux') return `\0${name}`
  if (process.platform === 'win32') return `\\\\.\\pipe\\${name}`
  return join(tmpdir(), `${name}.sock`)
}

/** Takes the home, listening with `server`; undefined when another process has it. */
export async function takeLock(home: string, server: Server, purpose: string): Promise<Lock | undefined> {
  const path = socketPath(home)
  if (!(await listen(server, path))) return undefined
  const before = await readOwner(home)
  let owner: Owner = {
    pid: process.pid,
    purpose,
    since: new Date().toISOString(),
    key: randomBytes(24).toString('base64url'),
  }
  const file = join(home, 'lock.json')
  const write = () => writeFile(file, `${JSON.stringify(owner)}\n`, { mode: 0o600 })
  await rm(file, { force: true })
  await write()
  return {
    get owner() {
      return owner
    },
    recovered: before !== undefined,
    async update(change) {
      owner = { ...owner, ...change }
      await write()
    },
    async release() {
      await rm(file, { force: true })
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export async function readOwner(home: string): Promise<Owner | undefined> {
  try {
    return JSON.parse(await readFile(join(home, 'lock.json'), 'utf8')) as Owner
  } catch {
    return undefined // absent, or just being written
  }
}

async function listen(server: Server, path: string): Promise<boolean> {
  if (await tryListen(server, path)) return true
  if (path.startsWith('\0') || process.platform === 'win32' || (await answers(path))) return false
  await rm(path, { force: true }) // a socket file whose process is gone
  return tryListen(server, path)
}

function tryListen(server: Server, path: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException) => (error.code === 'EADDRINUSE' ? resolve(false) : reject(error))
    server.once('error', failed)
    server.listen({ path }, () => {
      server.off('error', failed)
      resolve(true)
    })
  })
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ path }, () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}

function userId(): string {
  const { uid, username } = userInfo()
  return uid >= 0 ? String(uid) : createHash('sha256').update(username).digest('hex').slice(0, 8)
}
