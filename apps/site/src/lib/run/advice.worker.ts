/** Says of an input, as it is typed, what is wrong with it and what its run will take. */
import { LabError, parseInput } from '@causerie/lab'
import type { Advice, AdviceAsked } from './advice.ts'
import { tabMethod } from './tabMethod.ts'

self.addEventListener('message', async ({ data }: MessageEvent<AdviceAsked>) => {
  self.postMessage({ id: data.id, advice: await adviceOn(data) })
})

async function adviceOn({ slug, input }: AdviceAsked): Promise<Advice> {
  try {
    const method = await tabMethod(slug)
    return { cost: method.cost(parseInput(method, input) as never) }
  } catch (error) {
    return error instanceof LabError && error.code === 'input/invalid' ? { details: error.details } : {}
  }
}
