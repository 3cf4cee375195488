/**
 * Runs kept in the store: the laboratory's `RunKeeper` in SQL. Every operation is one statement, so it is atomic whoever
 * else is at work, in this process or on another machine; the clock is the database's alone.
 */
import { randomUUID } from 'node:crypto'
import { type SQL, type Store, sql, storable, storableValue } from '@causerie/store'
import type { Hold, MachineClass, NewRun, Run, RunFault, RunFilter, RunProgress, RunSummary } from './run.ts'

type Outcome<Report> = { state: 'done'; report: Report; seconds: number } | { state: 'failed'; error: RunFault }

/** As `RunKeeper` of `@causerie/lab` says. */
export function createRunKeeper<Report extends { headline: string }>({ db }: Store) {
  const one = async (statement: SQL) => (await db.execute(statement)).rows[0]
  const changed = async (statement: SQL) => (await one(statement)) !== undefined
  const find = async (id: string): Promise<Run<Report> | undefined> => {
    if (!isStorable(id)) return undefined
    const row = await one(sql`select ${whole} from runs where id = ${id}`)
    return row && readRun<Report>(row)
  }

  return {
    find,

    async request(asked: NewRun): Promise<{ run: Run<Report>; made: boolean }> {
      for (;;) {
        const row = await one(sql`insert into runs (id, slug, input, seed, versions, reader, asked)
          values (${asked.id}, ${asked.slug}, ${JSON.stringify(asked.input)}, ${json(asked.seed)}, ${json(asked.versions)},
            ${asked.reader === undefined ? null : storable(asked.reader)}, clock_timestamp())
          on conflict (id) do update set state = 'queued', versions = excluded.versions, reader = excluded.reader,
            asked = excluded.asked, attempts = 0, ${unheld}, finished = null, error = null
          where runs.state in ('failed', 'cancelled') returning ${whole}`)
        if (row) return { run: readRun<Report>(row), made: true }
        const run = await find(asked.id) // gone only when somebody restored a backup in between
        if (run) return { run, made: false }
      }
    },

    async claim(id: string, { machine, leaseMs }: { machine: MachineClass; leaseMs: number }) {
      if (!isStorable(id)) return undefined
      const token = randomUUID()
      const row = await one(sql`update runs set state = 'running', attempts = attempts + 1, token = ${token},
          lease_ms = ${Math.ceil(leaseMs)}::int, heartbeat = clock_timestamp(), started = clock_timestamp(),
          machine = ${json(machine)}, progress = null
        where id = ${id} and (state = 'queued' or ${isLost}) returning ${whole}`)
      return row && { run: readRun<Report>(row), hold: { id, token } }
    },

    heartbeat: (hold: Hold, progress?: RunProgress): Promise<boolean> =>
      changed(sql`update runs set heartbeat = clock_timestamp(),
          progress = coalesce(${progress === undefined ? null : json(progress)}, progress)
        where ${isHeld(hold)} returning id`),

    finish: (hold: Hold, outcome: Outcome<Report>): Promise<boolean> =>
      changed(sql`update runs set state = ${outcome.state}, finished = clock_timestamp(), progress = null,
          ${outcome.state === 'done' ? done(outcome) : sql`error = ${json(outcome.error)}`}
        where ${isHeld(hold)} returning id`),

    release: (hold: Hold): Promise<boolean> =>
      changed(sql`update runs set state = 'queued', attempts = attempts - 1, ${unheld}
        where ${isHeld(hold)} returning id`),

    async cancel(id: string): Promise<boolean> {
      if (!isStorable(id)) return false
      return changed(sql`update runs set state = 'cancelled', finished = clock_timestamp(), progress = null
        where id = ${id} and state in ('queued', 'running') returning id`)
    },

    async list({
      limit,
      offset = 0,
      ...filter
    }: RunFilter & { limit: number; offset?: number }): Promise<RunSummary[]> {
      const { rows } = await db.execute(sql`select ${summary} from runs where ${isWanted(filter)}
        order by asked desc, id limit ${limit} offset ${offset}`)
      return rows.map((row) => withoutNulls<RunSummary>(row))
    },

    async count(filter: RunFilter): Promise<number> {
      return (await one(sql`select count(*)::int as runs from runs where ${isWanted(filter)}`))!.runs as number
    },

    async lost(): Promise<string[]> {
      const { rows } = await db.execute(sql`select id from runs where ${isLost} order by ${leaseEnd}, id`)
      return rows.map(({ id }) => id as string)
    },
  }
}

export type StoredRuns = ReturnType<typeof createRunKeeper>

const leaseEnd = sql`heartbeat + lease_ms * interval '1 millisecond'`
const isLost = sql`(state = 'running' and ${leaseEnd} < clock_timestamp())`
const unheld = sql`token = null, lease_ms = null, heartbeat = null, machine = null, progress = null, started = null`

const isHeld = ({ id, token }: Hold): SQL => sql`id = ${id} and state = 'running' and token = ${token}`

const done = ({ report, seconds }: { report: { headline: string }; seconds: number }): SQL =>
  sql`seconds = ${seconds}, headline = ${storable(report.headline)}, report = ${JSON.stringify(report)}`

function isWanted({ slug, reader, states, since }: RunFilter): SQL {
  const conditions = [
    slug === undefined ? [] : [sql`slug = ${storable(slug)}`],
    reader === undefined ? [] : [sql`reader = ${storable(reader)}`],
    states === undefined ? [] : [sql`state = any(${sql.param([...states])}::text[])`],
    since === undefined ? [] : [sql`asked >= ${since}::timestamptz`],
  ].flat()
  return conditions.reduce((all, condition) => sql`${all} and ${condition}`, sql`true`)
}

const instant = (column: string, name: string): SQL =>
  sql.raw(`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "${name}"`)

const summary = sql`id, slug, seed, versions, state, reader, attempts, machine, progress, seconds, headline, error,
  ${instant('asked', 'askedAt')}, ${instant('started', 'startedAt')}, ${instant('finished', 'finishedAt')}`
const whole = sql`${summary}, input, report`

function readRun<Report extends { headline: string }>(row: Record<string, unknown>): Run<Report> {
  const { headline, input, report, ...rest } = row
  return withoutNulls({
    ...rest,
    input: JSON.parse(input as string),
    report: report === null ? null : JSON.parse(report as string),
  })
}

const withoutNulls = <Row>(row: Record<string, unknown>): Row =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as Row

const json = (value: unknown): SQL => sql`${JSON.stringify(storableValue(value))}::jsonb`

/** No text of PostgreSQL has a NUL, so no run has such an id. */
const isStorable = (id: string): boolean => storable(id) === id
