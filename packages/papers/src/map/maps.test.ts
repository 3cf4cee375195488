/** Maps on request: one at a time, remembered, bounded in number and time. With the real thread. */
import { afterEach, expect, test } from 'vitest'
import { seededRandom } from '../meaning/random.ts'
import { createMaps, type MapJob, type Maps, type MapsOptions } from './maps.ts'

let open: Maps[] = []
afterEach(async () => {
  for (const maps of open) await maps.close()
  open = []
})
function fresh(options?: MapsOptions): Maps {
  const maps = createMaps(options)
  open.push(maps)
  return maps
}

function job(count: number, dimension = 16): MapJob {
  const random = seededRandom(count)
  const values = Float32Array.from({ length: count * dimension }, () => random() - 0.5)
  return {
    vectors: { count, dimension, values },
    texts: Array.from({ length: count }, (_, i) => ({ title: `Swans and ducks ${i}`, abstract: '' })),
  }
}
const long = { waitMs: 30_000 }

test('a map is drawn once, whoever asks and however often', async () => {
  const maps = fresh()
  let asked = 0
  const make = async () => {
    asked++
    return job(30)
  }
  const [first, second] = await Promise.all([maps.draw('a', make, long), maps.draw('a', make, long)])
  const third = await maps.draw('a', make, long)
  expect(first.state).toBe('ready')
  expect([second, third]).toEqual([first, first])
  expect(asked).toBe(1)
})

test('who does not wait is told that it is being drawn, and by how many it is preceded', async () => {
  const maps = fresh()
  expect(await maps.draw('a', async () => job(300))).toEqual({ state: 'drawing', ahead: 0 })
  expect(await maps.draw('b', async () => job(30))).toEqual({ state: 'drawing', ahead: 1 })
  expect((await maps.draw('b', async () => job(30), long)).state).toBe('ready')
  expect((await maps.draw('a', async () => job(300))).state).toBe('ready')
})

test('a crowd is turned away, and what was taken is still drawn', async () => {
  const maps = fresh({ mostWaiting: 2 })
  const states = await Promise.all(Array.from({ length: 20 }, (_, n) => maps.draw(`m${n}`, async () => job(40))))
  expect(states.filter(({ state }) => state === 'drawing')).toHaveLength(2)
  expect(states.filter(({ state }) => state === 'full')).toHaveLength(18)
  expect((await maps.draw('m1', async () => job(40), long)).state).toBe('ready')
  expect((await maps.draw('m9', async () => job(40), long)).state).toBe('ready')
})

test('a map that takes too long is given up, not tried again at once, and the next one is drawn', async () => {
  const maps = fresh({ limitMs: 1 })
  const failed = await maps.draw('a', async () => job(1000), long)
  expect(failed).toEqual({ state: 'failed', reason: 'it took more than 0.001 seconds' })
  let again = 0
  expect(await maps.draw('a', async () => job(++again), long)).toEqual(failed)
  expect(again).toBe(0)
  const patient = fresh({ limitMs: 30_000 })
  expect((await patient.draw('a', async () => job(20), long)).state).toBe('ready')
})

test('what fails before the thread begins is thrown to whoever waits, and the next one is drawn', async () => {
  const maps = fresh()
  const fail = async (): Promise<MapJob> => {
    throw new Error('the store is closed')
  }
  await maps.draw('alone', fail)
  await expect(maps.draw('a', fail, long)).rejects.toThrow('the store is closed')
  expect((await maps.draw('a', async () => job(20), long)).state).toBe('ready')
})

test('what failed is tried again when its time is over', async () => {
  const maps = fresh({ limitMs: 1, failureMs: 0 })
  expect((await maps.draw('a', async () => job(1000), long)).state).toBe('failed')
  let again = 0
  await maps.draw('a', async () => job(1000 + ++again), long)
  expect(again).toBe(1)
})

test('only the latest are kept', async () => {
  const maps = fresh({ mostKept: 2 })
  for (const key of ['a', 'b', 'c']) await maps.draw(key, async () => job(12), long)
  let drawn = 0
  const count = async () => job(12 + drawn++)
  await maps.draw('c', count, long)
  expect(drawn).toBe(0)
  await maps.draw('a', count, long)
  expect(drawn).toBe(1)
})

test('closing ends what is under way, and takes nothing more', async () => {
  const maps = fresh()
  const waiting = maps.draw('a', async () => job(1500), long)
  await maps.close()
  expect((await waiting).state).not.toBe('ready')
  expect(await maps.draw('b', async () => job(20), long)).toEqual({ state: 'full' })
})
