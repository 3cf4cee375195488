/** The standard stories of actual causality, as models with the context and the effect that are asked about. */
import { defineFiniteScm, type EndogenousVariable, type FiniteScm } from '../model/finiteScm.ts'
import type { Context, Effect } from './setting.ts'

export type CausalStory = {
  title: string
  /** Where the story and its model come from. */
  source: string
  model: FiniteScm
  context: Context
  effect: Effect & Record<string, number>
}

/** Binary model in which each root follows an exogenous variable of its own, U_ and its name, fair and independent. */
function story(roots: readonly string[], rest: readonly EndogenousVariable[]): FiniteScm {
  return defineFiniteScm({
    exogenous: roots.map((name) => ({ names: [`U_${name}`], cards: [2], p: ['1/2', '1/2'] })),
    endogenous: [...roots.map((name) => ({ name, card: 2, parents: [`U_${name}`], table: [0, 1] })), ...rest],
  })
}

function binary(
  name: string,
  parents: readonly string[],
  equation: EndogenousVariable['equation'],
): EndogenousVariable {
  return { name, card: 2, parents, equation }
}

function happened(...events: [root: string, value: number][]): Context {
  return Object.fromEntries(events.map(([root, value]) => [`U_${root}`, value]))
}

const voters = Array.from({ length: 11 }, (_, i) => `V${i + 1}`)

export const causalStories = {
  forestFireEither: {
    title: 'A forest fire that lightning or a match would start',
    source: 'Halpern & Pearl 2005, example 3.1; Halpern 2016, example 2.3.1',
    model: story(['L', 'MD'], [binary('F', ['L', 'MD'], ({ L, MD }) => L === 1 || MD === 1)]),
    context: happened(['L', 1], ['MD', 1]),
    effect: { F: 1 },
  },
  forestFireBoth: {
    title: 'A forest fire that needs lightning and a match',
    source: 'Halpern & Pearl 2005, example 3.1; Halpern 2016, example 2.3.1',
    model: story(['L', 'MD'], [binary('F', ['L', 'MD'], ({ L, MD }) => L === 1 && MD === 1)]),
    context: happened(['L', 1], ['MD', 1]),
    effect: { F: 1 },
  },
  rockThrowing: {
    title: 'Suzy’s rock hits the bottle before Billy’s',
    source: 'Lewis 1986; Halpern & Pearl 2005, example 4.1; Halpern 2016, example 2.3.3',
    model: story(
      ['ST', 'BT'],
      [
        binary('SH', ['ST'], ({ ST }) => ST!),
        binary('BH', ['BT', 'SH'], ({ BT, SH }) => BT === 1 && SH === 0),
        binary('BS', ['SH', 'BH'], ({ SH, BH }) => SH === 1 || BH === 1),
      ],
    ),
    context: happened(['ST', 1], ['BT', 1]),
    effect: { BS: 1 },
  },
  loadedGun: {
    title: 'A loads B’s gun, B does not shoot, C shoots: the prisoner dies',
    source: 'Hopkins & Pearl 2003; Halpern 2016, example 2.8.1',
    model: story(['A', 'B', 'C'], [binary('D', ['A', 'B', 'C'], ({ A, B, C }) => (A === 1 && B === 1) || C === 1)]),
    context: happened(['A', 1], ['B', 0], ['C', 1]),
    effect: { D: 1 },
  },
  vote: {
    title: 'Eleven voters, all in favour',
    source: 'Chockler & Halpern 2004, §1; Halpern 2016, example 2.3.2',
    model: story(voters, [
      {
        name: 'W',
        card: 2,
        parents: voters,
        equation: (votes) => Object.values(votes).reduce((a, b) => a + b, 0) >= 6,
      },
    ]),
    context: Object.fromEntries(voters.map((voter) => [`U_${voter}`, 1])),
    effect: { W: 1 },
  },
  firingSquad: {
    title: 'A captain signals, two riflemen shoot',
    source: 'Pearl 2009, §7.1.2',
    model: story(
      ['C'],
      [
        binary('A', ['C'], ({ C }) => C!),
        binary('B', ['C'], ({ C }) => C!),
        binary('D', ['A', 'B'], ({ A, B }) => A === 1 || B === 1),
      ],
    ),
    context: happened(['C', 1]),
    effect: { D: 1 },
  },
  poisonAndAntidote: {
    title: 'Nobody poisons the coffee, the bodyguard puts an antidote in it: the victim lives',
    source: 'Hiddleston 2005; Halpern 2016, example 3.2.1 (bogus prevention)',
    model: story(['P', 'B'], [binary('VS', ['P', 'B'], ({ P, B }) => P === 0 || B === 1)]),
    context: happened(['P', 0], ['B', 1]),
    effect: { VS: 1 },
  },
  railroadSwitch: {
    title: 'An engineer flips a switch; the train reaches the same station by either track',
    source: 'Hall 2000; Halpern 2016, example 2.3.6 (with variables for the tracks)',
    model: story(
      ['F'],
      [
        binary('RT', ['F'], ({ F }) => F!),
        binary('LT', ['F'], ({ F }) => 1 - F!),
        binary('A', ['RT', 'LT'], ({ RT, LT }) => RT === 1 || LT === 1),
      ],
    ),
    context: happened(['F', 1]),
    effect: { A: 1 },
  },
} satisfies Record<string, CausalStory>
