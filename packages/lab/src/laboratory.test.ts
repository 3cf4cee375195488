import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { LabError } from './errors.ts'
import type { Limits } from './guards.ts'
import { createInPlaceRunner } from './inPlaceRunner.ts'
import { createLaboratory, type LaboratoryOptions } from './laboratory.ts'
import { createMemoryKeeper } from './memoryKeeper.ts'
import type { Method } from './method.ts'
import type { Runner } from './run.ts'
import type { RunKeeper } from './runs.ts'
import { toys } from './testing/index.ts'

const machine = { processor: 'Test', cores: 2, memoryGb: 8, runtime: 'node 24.0.0' }
const everybody = { underWay: 100, perReader: { underWay: 100, perHour: 100 } }
let keep: RunKeeper
let began: string[]
let version: string
const open: { close: () => Promise<void> }[] = []

beforeEach(() => {
  keep = createMemoryKeeper()
  began = []
  version = 'v1'
})
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()))
})

/** Counts what is carried out; everything else is the real runner in place. */
function countingRunner(): Runner {
  const inner = createInPlaceRunner(toys)
  open.push(inner)
  return {
    ...inner,
    run: (request, options) => {
      began.push(`${request.slug} ${request.seed}`)
      return inner.run(request, options)
    },
  }
}

const methods = {
  method: (slug: string): Method => {
    const method = toys.find((each) => each.slug === slug)
    if (!method) throw Object.assign(new Error(`There is no method “${slug}”.`), { code: 'run/unknown' })
    return method
  },
  versions: () => ({ package: '0.1.0', engine: 'causerie 0.1.0', method: version }),
}

function laboratory(change: Partial<LaboratoryOptions> & { limits?: Partial<Limits> } = {}) {
  const made = createLaboratory({ methods, runner: countingRunner(), keep, machine, commit: 'c0ffee', ...change })
  open.push(made)
  return made
}

const coin = (input: object = {}, seed: number | string = 1) => ({ slug: 'coin', input: { ...input }, seed })
const does = (what: string, seed = 1) => ({ slug: 'stubborn', input: { does: what }, seed })
const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'accepted',
    (error: LabError) => error.code,
  )

test('a run is carried out and kept with all it depends on', async () => {
  const lab = laboratory()
  const asked = await lab.ask({ ...coin({ throws: 500 }), reader: 'ada' })
  expect(asked).toMatchObject({
    state: 'queued',
    slug: 'coin',
    input: { throws: 500, bias: 0.6 },
    seed: 1,
    reader: 'ada',
  })
  const run = await lab.settled(asked.id)
  expect(run).toMatchObject({
    state: 'done',
    versions: { package: '0.1.0', engine: 'causerie 0.1.0', method: 'v1', commit: 'c0ffee' },
    machine,
    attempts: 1,
    report: { headline: expect.stringMatching(/^\d+ heads in 500 throws\.$/) },
  })
  expect(run.seconds).toBeGreaterThan(0)
  expect(await lab.find(asked.id)).toEqual(run)
  expect(await lab.list({ slug: 'coin', limit: 5 })).toHaveLength(1)
})

describe('two identical runs are one', () => {
  test('also when twenty ask at once, with the defaults written out or not', async () => {
    const lab = laboratory()
    const inputs = Array.from({ length: 20 }, (_, at) => (at % 2 ? { bias: 0.6 } : {}))
    const runs = await Promise.all(inputs.map((input) => lab.ask(coin(input))))
    expect(new Set(runs.map(({ id }) => id)).size).toBe(1)
    await lab.settled(runs[0]!.id)
    expect(await lab.ask(coin())).toMatchObject({ state: 'done' })
    expect(began).toEqual(['coin 1'])
  })

  test('in two laboratories over one keeper too', async () => {
    const labs = [laboratory(), laboratory()]
    const runs = await Promise.all(Array.from({ length: 20 }, (_, at) => labs[at % 2]!.ask(coin())))
    await labs[1]!.settled(runs[0]!.id)
    expect(began).toEqual(['coin 1'])
  })

  test('another seed, input or version of the method is another run', async () => {
    const lab = laboratory()
    const ids = [await lab.ask(coin()), await lab.ask(coin({}, 2)), await lab.ask(coin({ throws: 7 }))].map(
      ({ id }) => id,
    )
    version = 'v2'
    ids.push((await lab.ask(coin())).id)
    expect(new Set(ids).size).toBe(4)
    expect((await lab.ask(coin({}, '1'))).id).toBe(ids[3])
  })
})

