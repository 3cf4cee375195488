import { afterAll, expect, test } from 'vitest'
import { unknownMethod } from '../inPlaceRunner.ts'
import { runnerContract, toys } from '../testing/index.ts'
import { createThreadRunner, type ThreadOptions } from './threads.ts'

const slugs = toys.map(({ slug }) => slug)
const moduleOf = (slug: string) =>
  slugs.includes(slug)
    ? new URL(`../testing/reproductions/${slug}/method.ts`, import.meta.url).href
    : unknownMethod(slug, slugs)
const runnerWith = (options: ThreadOptions) => createThreadRunner({ moduleOf, size: 2, ...options })

runnerContract('worker threads', async () => {
  const runner = runnerWith({})
  runner.warm()
  return { runner, brief: runnerWith({ size: 1, limits: { seconds: 1 } }), canForce: true }
})

const small = runnerWith({ size: 1, limits: { megabytes: 64, seconds: 20 } })
afterAll(() => small.close())
const stubborn = (does: string) => small.run({ slug: 'stubborn', input: { does }, seed: 1 })

test.each(['heap', 'buffers'])('a run that needs too much memory is ended, and only that (%s)', async (does) => {
  const others = [stubborn('nothing'), stubborn('nothing')]
  await expect(stubborn(does)).rejects.toMatchObject({ code: 'run/memory', details: { megabytes: 64 } })
  await Promise.all(others)
  await expect(stubborn('nothing')).resolves.toBeDefined()
})

test('a thread that ends itself is a lost run, and the next run is well', async () => {
  await expect(stubborn('exit')).rejects.toMatchObject({ code: 'run/lost', message: expect.stringContaining('7') })
  await expect(stubborn('nothing')).resolves.toBeDefined()
})

test('an input that cannot be sent is a sentence', async () => {
  const input = { does: 'nothing', tag: () => 'function' }
  await expect(small.run({ slug: 'stubborn', input, seed: 1 })).rejects.toMatchObject({ code: 'input/invalid' })
})

test('a module that is not there is named', async () => {
  const lost = createThreadRunner({ moduleOf: () => new URL('./nowhere/method.ts', import.meta.url).href, size: 1 })
  await expect(lost.run({ slug: 'nowhere', input: {}, seed: 1 })).rejects.toMatchObject({
    code: 'method/broken',
    message: expect.stringContaining('nowhere/method.ts cannot be used'),
  })
  await lost.close()
})
