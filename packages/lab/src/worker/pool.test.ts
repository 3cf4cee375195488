/** The pool with workers that the test plays itself: what it does at moments that real workers seldom show. */
import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { LabError } from '../errors.ts'
import { createWorkerPool, type WorkerEvents } from './pool.ts'
import type { Task, ToWorker } from './protocol.ts'

const task: Task = { kind: 'run', request: { slug: 'x', input: {}, seed: 1 } }

function stage(options: { size?: number; limitSeconds?: number; graceMs?: number } = {}) {
  const workers: { events: WorkerEvents; heard: ToWorker[]; isEnded: boolean }[] = []
  const pool = createWorkerPool({
    size: 1,
    graceMs: 20,
    ...options,
    spawn(events) {
      const worker = { events, heard: [] as ToWorker[], isEnded: false }
      workers.push(worker)
      return {
        post: (message) => void worker.heard.push(message),
        terminate: () => {
          worker.isEnded = true
        },
      }
    },
  })
  const ended = (signal?: AbortSignal) =>
    pool.perform(task, signal ? { signal } : {}).catch((error: LabError) => error.code)
  return { workers, pool, ended }
}

test('cancelled before its code is loaded, it is ended, though the worker then begins', async () => {
  const { workers, ended } = stage()
  const cancel = new AbortController()
  const end = ended(cancel.signal)
  cancel.abort()
  workers[0]!.events.onMessage({ type: 'begun', id: 1 })
  expect(await end).toBe('run/cancelled')
  expect(workers[0]!.isEnded).toBe(true)
})

test('what a worker answers after it was asked to end is the cancellation, and the worker stays', async () => {
  const { workers, ended } = stage()
  const cancel = new AbortController()
  const end = ended(cancel.signal)
  cancel.abort()
  workers[0]!.events.onMessage({ type: 'done', id: 1, result: 'late' })
  expect(await end).toBe('run/cancelled')
  await delay(50)
  expect(workers.map(({ isEnded }) => isEnded)).toEqual([false])
})

test('a cancelled run that waits in line leaves it, and the others keep their order', async () => {
  const { workers, ended, pool } = stage()
  const cancel = new AbortController()
  const [first, second, third] = [ended(), ended(cancel.signal), pool.perform(task)]
  cancel.abort()
  expect(await second).toBe('run/cancelled')
  workers[0]!.events.onMessage({ type: 'done', id: 1, result: 'one' })
  expect(await first).toBe('one')
  expect(workers[0]!.heard.map(({ type, id }) => `${type} ${id}`)).toEqual(['start 1', 'start 3'])
  workers[0]!.events.onMessage({ type: 'done', id: 1, result: 'of another' })
  workers[0]!.events.onMessage({ type: 'done', id: 3, result: 'three' })
  expect(await third).toBe('three')
})

test('the limit of time counts from when the code is loaded, and a later cancel changes nothing of the reason', async () => {
  const { workers, ended } = stage({ limitSeconds: 0.03 })
  const cancel = new AbortController()
  const end = ended(cancel.signal)
  await delay(60)
  expect(workers[0]!.heard).toHaveLength(1)
  workers[0]!.events.onMessage({ type: 'begun', id: 1 })
  await delay(40)
  cancel.abort()
  expect(await end).toBe('run/time')
  expect(workers[0]!.heard.filter(({ type }) => type === 'cancel')).toHaveLength(1)
})

test('a worker that dies loses its own run only, and one that died idle is replaced', async () => {
  const { workers, ended } = stage({ size: 2 })
  const [first, second, third] = [ended(), ended(), ended()]
  workers[0]!.events.onEnd(new LabError('run/lost', 'gone'))
  expect(await first).toBe('run/lost')
  expect(workers).toHaveLength(3)
  workers[1]!.events.onMessage({ type: 'done', id: 2, result: 'two' })
  workers[2]!.events.onMessage({ type: 'done', id: 3, result: 'three' })
  expect([await second, await third]).toEqual(['two', 'three'])
  workers[1]!.events.onEnd(new LabError('run/lost', 'gone'))
  const fourth = ended()
  expect(workers[2]!.heard.at(-1)).toMatchObject({ type: 'start', id: 4 })
  workers[2]!.events.onMessage({ type: 'done', id: 4, result: 'four' })
  expect(await fourth).toBe('four')
})

test('warming makes the workers that are missing, once', () => {
  const { workers, pool } = stage({ size: 3 })
  pool.warm()
  pool.warm()
  expect(workers).toHaveLength(3)
})
