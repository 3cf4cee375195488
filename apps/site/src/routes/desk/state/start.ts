/** The worked example that the page begins with, on the server and in the tab. */
import { parseGraph, withRoles } from '@causerie/scm'
import { type Desk, noQuestions } from './desk.ts'
import { startModel } from './modelDraft.ts'
import { placed } from './places.ts'

/** Invented: what exercise does to blood pressure, where age is behind both and weight lies between. */
export function startDesk(): Desk {
  const graph = withRoles(
    placed(
      parseGraph(`dag {
        exercise [pos="20,150"]  weight [pos="210,60"]  pressure [pos="420,150"]  age [pos="210,250"]  diet [pos="20,30"]
        exercise -> weight -> pressure  exercise -> pressure  age -> {exercise pressure}  diet -> {exercise weight}
      }`),
    ),
    { treatment: ['exercise'], outcome: ['pressure'] },
  )
  const start = startModel(graph, { kind: 'finite', seed: 4 })
  return {
    graph,
    model: start,
    ask: {
      ...noQuestions,
      whatIf: { do: { exercise: 1 }, given: {}, of: 'pressure' },
      wouldHaveBeen: { evidence: { exercise: 0, pressure: 1 }, do: { exercise: 1 }, of: 'pressure' },
      cause: { context: {}, cause: { exercise: 0 }, effect: { pressure: 0 }, definition: 'modified' },
    },
  }
}
