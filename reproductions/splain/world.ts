/**
 * A world in which the causes are known: an intent (the threat) raises precursors, sensors report them with errors, and a
 * fusion of likelihood ratios raises a warning. A hidden season may raise threat and precursors alike; several sensors may
 * watch one precursor; some may be dead. Everything is drawn from a Bayesian network of the engine, so the exact posterior
 * is known beside what the fusion says.
 */
import { integer, normal, type Random } from '@causerie/lab'
import { type DiscreteNetwork, defineNetwork, query, sample } from '@causerie/scm'
import { type Precursor, precursors } from './precursors.ts'
import { checkWarning, type Warning, type WarningInput } from './warning.ts'

export type WorldSettings = {
  /** Sensors, 2 to 12. */
  sensors?: number
  /** Days of history before the warning. */
  days?: number
  /** π: how often the threat is there on a day. */
  prior?: number
  /** How strongly the season raises threat and precursors, 0 to 1; 0 for no season at all. */
  confounding?: number
  /** Precursors that the season raises, by number; all by default. */
  confounded?: readonly number[]
  /** How many of the sensors watch the first precursor; 1 for each its own. */
  sharing?: number
  /** Sensors that never report. */
  dead?: number
}

type SensorFacts = { name: string; precursor: number; sensitivity: number; specificity: number }

export type World = {
  network: DiscreteNetwork
  sensors: readonly SensorFacts[]
  watched: readonly Precursor[]
  /** Numbers of the watched precursors that the hidden season raises. */
  confounded: ReadonlySet<number>
  /** Days by variable: 0 or 1. */
  days: Readonly<Record<string, Int32Array>>
  /** Daily counts by precursor. */
  counts: readonly Float64Array[]
  prior: number
}

const firstDay = Date.UTC(2025, 0, 1)

export function makeWorld(
  { sensors = 5, days = 365, prior = 0.05, confounding = 0, confounded, sharing = 1, dead = 0 }: WorldSettings,
  random: Random,
): World {
  const watchers = sensorFacts({ sensors, sharing, dead }, random.split('sensors'))
  const watched = precursors.slice(0, 1 + Math.max(...watchers.map(({ precursor }) => precursor)))
  const raised = new Set(confounding > 0 ? (confounded ?? watched.map((_, at) => at)) : [])
  const network = networkOf(watchers, watched, { prior, confounding, raised }, random.split('network'))
  const { columns } = sample(network, { n: days, random: random.split('days') })
  const drawn = columns as Record<string, Int32Array>
  const noise = random.split('counts')
  const counts = watched.map(({ variable, mean, sd }) =>
    Float64Array.from(drawn[variable]!, (high) => Math.max(0, Math.round(mean + sd * (3 * high + normal(noise))))),
  )
  return { network, sensors: watchers, watched, confounded: raised, days: drawn, counts, prior }
}

function sensorFacts(
  { sensors, sharing, dead }: { sensors: number; sharing: number; dead: number },
  random: Random,
): SensorFacts[] {
  return Array.from({ length: sensors }, (_, at) => {
    const isDead = at >= sensors - dead
    return {
      name: `Sensor${at + 1}`,
      precursor: at < sharing ? 0 : at - sharing + 1,
      sensitivity: isDead ? 0 : between(random, 0.7, 0.95),
      specificity: isDead ? 1 : between(random, 0.8, 0.98),
    }
  })
}

function networkOf(
  sensors: readonly SensorFacts[],
  watched: readonly Precursor[],
  { prior, confounding, raised }: { prior: number; confounding: number; raised: ReadonlySet<number> },
  random: Random,
): DiscreteNetwork {
  const levels = ['no', 'yes']
  const yes = (...probabilities: number[]) => probabilities.flatMap((p) => [1 - p, p])
  const seasons = 0.2
  const inSeason = Math.min(0.9, prior * (1 + 3 * confounding))
  const season = confounding > 0
  return defineNetwork([
    ...(season ? [{ name: 'Season', levels, parents: [], table: yes(seasons) }] : []),
    season
      ? {
          name: 'Threat',
          levels,
          parents: ['Season'],
          table: yes((prior - seasons * inSeason) / (1 - seasons), inSeason),
        }
      : { name: 'Threat', levels, parents: [], table: yes(prior) },
    ...watched.map(({ variable }, at) => {
      const base = between(random, 0.05, 0.2)
      const lift = between(random, 0.2, 0.5)
      const withThreat = [base, base + lift]
      return raised.has(at)
        ? {
            name: variable,
            levels,
            parents: ['Season', 'Threat'],
            table: yes(...withThreat, ...withThreat.map((p) => p + 0.25 * confounding)),
          }
        : { name: variable, levels, parents: ['Threat'], table: yes(...withThreat) }
    }),
    ...sensors.map(({ name, precursor, sensitivity, specificity }) => ({
      name,
      levels,
      parents: [watched[precursor]!.variable],
      table: yes(1 - specificity, sensitivity),
    })),
  ])
}

