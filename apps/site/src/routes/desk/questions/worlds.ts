/** What if, and what would have been, asked of the model on the desk. */
import {
  counterfactual,
  type DiscreteJoint,
  type ExactGaussian,
  type FiniteScm,
  type FunctionalScm,
  type Graph,
  probabilityOfNecessity,
  probabilityOfNecessityAndSufficiency,
  probabilityOfSufficiency,
  query,
  type SampledAnswer,
  ScmError,
} from '@causerie/scm'
import type { ModelQuestions, Setting } from '../state/desk.ts'
import { type ModelDraft, modelOf } from '../state/modelDraft.ts'
import { faultOf } from '../state/text.ts'

/** One variable's distribution: probabilities of its levels, or mean and standard deviation. */
export type Spread =
  | { kind: 'finite'; levels: readonly string[]; p: number[] }
  | { kind: 'normal'; mean: number; sd: number }

export type DeskWhatIf = { of: string; before: Spread; after: Spread }

/** P(of | given), and the same after the action. */
export function askWhatIf(
  graph: Graph,
  draft: ModelDraft,
  { whatIf: { do: set, given, of } }: ModelQuestions,
): DeskWhatIf {
  const model = modelOf(graph, draft)
  return { of, before: spreadOf(model, of, { given }), after: spreadOf(model, of, { given, do: set }) }
}

export type DeskWouldHaveBeen = {
  of: string
  /** Given the evidence, in the world as it is. */
  factual: Spread
  /** In the world that would have been. */
  counterfactual: Spread
  /** PN, PS and PNS of the treatment for the outcome; a sentence where evidence makes one meaningless. */
  causation: { name: 'PN' | 'PS' | 'PNS'; question: string; value: number | string }[]
}

export function askWouldHaveBeen(
  graph: Graph,
  draft: ModelDraft,
  { wouldHaveBeen: { evidence, do: set, of } }: ModelQuestions,
): DeskWouldHaveBeen {
  const model = modelOf(graph, draft)
  return {
    of,
    factual: counterfactualSpread(model, of, { evidence, do: {} }),
    counterfactual: counterfactualSpread(model, of, { evidence, do: set }),
    causation: model.kind === 'finite' ? causationOf(graph, model) : [],
  }
}

function spreadOf(
  model: FiniteScm | FunctionalScm,
  of: string,
  { given, do: set }: { given: Setting; do?: Setting },
): Spread {
  const asked = { of: [of], given, ...(set ? { do: set } : {}) }
  if (of in given) throw bothSeenAndAsked(of)
  if (model.kind === 'finite') return finiteSpread(query(model, asked))
  return normalSpread(query(model, asked))
}

function counterfactualSpread(
  model: FiniteScm | FunctionalScm,
  of: string,
  asked: { evidence: Setting; do: Setting },
): Spread {
  if (model.kind === 'finite') return finiteSpread(counterfactual(model, { ...asked, of: [of] }))
  return normalSpread(counterfactual(model, { ...asked, of: [of] }))
}

function finiteSpread({ variables: [variable], p }: DiscreteJoint): Spread {
  return { kind: 'finite', levels: variable!.levels, p: [...p] }
}

/** Models of the desk are linear-Gaussian where they are not finite, so an answer is a normal distribution. */
function normalSpread(answer: ExactGaussian | SampledAnswer): Spread {
  if (answer.kind !== 'gaussian') throw new Error(`A linear model answered with ${answer.kind}.`)
  return { kind: 'normal', mean: answer.mean[0]!, sd: Math.sqrt(Math.max(0, answer.covariance[0]!)) }
}

/** Of the first treatment and outcome, where both have two levels. */
function causationOf({ roles }: Graph, model: FiniteScm): DeskWouldHaveBeen['causation'] {
  const [treatment, outcome] = [roles.treatment[0], roles.outcome[0]]
  if (treatment === undefined || outcome === undefined) return []
  const levels = (name: string) => model.variables[model.index.get(name)!]!.levels
  const [[x0, x1], [y0, y1]] = [levels(treatment), levels(outcome)]
  if (levels(treatment).length !== 2 || levels(outcome).length !== 2) return []
  const asked = { treatment, outcome }
  const valued = (work: () => { probability: number }) => {
    try {
      return work().probability
    } catch (error) {
      return faultOf(error).message
    }
  }
  return [
    {
      name: 'PN',
      question: `Where ${treatment} = ${x1} and ${outcome} = ${y1}: would ${outcome} have been ${y0}, had ${treatment} been ${x0}?`,
      value: valued(() => probabilityOfNecessity(model, asked)),
    },
    {
      name: 'PS',
      question: `Where ${treatment} = ${x0} and ${outcome} = ${y0}: would ${outcome} have been ${y1}, had ${treatment} been ${x1}?`,
      value: valued(() => probabilityOfSufficiency(model, asked)),
    },
    {
      name: 'PNS',
      question: `For anybody: ${outcome} = ${y1} with ${treatment} = ${x1}, and ${outcome} = ${y0} with ${treatment} = ${x0}?`,
      value: valued(() => probabilityOfNecessityAndSufficiency(model, asked)),
    },
  ]
}

function bothSeenAndAsked(of: string): ScmError {
  return new ScmError('query/given', `“${of}” is both asked about and seen.`, {
    hint: 'Leave it out of what was seen.',
  })
}
