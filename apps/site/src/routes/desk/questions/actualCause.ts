/** What caused it, this time: the verdict with its conditions and the witness in words, and all causes of the effect. */
import {
  type ActualCauseVerdict,
  actualCauses,
  type FiniteScm,
  type Graph,
  isActualCause,
  ScmError,
} from '@causerie/scm'
import { requireFinite, settledContext } from '../state/contexts.ts'
import type { ModelQuestions } from '../state/desk.ts'
import type { ModelDraft } from '../state/modelDraft.ts'
import { listed } from './effect.ts'

export type DeskActualCause = {
  verdict: boolean
  /** “Suzy = 1 is a cause of bottle = 1.” */
  sentence: string
  conditions: { name: 'AC1' | 'AC2' | 'AC3'; holds: boolean; meaning: string }[]
  witness?: string
  reasons: string[]
  /** Every cause of the effect in this context, where there are few enough variables to look. */
  others: string[]
  /** What happens in this context. */
  happened: string[]
}

export function askActualCause(graph: Graph, draft: ModelDraft, { cause: asked }: ModelQuestions): DeskActualCause {
  const model = requireFinite(graph, draft)
  if (Object.keys(asked.cause).length === 0 || Object.keys(asked.effect).length === 0)
    throw new ScmError('desk/cause', 'Say what may be the cause and what the effect.', {
      hint: 'Choose a value for each below.',
    })
  const query = { ...asked, context: settledContext(model, asked.context), limit: 3_000_000 }
  const result = isActualCause(model, query)
  const { verdict, ac1, ac2, ac3, reasons } = result
  return {
    verdict,
    sentence: `${events(model, asked.cause)} is ${verdict ? 'a' : 'no'} cause of ${events(model, asked.effect)}.`,
    conditions: [
      { name: 'AC1', holds: ac1, meaning: 'cause and effect both happened' },
      { name: 'AC2', holds: ac2, meaning: 'the effect depends on the cause, under some contingency' },
      { name: 'AC3', holds: ac3, meaning: 'no part of the cause would do' },
    ],
    ...(result.witness ? { witness: witnessSentence(model, asked, result.witness) } : {}),
    reasons,
    others:
      model.variables.length > 24
        ? []
        : actualCauses(model, { ...query, maxSize: 3 }).map(({ cause }) => events(model, cause)),
    happened: happenedIn(model, query.context),
  }
}

function witnessSentence(
  model: FiniteScm,
  { cause, effect, definition }: ModelQuestions['cause'],
  witness: NonNullable<ActualCauseVerdict['witness']>,
): string {
  if (definition === 'NESS') {
    const steps = (witness.chain ?? []).map(({ cause: from, effect: to, others }) =>
      others.length > 0 ? `${from} with ${listed(others)} suffices for ${to}` : `${from} suffices for ${to}`,
    )
    return `${steps.join('; ')}, and no part of it would.`
  }
  const held = Object.keys(witness.contingency)
  const holding =
    held.length > 0
      ? `Holding ${events(model, witness.contingency)}${definition === 'modified' ? ', as it was' : ''}, had`
      : 'Had'
  const now = Object.keys(effect).map((name) => `${name} would have been ${levelOf(model, name, witness.world[name]!)}`)
  return `${holding} ${events(model, witness.alternative)} instead of ${events(model, cause)}, ${listed(now)}.`
}

/** One event, or several with “and”. */
function events(model: FiniteScm, setting: Readonly<Record<string, number>>): string {
  return listed(Object.entries(setting).map(([name, value]) => `${name} = ${levelOf(model, name, value)}`))
}

function levelOf({ variables, index }: FiniteScm, name: string, value: number): string {
  const at = index.get(name)
  return at === undefined ? String(value) : (variables[at]!.levels[value] ?? String(value))
}

function happenedIn(model: FiniteScm, context: Record<string, number>): string[] {
  const values = new Map<number, number>()
  return model.variables.flatMap(({ name, mechanism, levels }, at) => {
    if (!mechanism) {
      values.set(at, context[name]!)
      return []
    }
    const row = mechanism.parents.reduce((sum, parent) => sum * model.variables[parent]!.card + values.get(parent)!, 0)
    values.set(at, mechanism.table[row]!)
    return [`${name} = ${levels[mechanism.table[row]!]}`]
  })
}