/** The graph as the reader of a warning has it: the season is there and hidden. */
export function graphOf({ watched, confounded }: World): string {
  const edges = watched.map(({ variable }) => `Threat -> ${variable}`)
  const hidden = [...confounded].map((at) => `Season -> ${watched[at]!.variable}`)
  return `dag { ${confounded.size > 0 ? 'Season [latent] Season -> Threat ' : ''}${[...edges, ...hidden].join(' ')} }`
}

/** P(threat | every reading of the day), with shared sources counted once and the season averaged out. */
export function exactProbability({ network, sensors, days }: World, day: number): number {
  const given = Object.fromEntries(sensors.map(({ name }) => [name, days[name]![day]!]))
  return query(network, { of: ['Threat'], given }).p[1]!
}

/** The day of the second half on which the readings speak most for the threat; the first half is there to learn from. */
export function worstDay(world: World): number {
  const ratios = ratiosOf(world)
  const score = (day: number) =>
    world.sensors.reduce((sum, { name }, at) => sum + Math.log(ratios[at]![world.days[name]![day]!]!), 0)
  const half = Math.ceil(world.days.Threat!.length / 2)
  const later = Array.from(world.days.Threat!, (_, day) => day).slice(half)
  return later.reduce((best, day) => (score(day) > score(best) ? day : best), half)
}

/** By sensor, the ratio P(reading | threat)/P(reading | no threat) of no report and of a report. */
function ratiosOf({ network, sensors }: World): [number, number][] {
  return sensors.map(({ name }) => {
    const given = (threat: number) => query(network, { of: [name], given: { Threat: threat } }).p
    const [absent, present] = [given(0), given(1)]
    return [0, 1].map((reading) =>
      absent[reading] === present[reading] ? 1 : present[reading]! / absent[reading]!,
    ) as [number, number]
  })
}

/**
 * What the forecaster would send out on a day, whether or not it passes a threshold. Baselines, records and training rest on
 * the days before.
 */
export function warningOn(world: World, day: number, { id = `W${day + 1}`, threshold = 0.5 } = {}): Warning {
  const ratios = ratiosOf(world)
  const issued = firstDay + day * 86_400_000
  const moment = (offset: number) => new Date(issued + offset).toISOString().replace('.000Z', 'Z')
  const isoDay = (at: number) => new Date(firstDay + at * 86_400_000).toISOString().slice(0, 10)
  const history = { from: isoDay(0), to: isoDay(Math.max(0, day - 1)) }
  const input: WarningInput = {
    id,
    threatType: 'spear-phishing',
    target: 'Harbour Bank',
    window: { from: moment(86_400_000), to: moment(4 * 86_400_000) },
    issuedAt: moment(7 * 3_600_000),
    threshold,
    action: 'Hold outside mail with attachments for an hour',
    fusion: { method: 'naive-bayes', prior: world.prior },
    signals: world.sensors.map(({ name, precursor }, at) => {
      const { label, variable } = world.watched[precursor]!
      const reading = world.days[name]![day]!
      return {
        id: name,
        label: `${label}${world.sensors.filter((other) => other.precursor === precursor).length > 1 ? ` by ${name}` : ''}${reading ? '' : ' at its usual level'}`,
        sensorId: `sensor of ${name}`,
        variable,
        likelihoodRatio: ratios[at]![reading]!,
        dataSignalIds: [`count of ${variable}`],
      }
    }),
    sensors: world.sensors.map((facts) => sensorOf(world, facts, day, history)),
    dataSignals: world.watched.map(({ variable, quantity, unit, watches }, at) => ({
      id: `count of ${variable}`,
      source: watches,
      quantity,
      unit,
      value: world.counts[at]![day]!,
      baseline: { ...meanAndSd(world.counts[at]!.subarray(0, day)), n: day, ...history },
      observedAt: moment(6 * 3_600_000 + at * 60_000),
      evidence: [{ source: watches, quote: `${world.counts[at]![day]} ${unit} counted` }],
    })),
    graph: { text: graphOf(world), threat: 'Threat' },
  }
  return checkWarning(input).warning
}

