/** Whether the effect can be computed from what is observed: the formula with its derivation, or the hedge that forbids it. */
import {
  describeStep,
  distributionOf,
  type Graph,
  type Hedge,
  identify,
  type Step,
  toLatex,
  toMathml,
  toText,
} from '@causerie/scm'
import { requireEffect } from './effect.ts'

/** `question` and `mathml` are the two sides of the equation, so that a narrow column can break between them. */
type Formula = {
  question: string
  /** Empty where the formula is too long to be read: it can still be copied. */
  mathml: string
  text: string
  latex: string
  steps: string[]
}

/** Letters of a formula, and steps of a derivation, beyond which nobody reads. */
const longestFormula = 2500
const mostSteps = 60

export type DeskIdentification =
  | (Formula & {
      identifiable: true
      /** The formula of adjustment, where there is one and it is another. */
      adjustment?: Formula
    })
  | { identifiable: false; reason: string; hedge?: Hedge; steps: string[] }

export function askIdentification(graph: Graph): DeskIdentification {
  const effect = requireEffect(graph)
  const result = identify(graph, effect)
  if (!result.identifiable) {
    const { obstacles, hedge, steps } = result
    return {
      identifiable: false,
      reason: obstacles.map(({ reason }) => reason).join(' '),
      ...(hedge ? { hedge } : {}),
      steps: described(steps),
    }
  }
  const formula = formulaOf(result)
  const adjusted = identify(graph, { ...effect, prefer: 'adjustment' })
  const other = adjusted.identifiable ? formulaOf(adjusted) : formula
  return { identifiable: true, ...formula, ...(other.text === formula.text ? {} : { adjustment: other }) }
}

function formulaOf({ estimand, steps }: Extract<ReturnType<typeof identify>, { identifiable: true }>): Formula {
  const { treatment, given, outcome } = estimand.query
  const text = toText(estimand)
  return {
    question: toMathml(distributionOf(outcome, { given, do: treatment }), { display: 'inline' }),
    mathml: text.length <= longestFormula ? toMathml(estimand) : '',
    text,
    latex: toLatex(estimand),
    steps: described(steps),
  }
}

/** The first steps in words, and how many more there are. */
function described(steps: readonly Step[]): string[] {
  const shown = steps.slice(0, mostSteps).map(describeStep)
  return steps.length > mostSteps ? [...shown, `… and ${steps.length - mostSteps} more steps.`] : shown
}
