/** The suite every `RunKeeper` passes: call it inside a test file (vitest) with a way to open one. */
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Report } from '../report.ts'
import type { MachineClass, NewRun, RunKeeper } from '../runs.ts'

export type KeeperUnderTest = {
  keeper: RunKeeper
  /** Another keeper of the same runs, where there can be one: another connection, another process. */
  another?: RunKeeper
  close?: () => Promise<void>
}

const machine: MachineClass = { processor: 'Test Processor 1', cores: 2, memoryGb: 8, runtime: 'node 24.0.0' }
const report: Report = {
  headline: 'Zwölf Schwäne, “counted” — 十二 🦢',
  text: [{ text: 'Why', children: [{ text: 'Because.' }] }],
  numbers: [{ name: 'p', value: 1e-320, interval: { low: -1.5, high: 0.1 + 0.2, level: 0.95 }, n: 3 }],
  tables: [{ title: 'T', columns: [{ name: 'a' }], rows: [[1], [null], ['x'], [true]] }],
  figures: [],
  files: [],
  warnings: [],
}
const patientMs = 60_000
const briefMs = 40

export function runKeeperContract(name: string, open: () => Promise<KeeperUnderTest>): void {
  describe(`${name} keeps runs`, () => {
    let keepers: RunKeeper[]
    let close: KeeperUnderTest['close']
    let made = 0
    beforeAll(async () => {
      const opened = await open()
      keepers = [opened.keeper, opened.another ?? opened.keeper]
      close = opened.close
    })
    afterAll(() => close?.())

    const keeper = () => keepers[0]!
    const draft = (change: Partial<NewRun> = {}): NewRun => ({
      id: `run-${++made}`,
      slug: `method-${made}`,
      input: { table: { columns: [{ name: 'ä', type: 'number', values: [1, null, 0.1] }] }, nested: { deep: ['x'] } },
      seed: 7,
      versions: { package: '0.1.0', engine: 'node 24.0.0', method: 'abc' },
      ...change,
    })
    const claim = (id: string, leaseMs = patientMs, by = keeper()) => by.claim(id, { machine, leaseMs })
    const running = async (leaseMs = patientMs) => {
      const asked = draft()
      await keeper().request(asked)
      return { asked, hold: (await claim(asked.id, leaseMs))!.hold }
    }
    /** The same call twenty times at once, by both keepers in turn. */
    const crowd = <Answer>(call: (keeper: RunKeeper, at: number) => Promise<Answer>) =>
      Promise.all(Array.from({ length: 20 }, (_, at) => call(keepers[at % 2]!, at)))

    test('one that is not there is undefined, and nothing can be done with it', async () => {
      const hold = { id: 'nothing', token: 'nothing' }
      expect(await keeper().find('nothing')).toBeUndefined()
      expect(await claim('nothing')).toBeUndefined()
      expect(await keeper().heartbeat(hold)).toBe(false)
      expect(await keeper().finish(hold, { state: 'done', report, seconds: 1 })).toBe(false)
      expect(await keeper().release(hold)).toBe(false)
      expect(await keeper().cancel('nothing')).toBe(false)
    })

    test.each([
      ['a number', 7],
      ['a text of digits', '7'],
    ])('is found as it was asked for, seed %s included', async (_, seed) => {
      const asked = draft({ seed, reader: 'ada', versions: { ...draft().versions, commit: 'c0ffee' } })
      const before = new Date().toISOString()
      const { run, made } = await keeper().request(asked)
      expect(made).toBe(true)
      expect(run).toEqual({ ...asked, state: 'queued', askedAt: run.askedAt, attempts: 0 })
      expect(run.askedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
      expect(Math.abs(Date.parse(run.askedAt) - Date.parse(before))).toBeLessThan(10_000)
      expect(await keepers[1]!.find(asked.id)).toEqual(run)
    })

    test('what is handed out is a copy', async () => {
      const asked = draft()
      const { run } = await keeper().request(asked)
      Object.assign(run.input, { changed: true })
      Object.assign(asked.input, { changed: true })
      expect((await keeper().find(asked.id))!.input).not.toHaveProperty('changed')
    })

    test('twenty who ask for the same at once make one', async () => {
      const asked = draft()
      const answers = await crowd((each) => each.request(asked))
      expect(answers.filter(({ made }) => made)).toHaveLength(1)
      expect(new Set(answers.map(({ run }) => run.askedAt)).size).toBe(1)
    })

    test('twenty who would take it up at once: one has it', async () => {
      const asked = draft()
      await keeper().request(asked)
      const answers = (await crowd((each) => claim(asked.id, patientMs, each))).filter((each) => each !== undefined)
      expect(answers).toHaveLength(1)
      expect(answers[0]!.run).toMatchObject({ state: 'running', attempts: 1, machine, input: asked.input })
      expect(answers[0]!.run.startedAt! >= answers[0]!.run.askedAt).toBe(true)
      expect(await claim(asked.id)).toBeUndefined()
    })

    test('of twenty outcomes at once one is kept', async () => {
      const { asked, hold } = await running()
      const kept = await crowd((each, at) => each.finish(hold, { state: 'done', report, seconds: at + 1 }))
      expect(kept.filter(Boolean)).toHaveLength(1)
      const run = (await keeper().find(asked.id))!
      expect(run).toMatchObject({ state: 'done', seconds: kept.indexOf(true) + 1, report, machine, attempts: 1 })
      expect(run.report).toEqual(report)
      expect(run.finishedAt! >= run.startedAt!).toBe(true)
      expect(run).not.toHaveProperty('error')
      expect(run).not.toHaveProperty('progress')
      expect(await keeper().finish(hold, { state: 'failed', error: { code: 'x', message: 'late' } })).toBe(false)
      expect(await keeper().heartbeat(hold)).toBe(false)
      expect(await keeper().cancel(asked.id)).toBe(false)
      expect(await claim(asked.id)).toBeUndefined()
    })

    test('done is done: asked for again it is handed back', async () => {
      const { asked, hold } = await running()
      await keeper().finish(hold, { state: 'done', report, seconds: 0.25 })
      const again = await keepers[1]!.request({ ...asked, reader: 'bo' })
      expect(again).toEqual({ made: false, run: await keeper().find(asked.id) })
      expect(again.run.report).toEqual(report)
    })

    test('progress is seen while it runs', async () => {
      const { asked, hold } = await running()
      expect(await keeper().heartbeat(hold, { share: 0.25, stage: 'counting' })).toBe(true)
      expect((await keepers[1]!.find(asked.id))!.progress).toEqual({ share: 0.25, stage: 'counting' })
      expect(await keeper().heartbeat(hold)).toBe(true)
      expect((await keeper().find(asked.id))!.progress).toEqual({ share: 0.25, stage: 'counting' })
      expect(await keeper().heartbeat(hold, { share: 0.5 })).toBe(true)
      expect((await keeper().find(asked.id))!.progress).toEqual({ share: 0.5 })
    })

    test('a failure is kept whole; asked for again the run is queued anew, without a trace of it', async () => {
      const { asked, hold } = await running()
      const error = { code: 'input/invalid', message: 'No.', hint: 'Do.', details: { issues: [{ path: ['a', '0'] }] } }
      expect(await keeper().finish(hold, { state: 'failed', error })).toBe(true)
      const failed = (await keeper().find(asked.id))!
      expect(failed).toMatchObject({ state: 'failed', error, attempts: 1 })
      const { run, made } = await keeper().request({ ...asked, reader: 'bo' })
      expect(made).toBe(true)
      expect(run).toEqual({ ...asked, reader: 'bo', state: 'queued', askedAt: run.askedAt, attempts: 0 })
      expect(run.askedAt >= failed.askedAt).toBe(true)
      expect(await keeper().find(asked.id)).toEqual(run)
      expect((await crowd((each) => each.request(asked))).some(({ made }) => made)).toBe(false)
      await claim(asked.id)
      expect(await keeper().finish(hold, { state: 'done', report, seconds: 1 }), 'of the first time').toBe(false)
    })

    test('cancelled while queued, it is not taken up; asked for again, it can be', async () => {
      const asked = draft()
      await keeper().request(asked)
      expect((await crowd((each) => each.cancel(asked.id))).filter(Boolean)).toHaveLength(1)
      expect(await claim(asked.id)).toBeUndefined()
      expect(await keeper().find(asked.id)).toMatchObject({ state: 'cancelled' })
      expect((await keeper().find(asked.id))!.finishedAt).toBeDefined()
      expect(await keeper().request(asked)).toMatchObject({ made: true, run: { state: 'queued' } })
      expect((await keeper().find(asked.id))!).not.toHaveProperty('finishedAt')
      expect((await claim(asked.id))!.run.attempts).toBe(1)
    })

    test('cancelled while it runs, its holder learns it and its outcome is refused', async () => {
      const { asked, hold } = await running()
      expect(await keepers[1]!.cancel(asked.id)).toBe(true)
      expect(await keeper().heartbeat(hold, { share: 0.9 })).toBe(false)
      expect(await keeper().finish(hold, { state: 'done', report, seconds: 1 })).toBe(false)
      expect(await keeper().find(asked.id)).toMatchObject({ state: 'cancelled' })
    })

    test('a holder that is silent for longer than its lease has lost it: another takes it up, and only that one ends it', async () => {
      const { asked, hold } = await running(briefMs)
      await keeper().heartbeat(hold, { share: 0.5 })
      expect(await keeper().lost()).not.toContain(asked.id)
      await delay(3 * briefMs)
      expect(await keeper().lost()).toContain(asked.id)
      const taken = (await crowd((each) => claim(asked.id, patientMs, each))).filter((each) => each !== undefined)
      expect(taken).toHaveLength(1)
      expect(taken[0]!.run.attempts).toBe(2)
      expect(taken[0]!.run).not.toHaveProperty('progress')
      expect(await keeper().lost()).not.toContain(asked.id)
      expect(await keeper().heartbeat(hold)).toBe(false)
      expect(await keeper().release(hold)).toBe(false)
      expect(await keeper().finish(hold, { state: 'done', report, seconds: 1 })).toBe(false)
      expect(await keeper().finish(taken[0]!.hold, { state: 'done', report, seconds: 2 })).toBe(true)
      expect(await keeper().find(asked.id)).toMatchObject({ state: 'done', seconds: 2 })
    })

    test('a late sign of life is one, as long as nobody took the run up', async () => {
      const { asked, hold } = await running(briefMs)
      await delay(3 * briefMs)
      expect(await keeper().heartbeat(hold)).toBe(true)
      expect(await keeper().finish(hold, { state: 'done', report, seconds: 1 })).toBe(true)
      expect(await keeper().lost()).not.toContain(asked.id)
    })

    test('given back, it is queued and the attempt not counted', async () => {
      const { asked, hold } = await running()
      await keeper().heartbeat(hold, { share: 0.5 })
      expect((await crowd((each) => each.release(hold))).filter(Boolean)).toHaveLength(1)
      const run = (await keeper().find(asked.id))!
      expect(run).toEqual({ ...asked, state: 'queued', askedAt: run.askedAt, attempts: 0 })
      expect((await claim(asked.id))!.run.attempts).toBe(1)
      expect(await keeper().finish(hold, { state: 'done', report, seconds: 1 })).toBe(false)
    })

    test('lists are newest first, filtered, in pages, without input and report but with the headline', async () => {
      const slug = `listed-${++made}`
      const all = []
      for (const reader of ['ada', 'bo', 'ada']) {
        all.push((await keeper().request(draft({ slug, reader }))).run)
        await delay(5)
      }
      await keeper().finish((await claim(all[1]!.id))!.hold, { state: 'done', report, seconds: 1 })
      const list = await keeper().list({ slug, limit: 10 })
      expect(list.map(({ id }) => id)).toEqual(all.map(({ id }) => id).reverse())
      expect(list[1]).toMatchObject({ state: 'done', headline: report.headline, seed: 7, machine })
      for (const each of list) for (const field of ['input', 'report']) expect(each).not.toHaveProperty(field)
      expect(list[0]).not.toHaveProperty('headline')
      expect(await keeper().list({ slug, limit: 1, offset: 1 })).toEqual([list[1]])
      const ids = async (filter: object) => (await keeper().list({ slug, limit: 9, ...filter })).map(({ id }) => id)
      expect(await ids({ reader: 'ada' })).toEqual([all[2]!.id, all[0]!.id])
      expect(await ids({ states: ['queued', 'running'], reader: 'bo' })).toEqual([])
      expect(await ids({ states: ['done'] })).toEqual([all[1]!.id])
      expect(await ids({ since: all[1]!.askedAt })).toEqual([all[2]!.id, all[1]!.id])
      expect(await keeper().count({ slug })).toBe(3)
      expect(await keeper().count({ slug, reader: 'ada', states: ['queued'], since: all[2]!.askedAt })).toBe(1)
      expect(await keeper().count({ slug: 'no-such-method' })).toBe(0)
    })
  })
}
