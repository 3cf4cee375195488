/** Says of an input, as it is typed, what is wrong with it and what its run will take; and of a run, how to do it elsewhere. */
import { asCommandLine, asTypeScript, LabError, parseInput } from '@causerie/lab'
import type { Advice, AdviceAsked } from './advice.ts'
import { tabMethod } from './tabMethod.ts'

self.addEventListener('message', async ({ data }: MessageEvent<AdviceAsked>) => {
  self.postMessage({ id: data.id, advice: await adviceOn(data) })
})

async function adviceOn({ slug, input, seed }: AdviceAsked): Promise<Advice> {
  try {
    const method = await tabMethod(slug)
    const cost = method.cost(parseInput(method, input) as never)
    if (seed === undefined) return { cost }
    const run = { slug, input, seed }
    return { cost, copies: { command: asCommandLine(run, { method }), program: asTypeScript(run) } }
  } catch (error) {
    return error instanceof LabError && error.code === 'input/invalid' ? { details: error.details } : {}
  }
}