function sensorOf(
  { watched, days }: World,
  { name, precursor }: SensorFacts,
  day: number,
  history: { from: string; to: string },
) {
  const { sensor, watches, works } = watched[precursor]!
  const reports = days[name]!.subarray(0, day)
  const count = (threat: number, report: number) =>
    reports.filter((value, at) => value === report && days.Threat![at] === threat).length
  return {
    id: `sensor of ${name}`,
    kind: sensor,
    sourceDescription: watches,
    methodDescription: works,
    model: `${name} ratio table`,
    trainingData: { ...history, n: reports.length },
    trackRecord: { hits: count(1, 1), misses: count(1, 0), falseAlarms: count(0, 1) },
  }
}

function meanAndSd(values: Float64Array): { mean: number; sd: number } {
  if (values.length === 0) return { mean: 0, sd: 0 }
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return { mean, sd: Math.sqrt(squares / Math.max(1, values.length - 1)) }
}

function between(random: Random, low: number, high: number): number {
  return low + (high - low) * random()
}

/** A threat type, a fusion, a size, gaps and awkward names drawn at random: a warning that no world issued. */
export function randomWarning(random: Random): WarningInput {
  const pick = <T>(items: readonly T[]): T => items[integer(random, items.length)]!
  const method = pick(['naive-bayes', 'noisy-or', 'logistic', 'opaque'] as const)
  const many = integer(random, 8)
  const sensors = Math.max(1, integer(random, 4))
  const probability = round(random(), 4)
  const day = (n: number) =>
    `2026-${String(1 + integer(random, 12)).padStart(2, '0')}-${String(1 + (n % 28)).padStart(2, '0')}`
  const awkward = [
    'Ünïcode & Co.',
    'a “quoted” name',
    'one, two and three',
    '{slot} [x] <b>',
    'because it rose (0.5)',
    '漢字',
    'שלום',
    'plain',
  ]
  return {
    id: `W${integer(random, 1e6)}`,
    threatType: pick([
      'denial of service',
      'spear-phishing',
      'drive-by',
      'remote exploitation',
      'unauthorised access',
      'reconnaissance',
      'other',
    ]),
    target: pick(awkward),
    window: { from: '2027-01-01T00:00:00+02:00', to: '2027-01-03T12:30:15-05:00' },
    issuedAt: '2026-12-31T09:00:00Z',
    probability,
    ...(random() < 0.5 ? { action: pick(awkward) } : {}),
    fusion: { method, prior: round(0.001 + 0.4 * random(), 4), ...(random() < 0.5 ? { model: pick(awkward) } : {}) },
    signals: Array.from({ length: many }, (_, at) => ({
      id: `s${at}`,
      label: `${pick(awkward)} ${at}`,
      sensorId: `k${integer(random, sensors)}`,
      identifiable: random() < 0.5,
      ...(method === 'naive-bayes' ? { likelihoodRatio: round(Math.exp(4 * random() - 2), 4) } : {}),
      ...(method === 'noisy-or' ? { strength: round(0.95 * random(), 4) } : {}),
      ...(method === 'logistic' ? { weight: round(4 * random() - 2, 3), feature: round(random(), 3) } : {}),
      ...(method === 'opaque' && random() < 0.6 ? { without: round(random(), 4) } : {}),
      dataSignalIds: Array.from({ length: integer(random, 3) }, (__, k) => `d${(at + k) % 6}`),
    })),
    sensors: Array.from({ length: sensors }, (_, at) => ({
      id: `k${at}`,
      kind: `the ${pick(awkward)} sensor`,
      sourceDescription: pick(awkward),
      methodDescription: pick(awkward),
      ...(random() < 0.5 ? { model: pick(awkward) } : {}),
      ...(random() < 0.7 ? { trainingData: { from: day(at), to: day(at + 9), n: integer(random, 20_000) } } : {}),
      ...(random() < 0.7
        ? { trackRecord: { hits: integer(random, 3), misses: integer(random, 3), falseAlarms: integer(random, 3000) } }
        : {}),
    })),
    dataSignals: Array.from({ length: 6 }, (_, at) => ({
      id: `d${at}`,
      source: pick(awkward),
      quantity: pick(awkward),
      value: round((random() - 0.2) * 10 ** integer(random, 7), 3),
      unit: pick(['', 'posts', 'km/h', 'per 1000', 'events of a kind']),
      ...(random() < 0.8
        ? {
            baseline: {
              mean: round(100 * random() - 10, 3),
              sd: pick([0, 1, 12.5]),
              n: pick([3, 100]),
              from: day(at),
              to: day(at + 3),
            },
          }
        : {}),
      observedAt: pick(['2026-12-30T23:59:59Z', '2026-12-30T04:00:00+05:30']),
      evidence: Array.from({ length: integer(random, 3) }, () => ({ source: pick(awkward), quote: pick(awkward) })),
      withheld: random() < 0.1,
    })),
  }
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits))
}
