import { packGraph } from '@causerie/scm'
import type { PageServerLoad } from './$types'
import { answerAll } from './questions/answer.ts'
import { firstLimits } from './questions/kinds.ts'
import { startDesk } from './state/start.ts'

/** The worked example is answered here, so that the page can be read before and without its script. */
export const load: PageServerLoad = () => {
  const { graph, model, ask } = startDesk()
  return { answers: answerAll({ graph: packGraph(graph), limits: firstLimits, ...(model ? { model } : {}), ask }) }
}
