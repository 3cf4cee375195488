/** What the desk can begin with: the engine's textbook graphs, and stories whose model is complete. */
import { exampleGraphs, parseGraph, withRoles } from '@causerie/scm'
import { type Desk, noQuestions, type Setting } from './desk.ts'
import { type FiniteVariable, settledModel, startModel } from './modelDraft.ts'
import { placed } from './places.ts'

export type Example = { readonly name: string; readonly source: string; readonly desk: () => Desk }

type Story = {
  name: string
  source: string
  graph: string
  /** By variable; those without an equation are 0 or 1 by chance. */
  equations: Record<string, string>
  happened: Setting
  cause: Setting
  effect: Setting
}

const stories: readonly Story[] = [
  {
    name: 'Two rocks and a bottle',
    source: 'Lewis (1986); Halpern & Pearl (2005), ex. 4.1: Suzy’s rock hits first, so Billy’s is no cause',
    graph:
      'dag { Suzy [exposure] bottle [outcome] Suzy -> SuzyHits  Billy -> BillyHits  SuzyHits -> BillyHits  {SuzyHits BillyHits} -> bottle }',
    equations: { SuzyHits: 'Suzy', BillyHits: 'Billy and not SuzyHits', bottle: 'SuzyHits or BillyHits' },
    happened: { Suzy: 1, Billy: 1 },
    cause: { Suzy: 1 },
    effect: { bottle: 1 },
  },
  {
    name: 'A fire, either way',
    source: 'Halpern & Pearl (2005), ex. 3.1: lightning or a match would start it',
    graph: 'dag { lightning [exposure] fire [outcome] {lightning match} -> fire }',
    equations: { fire: 'lightning or match' },
    happened: { lightning: 1, match: 1 },
    cause: { lightning: 1 },
    effect: { fire: 1 },
  },
  {
    name: 'A firing squad',
    source: 'Pearl (2009), sect. 7.1.2: had rifleman A not shot',
    graph: 'dag { order -> {A B} -> death  A [exposure] death [outcome] }',
    equations: { A: 'order', B: 'order', death: 'A or B' },
    happened: { order: 1 },
    cause: { order: 1 },
    effect: { death: 1 },
  },
  {
    name: 'Poison and antidote',
    source: 'Hiddleston (2005); Halpern (2016), ex. 3.2.1: nobody poisoned the coffee',
    graph: 'dag { antidote [exposure] survival [outcome] {poison antidote} -> survival }',
    equations: { survival: 'not poison or antidote' },
    happened: { poison: 0, antidote: 1 },
    cause: { antidote: 1 },
    effect: { survival: 1 },
  },
]

/** What to ask of graphs that are stated without a question. */
const effects: Record<string, [treatment: string, outcome: string]> = {
  Verma: ['A', 'D'],
  Sprinkler: ['Sprinkler', 'Slippery'],
  Asia: ['smoke', 'dysp'],
  Feedback: ['X1', 'X4'],
}

export const examples: readonly Example[] = [
  ...exampleGraphs.map(({ name, text, source }) => ({ name, source, desk: () => deskOfGraph(name, text) })),
  ...stories.map((story) => ({ name: story.name, source: story.source, desk: () => deskOf(story) })),
]

function deskOfGraph(name: string, text: string): Desk {
  const graph = placed(parseGraph(text))
  const effect = effects[name]
  return {
    graph: effect ? withRoles(graph, { treatment: [effect[0]], outcome: [effect[1]] }) : graph,
    ask: noQuestions,
  }
}

function deskOf({ graph: text, equations, happened, cause, effect }: Story): Desk {
  const graph = placed(parseGraph(text))
  const start = startModel(graph, { kind: 'finite' })
  const variables = Object.entries(start.variables as Record<string, FiniteVariable>).map(([name, variable]) => [
    name,
    { ...variable, form: 'equation', equation: equations[name] ?? 'noise' },
  ])
  const [[treatment]] = Object.entries(cause) as [[string, number]]
  const [[outcome]] = Object.entries(effect) as [[string, number]]
  return {
    graph,
    model: settledModel(graph, { kind: 'finite', variables: Object.fromEntries(variables) }),
    ask: {
      whatIf: { do: { [treatment]: 0 }, given: {}, of: outcome },
      wouldHaveBeen: { evidence: { ...happened }, do: { [treatment]: 1 - cause[treatment]! }, of: outcome },
      cause: {
        context: Object.fromEntries(Object.entries(happened).map(([name, value]) => [`noise of ${name}`, value])),
        cause,
        effect,
        definition: 'modified',
      },
    },
  }
}
