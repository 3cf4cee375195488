/**
 * Databases for tests: fresh ones of either engine, a PostgreSQL server of the test's own, and the writer that the
 * kill test kills.
 */
import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, globSync, readFileSync, writeSync } from 'node:fs'
import { chown, cp, mkdtemp, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { openDatabase } from './database.ts'
import { getTableName, sql } from './drizzle.ts'
import { migrate } from './migrate.ts'
import { tables } from './schema.ts'
import type { Store } from './store.ts'

export type Engine = {
  kind: Store['kind']
  /** Opens an empty database nobody has used, without any table. */
  fresh(): Promise<Store>
  stop(): Promise<void>
}

/** Embedded databases, each a copy of one empty cluster: making a cluster takes seconds, copying one does not. */
export async function embeddedEngine(): Promise<Engine> {
  const home = await mkdtemp(join(tmpdir(), 'causerie-embedded-'))
  const template = join(home, 'template')
  await openDatabase({ folder: template }).then((store) => store.close())
  let made = 0
  return {
    kind: 'embedded',
    fresh: async () => {
      const folder = join(home, `database-${++made}`)
      await cp(template, folder, { recursive: true })
      return openDatabase({ folder })
    },
    stop: () => rm(home, { recursive: true, force: true }),
  }
}

export type ServerEngine = Engine & {
  /** `postgres://` address of a database of this server, for a user it trusts. */
  url(database: string): string
  port: number
}

/** Role and password of the one user whom the server asks for a password. */
export const guarded = { user: 'guarded', password: 'open sesame' }

/** A server with databases of its own, or undefined where no PostgreSQL ≥ 15 is installed. */
export async function serverEngine(): Promise<ServerEngine | undefined> {
  const programs = serverPrograms()
  if (!programs) return undefined
  const home = await mkdtemp(join(tmpdir(), 'causerie-server-'))
  const owner = serverOwner()
  if (owner) await chown(home, owner.uid, owner.gid)
  const options = { ...owner, cwd: home, env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' } }
  const data = join(home, 'data')
  const initdb = ['-D', data, '-U', 'causerie', '-A', 'trust', '-E', 'UTF8', '--no-sync']
  await promisify(execFile)(join(programs, 'initdb'), initdb, options)
  const rules = `host all ${guarded.user} 127.0.0.1/32 scram-sha-256\n${readFileSync(join(data, 'pg_hba.conf'), 'utf8')}`
  await writeAs(owner, join(data, 'pg_hba.conf'), rules)
  const port = await freePort()
  const settings = [`port=${port}`, 'listen_addresses=127.0.0.1', `unix_socket_directories=${home}`, 'fsync=off']
  const server = spawn(join(programs, 'postgres'), ['-D', data, ...settings.flatMap((setting) => ['-c', setting])], {
    ...options,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const killed = () => void server.kill('SIGQUIT')
  process.once('exit', killed)
  await readiness(server)
  const url = (database: string) => `postgres://causerie@127.0.0.1:${port}/${database}`
  const main = await openDatabase({ databaseUrl: url('postgres') })
  await main.db.execute(sql.raw(`create role ${guarded.user} login password '${guarded.password}'`))
  let made = 0
  return {
    kind: 'server',
    port,
    url,
    fresh: async () => {
      const name = `database_${++made}`
      await main.db.execute(sql.raw(`create database ${name}`))
      return openDatabase({ databaseUrl: url(name) })
    },
    stop: async () => {
      await main.close()
      const ended = once(server, 'exit')
      server.kill('SIGINT')
      await ended
      process.off('exit', killed)
      await rm(home, { recursive: true, force: true })
    },
  }
}

/** Whether the machine must have what `name` stands for (CAUSERIE_REQUIRE=postgresql,browser …). */
export function isRequired(name: string): boolean {
  return (process.env.CAUSERIE_REQUIRE ?? '').split(/[\s,]+/).includes(name)
}

/** The folder with `initdb` and `postgres` of the first PostgreSQL ≥ 15 found. */
function serverPrograms(): string | undefined {
  const installed = globSync('/usr/lib/postgresql/*/bin').sort().reverse()
  return [...(process.env.PATH ?? '').split(delimiter), ...installed].find((folder) => {
    if (!existsSync(join(folder, 'initdb')) || !existsSync(join(folder, 'postgres'))) return false
    const version = execFileSync(join(folder, 'postgres'), ['--version'], { encoding: 'utf8' })
    return Number(/\d+/.exec(version)?.[0]) >= 15
  })
}

type Owner = { uid: number; gid: number }

/** PostgreSQL refuses to run as root: then it runs as `postgres`, or as `nobody`. */
function serverOwner(): Owner | undefined {
  if (process.getuid?.() !== 0) return undefined
  const users = new Map(
    readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .map((line) => line.split(':'))
      .map(([name, , uid, gid]) => [name, { uid: Number(uid), gid: Number(gid) }]),
  )
  return users.get('postgres') ?? users.get('nobody') ?? { uid: 65534, gid: 65534 }
}

async function writeAs(owner: Owner | undefined, file: string, text: string): Promise<void> {
  const { writeFile } = await import('node:fs/promises')
  await writeFile(file, text)
  if (owner) await chown(file, owner.uid, owner.gid)
}

/** Resolves when the server accepts connections; its messages are the error when it ends instead. */
async function readiness(server: ChildProcess): Promise<void> {
  let log = ''
  await new Promise<void>((resolve, reject) => {
    server.stderr!.setEncoding('utf8').on('data', (chunk: string) => {
      log += chunk
      if (log.includes('ready to accept connections')) resolve()
    })
    server.once('error', reject)
    server.once('exit', () => reject(new Error(`The PostgreSQL server of the tests did not start: ${log}`)))
  })
}

/** A loopback port nobody listens on now. */
export async function freePort(): Promise<number> {
  const listener = createServer().listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const { port } = listener.address() as AddressInfo
  listener.close()
  return port
}

/** Every row of every table as text, ordered: what "identical" means. */
export async function allRows(store: Store): Promise<Record<string, string[]>> {
  return store.transaction(async ({ db }) => {
    await db.execute(sql`set local time zone 'UTC'`)
    const found: Record<string, string[]> = {}
    for (const name of Object.values(tables).map(getTableName)) {
      const { rows } = await db.execute(sql`select to_jsonb(t)::text as row from ${sql.identifier(name)} t`)
      found[name] = rows.map(({ row }) => row as string).sort()
    }
    return found
  })
}

/** Numbers in [0, 1), the same for the same seed (the linear congruential generator of Numerical Recipes). */
export function seededRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

/** Batch n has n % 7 + 2 papers, an identifier each, and a cursor that counts batches: all in one transaction. */
export const sizeOfBatch = (batch: number): number => (batch % 7) + 2

/** Writes batches until it is killed; prints the number of each once it is committed. */
export async function writeBatches(folder: string): Promise<never> {
  const store = await openDatabase({ folder })
  await migrate(store)
  const { rows } = await store.db.execute(sql`select coalesce(max(revision), 0)::int as last from papers`)
  for (let batch = Number(rows[0]!.last) + 1; ; batch++) {
    await store.transaction(async (session) => {
      const papers = Array.from({ length: sizeOfBatch(batch) }, (_, at) => batch * 10 + at)
      await session.copy(
        'papers',
        ['id', 'slug', 'title', 'title_key', 'abstract', 'provenance', 'created_revision', 'revision'],
        papers.map((id) => [id, `p-${id}`, `Paper ${id}`, `paper ${id}`, 'word '.repeat(400), {}, batch, batch]),
      )
      await session.db.execute(sql`insert into cursors (source, name, state) values ('writer', 'batch', ${String(batch)}::jsonb)
        on conflict (source, name) do update set state = excluded.state`)
      await session.copy(
        'identifiers',
        ['scheme', 'value', 'paper_id'],
        papers.map((id) => ['doi', `10.1234/${id}`, id]),
      )
    })
    writeSync(1, `${batch}\n`)
  }
}
