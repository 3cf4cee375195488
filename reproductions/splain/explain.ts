/**
 * Step 3: the document plan. Headline (0), forecasting (1), sensing (2), data (3), evidence (4); each sentence with the
 * sentences it can be opened into, its template, its fields and the input fields it rests on. No randomness; linear in the
 * size of the warning.
 */
import { type Contribution, type Fused, fuse, logit, type Selection, select } from './contributions.ts'
import { type Fields, realise } from './grammar.ts'
import { identifiableSignals } from './identifiable.ts'
import { type TemplateId, templates } from './templates.ts'
import type { DataSignal, Sensor, Signal, Warning } from './warning.ts'

export type Level = 0 | 1 | 2 | 3 | 4

export type Sentence = {
  id: string
  level: Level
  template: TemplateId
  text: string
  fields: Fields
  /** Paths into the warning. */
  uses: string[]
  children: Sentence[]
}

export type ExplainOptions = {
  /** Share of all weight that the stated signals must reach. */
  coverage?: number
  most?: number
  /** The probability with shared sources counted once, where it can be computed; told when it differs by more than 0.1. */
  exactProbability?: number
}

export type Explanation = {
  headline: Sentence
  fused: Fused
  selection: Selection
  /** Signals of which “because” is said. */
  causal: ReadonlySet<Signal>
}

/** Throws what reading and fusing throw, and `template/field`. The order of signals, sensors and data does not matter. */
export function explain(
  warning: Warning,
  { coverage = 0.9, most = 5, exactProbability }: ExplainOptions = {},
): Explanation {
  const fused = fuse(warning)
  const selection = select(fused, { coverage, most })
  const causal = identifiableSignals(warning)
  const plan = new Plan(warning, causal)
  const forecasting = [
    ...why(plan, warning, fused, selection),
    how(plan, warning, fused, selection),
    ...remarks(plan, fused, selection, exactProbability),
  ]
  const headline = plan.sentence(
    0,
    'headline',
    warning.id,
    {
      threat: warning.threatType,
      target: warning.target,
      probability: fused.probability,
      from: warning.window.from,
      to: warning.window.to,
      action: warning.action,
    },
    ['threatType', 'target', 'window', 'fusion', 'signals', 'action'],
    forecasting,
  )
  return { headline, fused, selection, causal }
}

/** Makes sentences; knows the sensors and data by name. */
class Plan {
  readonly causal: ReadonlySet<Signal>
  readonly sensors: ReadonlyMap<string, Sensor>
  readonly data: ReadonlyMap<string, DataSignal>

  constructor(warning: Warning, causal: ReadonlySet<Signal>) {
    this.causal = causal
    this.sensors = new Map(warning.sensors.map((sensor) => [sensor.id, sensor]))
    this.data = new Map(warning.dataSignals.map((one) => [one.id, one]))
  }

  sentence(
    level: Level,
    template: TemplateId,
    about: string,
    fields: Fields,
    uses: string[],
    children: Sentence[] = [],
  ): Sentence {
    const text = realise(templates[template], fields)
    return { id: `${level}:${template}:${about}`, level, template, text, fields, uses, children }
  }
}

function why(
  plan: Plan,
  warning: Warning,
  { contributions, scale }: Fused,
  { stated, alsoConsidered }: Selection,
): Sentence[] {
  if (contributions.length === 0) return [plan.sentence(1, 'unsupported', warning.id, {}, ['signals'])]
  const [known, unknown] = [stated.filter(hasWeight), stated.filter((each) => !hasWeight(each))]
  const speaksFor = known.filter(({ amount }) => amount >= 0)
  const against = known.filter(({ amount }) => amount < 0)
  const counts = (some: readonly unknown[]) => ({ shown: some.length, signals: contributions.length })
  const field = scale === 'probability' ? 'without' : 'likelihoodRatio, strength or weight × feature'
  const sentences: Sentence[] = []
  const add = (template: TemplateId, some: readonly Contribution[], fields: Fields) => {
    if (some.length > 0)
      sentences.push(
        plan.sentence(
          1,
          template,
          warning.id,
          fields,
          pathsOf(some, field),
          some.map((each) => sensing(plan, each)),
        ),
      )
  }
  add('why', speaksFor, { ...counts(speaksFor), reasons: speaksFor.map(reason) })
  add('against', against, { shown: against.length, reasons: against.map(reason) })
  add('why-unknown', unknown, { ...counts(unknown), reasons: unknown.map(({ signal }) => ({ signal: signal.label })) })
  add('also-considered', alsoConsidered, { reasons: alsoConsidered.map(({ signal }) => ({ signal: signal.label })) })
  return sentences
}

function hasWeight({ without }: Contribution): boolean {
  return without !== undefined
}

function reason({ signal, without }: Contribution): Fields {
  return { signal: signal.label, without }
}

function pathsOf(some: readonly Contribution[], field: string): string[] {
  return some.map(({ signal }) => `signals[${signal.id}].${field}`)
}

