/** The answer that there is no formula, and why: obstacles in words, the hedge, and two models on request. */
import { namesOfSet } from './admg.ts'
import { type ConditionalEffect, differsGiven } from './differsGiven.ts'
import { type Hedge, hedgeNodes, hedgeOf } from './hedge.ts'
import type { Failure, JointResult } from './identifyJoint.ts'
import type { NodeSet } from './nodeSet.ts'
import type { Step } from './steps.ts'
import { type Witness, witnessOf } from './witness.ts'

export type Obstacle = {
  readonly source: string
  /** The district whose factor the source does not yield. */
  readonly district: readonly string[]
  readonly reason: string
  readonly hedge?: Hedge
}

export type NotIdentified = {
  readonly identifiable: false
  /** Absent where no hedge is the cause (a source that was refused for another reason). */
  readonly hedge?: Hedge
  /** A sentence. */
  readonly reason: string
  /** What stood in the way in each source. */
  readonly obstacles: readonly Obstacle[]
  readonly witness?: Witness
  readonly steps: readonly Step[]
}

type Asked = {
  question: string
  effect: ConditionalEffect
  outcome: NodeSet
  wantsWitness: boolean
  steps: readonly Step[]
}

export function notIdentified(
  { failures, within }: Extract<JointResult, { identifiable: false }>,
  { question, effect, outcome, wantsWitness, steps }: Asked,
): NotIdentified {
  const obstacles = failures.map(obstacleOf)
  const first = failures.find(({ hedge }) => hedge !== undefined)
  const hedge = firstHedge(failures)
  const nodes = first && nodesOf(first)
  const pair = wantsWitness && nodes ? witnessOf(first.source.admg, nodes, outcome, within) : undefined
  const witness = pair && (effect.given.length === 0 || differsGiven(pair, effect)) ? pair : undefined
  return {
    identifiable: false,
    reason: `${question} cannot be computed from what is given. ${obstacles.map(({ reason }) => reason).join(' ')}`,
    obstacles,
    steps,
    ...(hedge === undefined ? {} : { hedge }),
    ...(witness === undefined ? {} : { witness }),
  }
}

/** The hedge of the first failure that has one, in the graph of its source. */
export function firstHedge(failures: readonly Failure[]): Hedge | undefined {
  const first = failures.find(({ hedge }) => hedge !== undefined)
  const nodes = first && nodesOf(first)
  return nodes && hedgeOf(first.source.admg, nodes)
}

function nodesOf({ source, hedge }: Failure) {
  return hedge && hedgeNodes(source.admg, hedge.outer, hedge.inner)
}

function obstacleOf(failure: Failure): Obstacle {
  const { source, district } = failure
  const names = namesOfSet(source.admg, district)
  const hedge = firstHedge([failure])
  if (hedge === undefined)
    return {
      source: source.label,
      district: names,
      reason: `For the factor of {${names.join(', ')}}: ${failure.refusal}.`,
    }
  return {
    source: source.label,
    district: names,
    reason: `{${hedge.outer.nodes.join(', ')}} and {${names.join(', ')}} form a hedge in ${source.label}: latent causes tie them together, and every node of the larger set acts on the smaller.`,
    hedge,
  }
}