test('a failure is kept whole, and the run can be asked for again', async () => {
  const lab = laboratory()
  const { id } = await lab.ask(does('refuse'))
  expect(await lab.settled(id)).toMatchObject({
    state: 'failed',
    error: { code: 'stubborn/no-swan', hint: 'Add one.', details: { line: 3 } },
  })
  expect(await lab.ask(does('refuse'))).toMatchObject({ id, state: 'queued' })
  await lab.settled(id)
  expect(began).toHaveLength(2)
})

test('cancelling ends it within 200 ms, is told once, and nothing is kept of it', async () => {
  const lab = laboratory()
  const { id } = await lab.ask(does('wait'))
  while ((await lab.find(id))!.state !== 'running') await delay(5)
  const started = performance.now()
  expect(await lab.cancel(id)).toBe(true)
  const run = await lab.settled(id)
  expect(performance.now() - started).toBeLessThan(200)
  expect(run).toMatchObject({ state: 'cancelled' })
  expect(await lab.cancel(id)).toBe(false)
})

test('progress is seen by whoever waits, and giving up waiting does not end the run', async () => {
  const lab = laboratory({ leaseMs: 200 })
  const { id } = await lab.ask(does('wait'))
  const seen: unknown[] = []
  const giveUp = new AbortController()
  const waiting = lab.settled(id, { signal: giveUp.signal, onProgress: (each) => seen.push(each.stage) })
  await delay(300)
  giveUp.abort()
  expect(await codeOf(waiting)).toBe('run/cancelled')
  expect(seen).toContain('waiting')
  expect(await lab.find(id)).toMatchObject({ state: 'running', progress: { stage: 'waiting' } })
  await lab.cancel(id)
})

describe('guards', () => {
  const limits = { secondsHere: 0.001, secondsQueued: 0.1, megabytes: 64, ...everybody }

  test('a run too long for here is refused with a sentence, or sent to the queue where there is one', async () => {
    const sent: string[] = []
    const alone = laboratory({ limits })
    await expect(alone.ask(coin({ throws: 50_000 }))).rejects.toMatchObject({
      code: 'run/too-large',
      message: expect.stringContaining('would take some'),
      hint: expect.stringContaining('run it in your browser'),
    })
    const queued = laboratory({ limits, queue: { send: async (id) => void sent.push(id) } })
    const run = await queued.ask(coin({ throws: 50_000 }))
    expect(sent).toEqual([run.id])
    expect(began).toEqual([])
    expect(await queued.carryOut(run.id)).toMatchObject({ state: 'done' })
    expect(await queued.carryOut(run.id)).toBeUndefined()
    expect(await codeOf(queued.ask(coin({ throws: 2_000_000 })))).toBe('run/too-large')
    expect((await queued.plan(coin({ throws: 10 }))).place).toBe('here')
  })

  test('a method of the browser only, a bad input and an unknown method are refused before anything is kept', async () => {
    const inBrowser = {
      ...methods,
      method: (slug: string): Method => ({ ...methods.method(slug), runsIn: ['browser'] }),
    }
    expect(await codeOf(laboratory({ methods: inBrowser }).ask(coin()))).toBe('run/browser-only')
    const lab = laboratory()
    expect(await codeOf(lab.ask(coin({ throws: -1 })))).toBe('input/invalid')
    expect(await codeOf(lab.ask({ slug: 'nothing', input: {}, seed: 1 }))).toBe('run/unknown')
    expect(await keep.count({})).toBe(0)
  })

  test('one reader has a quota, also when asking all at once; others are not held up', async () => {
    const lab = laboratory({ limits: { underWay: 100, perReader: { underWay: 3, perHour: 5 } } })
    const asked = Array.from({ length: 10 }, (_, at) => codeOf(lab.ask({ ...does('wait', at), reader: 'ada' })))
    const codes = await Promise.all(asked)
    expect(codes.filter((code) => code === 'accepted')).toHaveLength(3)
    expect(codes.filter((code) => code === 'run/quota')).toHaveLength(7)
    expect(await codeOf(lab.ask({ ...does('wait', 0), reader: 'ada' })), 'the same run again is none').toBe('accepted')
    expect(await codeOf(lab.ask({ ...does('nothing'), reader: 'bo' }))).toBe('accepted')
  })

  test('one reader has a number an hour', async () => {
    const lab = laboratory({ limits: { perReader: { underWay: 100, perHour: 4 } } })
    for (let seed = 0; seed < 4; seed++) await lab.settled((await lab.ask({ ...coin({}, seed), reader: 'ada' })).id)
    expect(await codeOf(lab.ask({ ...coin({}, 9), reader: 'ada' }))).toBe('run/quota')
    expect(await codeOf(lab.ask({ ...coin({}, 2), reader: 'ada' })), 'what is done is free').toBe('accepted')
  })

  test('everybody together has a number', async () => {
    const lab = laboratory({ limits: { ...everybody, underWay: 2 } })
    for (const seed of [1, 2]) await lab.ask(does('wait', seed))
    expect(await codeOf(lab.ask(does('wait', 3)))).toBe('run/busy')
  })
})