function how(
  plan: Plan,
  { id, fusion }: Warning,
  { contributions, scale, probability }: Fused,
  { stated, alsoConsidered }: Selection,
): Sentence {
  if (fusion.method === 'opaque')
    return plan.sentence(1, 'how-opaque', id, { model: fusion.model }, ['fusion.method', 'fusion.model'])
  const rest = alsoConsidered.reduce((sum, { amount }) => sum + amount, 0)
  const terms = stated.map(({ signal, amount }) => ({ amount, signal: signal.label }))
  const [prior, sum] =
    scale === 'survival'
      ? [-Math.log1p(-fusion.prior), -Math.log1p(-probability)]
      : [logit(fusion.prior), logit(probability)]
  const total = plan.sentence(
    2,
    contributions.length === 0 ? 'sums-none' : 'sums',
    id,
    {
      scale,
      prior,
      sum,
      ...(contributions.length > 0 ? { terms } : {}),
      ...(alsoConsidered.length > 0 ? { rest } : {}),
    },
    ['fusion.prior', ...pathsOf(contributions, 'contribution')],
  )
  return plan.sentence(
    1,
    `how-${fusion.method}`,
    id,
    { prior: fusion.prior },
    ['fusion.method', 'fusion.prior'],
    [total],
  )
}

function remarks(
  plan: Plan,
  { contributions, probability }: Fused,
  { cancelling }: Selection,
  exact?: number,
): Sentence[] {
  const decisive = contributions.filter((each) => each.decisive)
  return [
    ...(cancelling ? [plan.sentence(1, 'cancelling', '', {}, ['signals'])] : []),
    ...decisive.map(({ signal }) =>
      plan.sentence(1, 'decisive', signal.id, { signal: signal.label }, [`signals[${signal.id}]`]),
    ),
    ...(exact !== undefined && Math.abs(exact - probability) > 0.1
      ? [plan.sentence(1, 'overcounted', '', { exact }, ['signals', 'graph'])]
      : []),
  ]
}

function sensing(plan: Plan, { signal, amount }: Contribution): Sentence {
  const sensor = plan.sensors.get(signal.sensorId)!
  const named = { signal: signal.label, sensor: sensor.kind, description: sensor.sourceDescription }
  const at = `sensors[${sensor.id}]`
  const children = [...trackRecord(plan, sensor, signal), ...dataOf(plan, signal)]
  if (plan.causal.has(signal)) {
    const works = plan.sentence(2, 'works', signal.id, { method: sensor.methodDescription }, [
      `${at}.methodDescription`,
    ])
    return plan.sentence(
      2,
      amount < 0 ? 'sensing-causal-against' : 'sensing-causal',
      signal.id,
      named,
      [`signals[${signal.id}]`, at, 'graph'],
      [works, ...children],
    )
  }
  const { trainingData: trained, model } = sensor
  const training = trained
    ? plan.sentence(2, 'trained', signal.id, { model, n: trained.n, from: trained.from, to: trained.to }, [
        `${at}.trainingData`,
      ])
    : plan.sentence(2, 'untrained', signal.id, {}, [`${at}.trainingData`])
  return plan.sentence(
    2,
    'sensing-method',
    signal.id,
    { ...named, method: sensor.methodDescription },
    [`signals[${signal.id}]`, at],
    [training, ...children],
  )
}

function trackRecord(plan: Plan, { id, trackRecord: record }: Sensor, signal: Signal): Sentence[] {
  return record ? [plan.sentence(2, 'record', signal.id, { ...record }, [`sensors[${id}].trackRecord`])] : []
}

function dataOf(plan: Plan, signal: Signal): Sentence[] {
  const observed = [...signal.dataSignalIds].sort().map((id) => plan.data.get(id)!)
  if (observed.length === 0)
    return [plan.sentence(3, 'data-none', signal.id, {}, [`signals[${signal.id}].dataSignalIds`])]
  return observed.map((one) => observation(plan, one, signal))
}

const leastBaseline = 5

function observation(plan: Plan, one: DataSignal, signal: Signal): Sentence {
  const about = `${signal.id}/${one.id}`
  const uses = [`dataSignals[${one.id}]`]
  if (one.withheld) return plan.sentence(3, 'data-withheld', about, {}, uses)
  const { quantity, value, unit, observedAt: at, source, baseline } = one
  const observed = { quantity, value, unit: unit === '' ? undefined : unit, at, source }
  const evidence = one.evidence.map((each, number) =>
    plan.sentence(4, 'evidence', `${about}/${number + 1}`, { ...each }, [`dataSignals[${one.id}].evidence[${number}]`]),
  )
  if (!baseline || baseline.sd === 0 || baseline.n < leastBaseline)
    return plan.sentence(3, 'data-raw', about, observed, uses, evidence)
  const { mean, sd } = baseline
  const deviation = value - mean
  if (Math.abs(deviation) < sd) return plan.sentence(3, 'data-near', about, { ...observed, mean }, uses, evidence)
  const compared = { ...observed, mean, sigmas: Math.abs(deviation) / sd, way: deviation > 0 ? 'above' : 'below' }
  return mean > 0 && value > 0
    ? plan.sentence(3, 'data-times', about, { ...compared, times: value / mean }, uses, evidence)
    : plan.sentence(3, 'data-sigmas', about, compared, uses, evidence)
}

/** Every sentence, a parent before its children. */
export function sentencesOf(sentence: Sentence): Sentence[] {
  return [sentence, ...sentence.children.flatMap(sentencesOf)]
}

/** The explanation as plain text, a sentence a line, indented by depth, down to a level. */
export function plainText(sentence: Sentence, { downTo = 4 as Level } = {}): string {
  const lines = (one: Sentence, depth: number): string[] =>
    one.level > downTo
      ? []
      : [`${'  '.repeat(depth)}${one.text}`, ...one.children.flatMap((child) => lines(child, depth + 1))]
  return lines(sentence, 0).join('\n')
}
