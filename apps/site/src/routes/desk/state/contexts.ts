/** The circumstances of an actual cause: the exogenous variables of a model, and what each of their values does. */
import { type FiniteScm, type Graph, ScmError } from '@causerie/scm'
import type { Setting } from './desk.ts'
import { type ModelDraft, modelOf } from './modelDraft.ts'

/** Exogenous variables of the model with their values, and what each value does, for the choice of a context. */
export type ContextChoice = { name: string; title: string; values: { value: number; label: string }[] }

export function contextChoices(graph: Graph, draft: ModelDraft): ContextChoice[] {
  const model = requireFinite(graph, draft)
  return model.variables.flatMap(({ name, card, mechanism }, at) => {
    if (mechanism || card < 2) return []
    const readers = model.variables.filter((variable) => variable.mechanism?.parents.includes(at))
    const label = (value: number) => (readers.length === 1 ? responseTo(model, readers[0]!, at, value) : String(value))
    const title = readers.length === 1 ? `chance behind ${readers[0]!.name}` : `hidden cause ${name}`
    return [{ name, title, values: Array.from({ length: card }, (_, value) => ({ value, label: label(value) })) }]
  })
}

/** The contexts chosen so far, 0 for what was not chosen; what the model no longer has is left out. */
export function settledContext(model: FiniteScm, context: Setting): Record<string, number> {
  const exogenous = model.variables.filter(({ mechanism }) => !mechanism)
  return Object.fromEntries(exogenous.map(({ name, card }) => [name, Math.min(context[name] ?? 0, card - 1)]))
}

/** Throws `desk/cause` for a linear model. */
export function requireFinite(graph: Graph, draft: ModelDraft): FiniteScm {
  const model = modelOf(graph, draft)
  if (model.kind === 'finite') return model
  throw new ScmError('desk/cause', 'Actual causes are asked of models with finitely many values.', {
    hint: 'Begin a model with tables or equations.',
  })
}

/** What one value of a noise makes of its variable: “X = 1”, or for each setting of the causes “0 if Z = 0, 1 if Z = 1”. */
function responseTo(model: FiniteScm, reader: FiniteScm['variables'][number], noise: number, value: number): string {
  const { parents, table } = reader.mechanism!
  const cards = parents.map((parent) => model.variables[parent]!.card)
  const results: { setting: string; level: string }[] = []
  for (let row = 0; row < table.length; row++) {
    let rest = row
    const settings: string[] = []
    let isHere = true
    for (let i = parents.length - 1; i >= 0; i--) {
      const at = rest % cards[i]!
      rest = Math.floor(rest / cards[i]!)
      if (parents[i] === noise) isHere = at === value
      else settings.unshift(`${model.variables[parents[i]!]!.name} = ${model.variables[parents[i]!]!.levels[at]}`)
    }
    if (isHere) results.push({ setting: settings.join(', '), level: reader.levels[table[row]!]! })
  }
  const distinct = [...new Set(results.map(({ level }) => level))]
  if (distinct.length === 1) return `${reader.name} = ${distinct[0]}`
  if (results.length <= 4)
    return `${reader.name} = ${results.map(({ setting, level }) => `${level} if ${setting}`).join('; ')}`
  const commonest = mostFrequent(results.map(({ level }) => level))
  const count = results.filter(({ level }) => level === commonest).length
  return `${reader.name} = ${commonest} in ${count} of ${results.length} settings of its causes`
}

function mostFrequent(levels: readonly string[]): string {
  const counts = [...Map.groupBy(levels, (level) => level)]
  return counts.reduce((best, each) => (each[1].length > best[1].length ? each : best))[0]
}