describe('when whoever carried it out is lost', () => {
  /** Takes a run up as a process that is killed would: without ever giving a sign again. */
  const takenByTheDead = async (id: string) => {
    await keep.claim(id, { machine, leaseMs: 1 })
    await delay(10)
  }
  const queue = { send: async () => {} }
  const limits = { secondsHere: 0, ...everybody }

  test('the run is taken up again, and exactly one outcome is kept', async () => {
    const lab = laboratory({ queue, limits })
    const { id } = await lab.ask(coin())
    await takenByTheDead(id)
    expect(await lab.recover()).toBe(1)
    const labs = [lab, laboratory(), laboratory()]
    const results = await Promise.all(labs.map((each) => each.carryOut(id)))
    expect(results.filter((run) => run?.state === 'done')).toHaveLength(1)
    expect(await keep.find(id)).toMatchObject({ state: 'done', attempts: 2 })
    expect(began).toHaveLength(1)
  })

  test('often enough, it is a failure with a sentence', async () => {
    const lab = laboratory({ queue, limits, attempts: 2 })
    const { id } = await lab.ask(coin())
    await takenByTheDead(id)
    await takenByTheDead(id)
    expect(await lab.carryOut(id)).toMatchObject({ state: 'failed', error: { code: 'run/lost' } })
    expect(began).toEqual([])
  })

  test('without a queue, recovering takes up what was queued too', async () => {
    const { id } = await laboratory({ queue, limits }).ask(coin())
    const next = laboratory()
    expect(await next.recover()).toBe(1)
    expect(await next.settled(id)).toMatchObject({ state: 'done' })
  })

  test('a laboratory that closes gives its runs back', async () => {
    const closing = laboratory()
    const { id } = await closing.ask(does('wait'))
    while ((await keep.find(id))!.state !== 'running') await delay(5)
    await closing.close()
    expect(await keep.find(id)).toMatchObject({ state: 'queued', attempts: 0 })
    expect(await closing.carryOut(id)).toBeUndefined()
  })

  test('one whose run was taken by another stops, and keeps nothing', async () => {
    const slow = laboratory({ leaseMs: 40 })
    const { id } = await slow.ask(does('wait'))
    while ((await keep.find(id))!.state !== 'running') await delay(5)
    await keep.cancel(id)
    await keep.request({ ...(await keep.find(id))!, id })
    const other = await keep.claim(id, { machine, leaseMs: 60_000 })
    await delay(100)
    expect(await keep.heartbeat(other!.hold)).toBe(true)
    expect(await keep.find(id)).toMatchObject({ state: 'running', attempts: 1 })
  })
})

test('a worker with another version of the method does not carry it out', async () => {
  const lab = laboratory({ queue: { send: async () => {} }, limits: { secondsHere: 0, ...everybody } })
  const { id } = await lab.ask(coin())
  version = 'v2'
  expect(await lab.carryOut(id)).toMatchObject({ state: 'failed', error: { code: 'run/version' } })
  expect(began).toEqual([])
})
