/**
 * A warning with everything it rests on, as plain JSON. The schema is our reconstruction: of the paper only the abstract
 * and the opening were seen.
 */
import { LabError } from '@causerie/lab'
import { z } from 'zod'

export const threatTypes = [
  'denial of service',
  'spear-phishing',
  'drive-by',
  'remote exploitation',
  'unauthorised access',
  'reconnaissance',
  'other',
] as const

export type ThreatType = (typeof threatTypes)[number]

const name = z.string().trim().min(1).max(300)
const probability = z.number().min(0).max(1)
const instant = z.iso.datetime({ offset: true })
const days = z.strictObject({ from: z.iso.date(), to: z.iso.date() })

const evidence = z.strictObject({ source: name, quote: z.string().max(5000) })

const dataSignal = z.strictObject({
  id: name,
  source: name,
  quantity: name,
  value: z.number(),
  unit: z.string().max(60).default(''),
  baseline: z
    .strictObject({ mean: z.number(), sd: z.number().min(0), n: z.number().int().min(0), ...days.shape })
    .optional(),
  observedAt: instant,
  evidence: z.array(evidence).default([]),
  /** Details must not be shown. */
  withheld: z.boolean().default(false),
})

const sensor = z.strictObject({
  id: name,
  kind: name,
  sourceDescription: name,
  methodDescription: name,
  model: name.optional(),
  trainingData: z.strictObject({ ...days.shape, n: z.number().int().min(0) }).optional(),
  trackRecord: z
    .strictObject({
      hits: z.number().int().min(0),
      misses: z.number().int().min(0),
      falseAlarms: z.number().int().min(0),
    })
    .optional(),
})

const signal = z.strictObject({
  id: name,
  label: name,
  sensorId: name,
  target: name.optional(),
  /** Variable of the causal graph that the signal measures. */
  variable: z.string().optional(),
  /** Whether the link from threat to signal is causal, where there is no graph to decide it. */
  identifiable: z.boolean().default(false),
  /** P(signal | threat)/P(signal | no threat): naive Bayes. */
  likelihoodRatio: z.number().min(0).optional(),
  /** Probability that this signal alone would raise the warning: noisy-or. */
  strength: probability.optional(),
  /** Weight × feature on the log-odds scale: logistic. */
  weight: z.number().optional(),
  feature: z.number().optional(),
  /** The supplied model’s probability without this signal: opaque. */
  without: probability.optional(),
  dataSignalIds: z.array(name).default([]),
})

const fusion = z.strictObject({
  method: z.enum(['naive-bayes', 'noisy-or', 'logistic', 'opaque']),
  /** Probability before any signal; for logistic the intercept as a probability. */
  prior: probability,
  model: name.optional(),
})

export const warningSchema = z.strictObject({
  id: name,
  threatType: z
    .string()
    .transform((text) => ((threatTypes as readonly string[]).includes(text) ? text : 'other') as ThreatType),
  target: name,
  window: z.strictObject({ from: instant, to: instant }),
  issuedAt: instant,
  probability: probability.optional(),
  threshold: probability.optional(),
  action: name.optional(),
  fusion,
  signals: z.array(signal).default([]),
  sensors: z.array(sensor).default([]),
  dataSignals: z.array(dataSignal).default([]),
  /** A graph in any syntax the engine reads, and the node that is the threat. */
  graph: z.strictObject({ text: z.string().max(100_000), threat: name }).optional(),
})

export type WarningInput = z.input<typeof warningSchema>
export type Warning = z.output<typeof warningSchema>
export type Signal = Warning['signals'][number]
export type Sensor = Warning['sensors'][number]
export type DataSignal = Warning['dataSignals'][number]

/** What was put aside while reading, said in a sentence each. */
export type Reading = { warning: Warning; notices: string[] }

/** Throws `warning/json`, `warning/invalid` with the path, `warning/window`, `warning/unknown`, `warning/duplicate`. */
export function readWarning(text: string): Reading {
  let raw: unknown
  try {
    raw = JSON.parse(text)
  } catch (error) {
    throw new LabError('warning/json', `The warning is no JSON: ${(error as Error).message}.`, { cause: error })
  }
  return checkWarning(raw)
}

export function checkWarning(raw: unknown): Reading {
  const parsed = warningSchema.safeParse(raw)
  if (!parsed.success) {
    const issues = parsed.error.issues.map(({ path, message }) => ({ path: path.map(String), message }))
    const said = issues.slice(0, 3).map(({ path, message }) => `${path.join('.') || 'the warning'}: ${message}`)
    throw new LabError('warning/invalid', `${said.join('; ')}.`, { details: { issues } })
  }
  const warning = parsed.data
  requireWindow(warning)
  requireReferences(warning)
  const strangers = warning.signals.filter(({ target }) => target !== undefined && target !== warning.target)
  return {
    warning: { ...warning, signals: warning.signals.filter((each) => !strangers.includes(each)) },
    notices: noticesOf(raw, warning, strangers),
  }
}

function noticesOf(raw: unknown, warning: Warning, strangers: readonly Signal[]): string[] {
  const given = (raw as { threatType?: string }).threatType
  const certain = warning.probability === 0 || warning.probability === 1
  return [
    ...(given !== warning.threatType ? [`“${given}” is no threat type of the list; it is called “other” here.`] : []),
    ...strangers.map(({ label, target }) => `${label} forecasts another target, ${target}, and is left out.`),
    ...(certain ? [`A probability of exactly ${warning.probability} leaves no room for reasons.`] : []),
    ...(warning.signals.length === strangers.length ? ['The warning was issued without supporting signals.'] : []),
  ]
}

function requireWindow({ window, issuedAt }: Warning): void {
  const [from, to, issued] = [window.from, window.to, issuedAt].map(Date.parse)
  if (to! < from!)
    throw new LabError('warning/window', `The window ends, ${window.to}, before it begins, ${window.from}.`)
  if (to! < issued!)
    throw new LabError('warning/window', `The window ends, ${window.to}, before the warning was issued, ${issuedAt}.`, {
      hint: 'A forecast says something of the future: check the time zones.',
    })
}

function requireReferences({ id, signals, sensors, dataSignals }: Warning): void {
  for (const [what, items] of Object.entries({ signal: signals, sensor: sensors, 'data signal': dataSignals })) {
    const seen = new Set<string>()
    for (const item of items) {
      if (seen.has(item.id)) throw new LabError('warning/duplicate', `Two ${what}s are called ${item.id}.`)
      seen.add(item.id)
    }
  }
  const known = new Set([...sensors, ...dataSignals].map((item) => item.id))
  for (const signal of signals) {
    if ([signal.sensorId, ...signal.dataSignalIds].includes(id) || signal.dataSignalIds.includes(signal.id))
      throw new LabError('warning/cycle', `The warning refers to itself through ${signal.id}.`)
    for (const reference of [signal.sensorId, ...signal.dataSignalIds])
      if (!known.has(reference))
        throw new LabError(
          'warning/unknown',
          `Signal ${signal.id} refers to unknown ${reference === signal.sensorId ? 'sensor' : 'data signal'} ${reference}.`,
          {
            hint: `There are ${[...known].slice(0, 12).join(', ') || 'none'}.`,
          },
        )
  }
}
