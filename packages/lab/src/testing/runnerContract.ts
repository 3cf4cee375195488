/** The suite every `Runner` passes, over the toys in `reproductions/`: call it inside a test file (vitest). */
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createInPlaceRunner, type LabError, type Progress, type Report, type Runner } from '../index.ts'
import { method as coin } from './reproductions/coin/method.ts'
import { method as stubborn } from './reproductions/stubborn/method.ts'

export const toys = [coin, stubborn]

export type RunnerUnderTest = {
  runner: Runner
  /** One whose runs may take a second, where that can be enforced. */
  brief?: Runner
  /** It can end a method that does not end by itself. */
  canForce: boolean
  close?: () => Promise<void>
}

const seed = 42
const bits = (report: Report) => JSON.stringify(report)

export function runnerContract(name: string, open: () => Promise<RunnerUnderTest>): void {
  describe(`${name} runs methods`, () => {
    let under: RunnerUnderTest
    beforeAll(async () => {
      under = await open()
    })
    afterAll(async () => {
      await under?.runner.close()
      await under?.brief?.close()
      await under?.close?.()
    })
    const run = (input: Record<string, unknown>, slug = 'coin') => under.runner.run({ slug, input, seed })
    const does = (what: string) => ({ slug: 'stubborn', input: { does: what }, seed })
    /** How a run ends that is cancelled once it began, and how long after that. */
    const cancelledOnceBegun = async (what: string, afterMs: number) => {
      const cancel = new AbortController()
      const ended = under.runner.run(does(what), { signal: cancel.signal }).then(
        () => ({ code: 'done', at: performance.now() }),
        (error: LabError) => ({ code: error.code, at: performance.now() }),
      )
      await delay(afterMs)
      const asked = performance.now()
      cancel.abort()
      const { code, at } = await ended
      return { code, ms: at - asked }
    }
    /** Three, since other programs on the machine may hold up a timer; the benchmark has the distribution. */
    const fastestOfThree = async (once: () => Promise<{ code: string; ms: number }>) => {
      const rounds = [await once(), await once(), await once()]
      expect(rounds.map(({ code }) => code)).toEqual(Array(3).fill('run/cancelled'))
      return Math.min(...rounds.map(({ ms }) => ms))
    }

    test('the report is bit for bit the one of a run in place', async () => {
      const input = { throws: 5000, data: { columns: [{ name: 'x', type: 'number', values: [1, 2, null] }] } }
      const inPlace = await createInPlaceRunner(toys).run({ slug: 'coin', input, seed })
      const there = await run(input)
      expect(bits(there.report)).toBe(bits(inPlace.report))
      expect(there.report.numbers.map(({ name }) => name)).toEqual(['share', 'noise', 'order', 'rows given'])
      expect(there.seconds).toBeGreaterThan(0)
      expect(there.seconds).toBeLessThan(10)
    })

    test('another seed is another report; the same again is the same', async () => {
      const [one, other, again] = await Promise.all([
        under.runner.run({ slug: 'coin', input: {}, seed: 1 }),
        under.runner.run({ slug: 'coin', input: {}, seed: 2 }),
        under.runner.run({ slug: 'coin', input: {}, seed: '1' }),
      ])
      expect(bits(one.report)).not.toBe(bits(other.report))
      expect(bits(one.report)).toBe(bits(again.report))
    })

    test('progress comes in order, each stage, and the end; lines are told', async () => {
      const seen: Progress[] = []
      const lines: string[] = []
      const options = { onProgress: (each: Progress) => seen.push(each), onLog: (line: string) => lines.push(line) }
      const { report } = await under.runner.run({ slug: 'coin', input: { throws: 200_000 }, seed }, options)
      expect(seen.map(({ share }) => share)).toEqual(seen.map(({ share }) => share).toSorted((a, b) => a - b))
      expect(new Set(seen.map(({ stage }) => stage))).toEqual(new Set(['throwing', 'still throwing']))
      expect(seen.at(-1)!.share).toBe(1)
      expect(lines).toEqual([report.headline.split(' in ')[0]])
    })

    test('a method that is not there is named, with the nearest', async () => {
      await expect(run({}, 'coins')).rejects.toMatchObject({
        code: 'run/unknown',
        message: 'There is no method “coins”.',
        hint: 'Did you mean coin?',
      })
    })

    test('a bad input comes back with every fault and its path', async () => {
      await expect(run({ throws: 0, bias: 'high' })).rejects.toMatchObject({
        code: 'input/invalid',
        details: { issues: [{ path: ['throws'] }, { path: ['bias'] }] },
      })
    })

    test('the method’s own error comes whole', async () => {
      const error = await under.runner.run(does('refuse')).catch((each: LabError) => each)
      expect(error).toBeInstanceOf(Error)
      expect(error).toMatchObject({
        code: 'stubborn/no-swan',
        message: 'There is no swan on line 3.',
        hint: 'Add one.',
        details: { line: 3, path: ['a', 'b'] },
      })
    })

    test('any other error is a fault of the method, with what it said and where', async () => {
      const error = (await under.runner.run(does('throw')).catch((each: LabError) => each)) as LabError
      expect(error).toMatchObject({ code: 'run/failed', message: 'Stubborn failed: undefined is not a swan' })
      expect((error.cause as Error).stack).toMatch(/TypeError|undefined is not a swan/)
    })

    test('a report that is none is refused', async () => {
      await expect(under.runner.run(does('report'))).rejects.toMatchObject({
        code: 'report/invalid',
        message: expect.stringContaining('headline'),
      })
    })

    test('cancelled before it began, it does not begin', async () => {
      const options = { signal: AbortSignal.abort() }
      await expect(under.runner.run(does('nothing'), options)).rejects.toMatchObject({ code: 'run/cancelled' })
    })

    test.each(['wait', 'work'])('a method that reports progress is cancelled within 200 ms (%s)', async (what) => {
      expect(await fastestOfThree(() => cancelledOnceBegun(what, 100))).toBeLessThan(200)
      await expect(run({})).resolves.toBeDefined()
    })

    test.each(['spin', 'hang'])('so is one that does not (%s), and the next run is well', async (what) => {
      if (!under.canForce) return
      const ms = await fastestOfThree(async () => {
        const ended = await cancelledOnceBegun(what, 60)
        const { report } = await under.runner.run(does('nothing'))
        expect(report.headline).toBe('Nothing was done.')
        return ended
      })
      expect(ms).toBeLessThan(200)
    })

    test.each(['spin', 'wait'])('a run that takes too long is ended (%s)', async (what) => {
      if (!under.brief) return
      const started = performance.now()
      await expect(under.brief.run(does(what))).rejects.toMatchObject({ code: 'run/time', details: { seconds: 1 } })
      expect(performance.now() - started).toBeGreaterThan(900)
      expect(performance.now() - started).toBeLessThan(10_000)
      await expect(under.brief.run(does('nothing'))).resolves.toBeDefined()
    })

    test('many at once each get their own answer', async () => {
      const tags = Array.from({ length: 30 }, (_, at) => `run ${at}`)
      const answers = await Promise.all(tags.map((tag) => run({ does: 'nothing', tag }, 'stubborn')))
      expect(answers.map(({ report }) => report.headline)).toEqual(tags.map((tag) => `Nothing was done. ${tag}`))
    })

    test('closing ends what is under way and refuses what comes after', async () => {
      const { runner, close } = await open()
      const ended = runner.run(does('wait')).catch((error: LabError) => error.code)
      await delay(50)
      await runner.close()
      expect(await ended).toBe('run/cancelled')
      await expect(runner.run(does('nothing'))).rejects.toMatchObject({ code: 'run/cancelled' })
      await close?.()
    })
  })
}
