/** What can fail of SPLAIN, in worlds whose causes are known. Thresholds were fixed before the first run. */
import { type ClaimContext, defineClaims, type Random, shuffled, type VerdictDraft } from '@causerie/lab'
import { defineNetwork, query } from '@causerie/scm'
import { answeredByBareAlert, flatList } from './baselines.ts'
import { fuse, logistic, logit } from './contributions.ts'
import { explain, plainText, type Sentence, sentencesOf } from './explain.ts'
import { sameFields } from './grammar.ts'
import { readText } from './roundTrip.ts'
import { answersOf, templates, templateWords } from './templates.ts'
import { closedWords } from './verbalise.ts'
import { checkWarning, type Warning, type WarningInput } from './warning.ts'
import { makeWorld, randomWarning, type World, warningOn, worstDay } from './world.ts'

const ours = 'Design conclusions of the abstract; the check is ours, the paper reports no measurement'

export default defineClaims([
  {
    id: 'consistent',
    statement:
      'Templates give the same words for the same warning, whatever order its parts come in, and no word of their own invention.',
    source: ours,
    stated: 'simple structured templates give consistent explanations (abstract, in our words)',
    setUp:
      '1,000 random warnings (200 in a hurry): told twice, with every list shuffled, with every name changed; every word against templates, word tables and input.',
    threshold: 'All of them: the same text to the byte, the same sequence of templates, no foreign word.',
    refutedIf: 'One warning fails one of the three.',
    scale: 'full',
    seconds: { full: 20, quick: 5 },
    check: checkConsistency,
  },
  {
    id: 'read-back',
    statement: 'Nothing is lost in the telling: the text alone gives back every stated field.',
    source: ours,
    stated: null,
    setUp:
      '1,000 random warnings (200 in a hurry), told and read back by the templates turned round; names hold quotation marks, brackets and other scripts.',
    threshold: 'All of them, numbers to the precision printed.',
    refutedIf: 'One field of one warning differs.',
    scale: 'full for the templates; free generation by a language model is not compared',
    seconds: { full: 10, quick: 3 },
    check: checkReadBack,
  },
  {
    id: 'reasons-add-up',
    statement:
      'The contributions told add up to the warning, and every “without it” is what the model would have said.',
    source: ours,
    stated: null,
    setUp:
      '200 worlds of 5 sensors fused by naive Bayes (60 in a hurry); the engine’s posterior in a network of independent signals beside it; and π = .05 with ratios 8, 4, .5.',
    threshold: 'Sums within 1e−9, “without it” within 1e−12, and .4571 with .0952, .1739, .6275.',
    refutedIf: 'Any larger difference.',
    scale: 'full for naive Bayes',
    seconds: { full: 10, quick: 4 },
    check: checkSums,
  },
  {
    id: 'reasons-matter',
    statement: 'Taking away the reasons told lowers the warning more than taking away as many others.',
    source: ours,
    stated: null,
    setUp:
      '200 worlds of 8 sensors (60 in a hurry), on the day that speaks most for the threat: the first three reasons told, read from the text, against 3 at random, the 3 most recent, the 3 of largest raw value.',
    threshold: 'Ahead in at least 95 % of the pairs that are not tied, against each of the three.',
    refutedIf: 'Less against any of them.',
    scale: 'full, in made-up worlds',
    seconds: { full: 20, quick: 6 },
    check: checkReasons,
  },
  {
    id: 'no-false-causes',
    statement: '“Because” is said exactly of the signals that the threat causes identifiably.',
    source: 'Abstract: where no causal link can be identified, explain the method',
    stated: 'explain the method where a link is not identifiable (abstract, in our words)',
    setUp:
      '100 worlds (30 in a hurry), half with a hidden season that raises threat and precursors alike, the graph declared; truth by construction. A flat list that always says because in the same run.',
    threshold: 'Precision and recall 1; the flat list’s precision within .5 ± .05.',
    refutedIf: 'One signal wrongly given or denied a cause.',
    scale: 'full, in made-up worlds',
    seconds: { full: 15, quick: 5 },
    check: checkCauses,
  },
  {
    id: 'complete',
    statement:
      'Every statement can be opened down to what it rests on, and the first levels answer who, what, when, how likely, why and how.',
    source: ours,
    stated: null,
    setUp:
      '200 worlds (60 in a hurry): each number of the headline and of the reasons recomputed from the sentences below; questions answered by levels 0 to 2; a bare alert beside it.',
    threshold: 'All numbers, all six questions in all worlds; the bare alert answers at most 4 of 6.',
    refutedIf: 'A number that does not follow from what is below it, or a question left open.',
    scale: 'full',
    seconds: { full: 10, quick: 4 },
    check: checkCompleteness,
  },
])

const seed = 4411

async function checkConsistency({ random, quick, progress }: ClaimContext): Promise<VerdictDraft> {
  const draw = random(seed).split('consistent')
  const n = quick ? 200 : 1000
  const own = new Set([...templateWords(), ...closedWords])
  let same = 0
  let planned = 0
  let closed = 0
  for (let at = 0; at < n; at++) {
    const raw = randomWarning(draw)
    const told = tell(raw)
    const again = tell(structuredClone(raw))
    const mixed = tell(shuffledWarning(raw, draw))
    same += Number(plainText(told) === plainText(again) && plainText(told) === plainText(mixed))
    planned += Number(plan(told) === plan(tell(renamed(raw))))
    closed += Number(foreignWords(plainText(told), raw, own).length === 0)
    await progress((at + 1) / n)
  }
  return allOf(n, [
    ['same text', same],
    ['same templates under other names', planned],
    ['no foreign word', closed],
  ])
}

function tell(raw: WarningInput): Sentence {
  return explain(checkWarning(raw).warning).headline
}

function plan(told: Sentence): string {
  return sentencesOf(told)
    .map(({ template }) => template)
    .join(' ')
}

function shuffledWarning(raw: WarningInput, random: Random): WarningInput {
  return {
    ...raw,
    signals: shuffled(raw.signals!, random).map((signal) => ({
      ...signal,
      dataSignalIds: shuffled(signal.dataSignalIds!, random),
    })),
    sensors: shuffled(raw.sensors!, random),
    dataSignals: shuffled(raw.dataSignals!, random),
  }
}

/** Other words for everything that is only a name. */
function renamed(raw: WarningInput): WarningInput {
  return {
    ...raw,
    target: 'another target',
    signals: raw.signals!.map((signal, at) => ({ ...signal, label: `label ${at}` })),
    sensors: raw.sensors!.map((sensor) => ({ ...sensor, kind: 'k', sourceDescription: 's', methodDescription: 'm' })),
    dataSignals: raw.dataSignals!.map((one) => ({ ...one, quantity: 'q', source: 's' })),
  }
}

/** Words outside quotation marks that neither a template nor a word table holds, and quotations that are not the input’s. */
function foreignWords(text: string, raw: WarningInput, own: ReadonlySet<string>): string[] {
  const given = JSON.stringify(raw)
  const quoted = [...text.matchAll(/“((?:[^”]|””)*)”/gu)].map(([, inside]) =>
    JSON.stringify(inside!.replaceAll('””', '”')).slice(1, -1),
  )
  const outside = text.replace(/“(?:[^”]|””)*”/gu, ' ').match(/[\p{L}’-]+/gu) ?? []
  const units = new Set(raw.dataSignals!.flatMap(({ unit }) => unit?.match(/[\p{L}’-]+/gu) ?? []))
  return [
    ...quoted.filter((words) => !given.includes(words.replace(/…$/, ''))),
    ...outside.filter((word) => !own.has(word) && !units.has(word)),
  ]
}

async function checkReadBack({ random, quick, progress }: ClaimContext): Promise<VerdictDraft> {
  const draw = random(seed).split('read back')
  const n = quick ? 200 : 1000
  let whole = 0
  let fields = 0
  for (let at = 0; at < n; at++) {
    const told = sentencesOf(tell(randomWarning(draw)))
    const { sentences, unread } = readText(plainText(told[0]!))
    const right = (one: Sentence, place: number) =>
      sentences[place]?.template === one.template &&
      sameFields(templates[one.template], one.fields, sentences[place]!.fields)
    whole += Number(unread.length === 0 && sentences.length === told.length && told.every(right))
    fields += told.reduce((sum, one) => sum + Object.keys(one.fields).length, 0)
    await progress((at + 1) / n)
  }
  const verdict = allOf(n, [['read back whole', whole]])
  return { ...verdict, measured: [...verdict.measured, { name: 'fields', value: fields }] }
}

async function checkSums({ random, quick, progress }: ClaimContext): Promise<VerdictDraft> {
  const n = quick ? 60 : 200
  let worstSum = 0
  let worstWithout = 0
  for (let at = 0; at < n; at++) {
    const world = makeWorld({}, random(seed).split(`sums ${at}`))
    const warning = warningOn(world, worstDay(world))
    const { headline, fused } = explain(warning, { most: 3 })
    const sums = sentencesOf(headline).find(({ template }) => template === 'sums')!.fields
    const told = (sums.terms as { amount: number }[]).reduce((sum, { amount }) => sum + amount, 0)
    worstSum = Math.max(
      worstSum,
      Math.abs(Number(sums.prior) + told + Number(sums.rest ?? 0) - logit(fused.probability)),
    )
    for (const { signal, without } of fused.contributions)
      worstWithout = Math.max(worstWithout, Math.abs(without! - posteriorWithout(warning, signal.id)))
    await progress((at + 1) / n)
  }
  const example = fuse(checkWarning(exampleOfThree()).warning)
  const printed = [
    example.probability,
    ...['a', 'b', 'c'].map((id) => example.contributions.find(({ signal }) => signal.id === id)!.without!),
  ]
  const exampleHolds = [0.4571, 0.0952, 0.1739, 0.6275].every((value, at) => Math.abs(printed[at]! - value) <= 5e-5)
  const holds = worstSum <= 1e-9 && worstWithout <= 1e-12 && exampleHolds
  return {
    state: holds ? 'holds' : 'refuted',
    measured: [
      { name: 'largest gap of a sum', value: worstSum, unit: 'log-odds', n },
      { name: 'largest gap of a “without it”', value: worstWithout, n },
      { name: 'the example', value: printed.map((p) => p.toFixed(4)).join(', ') },
    ],
    seeds: [seed],
    because: `In ${n} worlds sums miss by at most ${worstSum.toExponential(1)} and probabilities by ${worstWithout.toExponential(1)}; the example gives ${printed.map((p) => p.toFixed(4)).join(', ')}.`,
  }
}

/** The engine’s answer in a network of the threat and conditionally independent signals, one of them not observed. */
function posteriorWithout({ fusion, signals }: Warning, id: string): number {
  const levels = ['no', 'yes']
  const network = defineNetwork([
    { name: 'threat', levels, parents: [], table: [1 - fusion.prior, fusion.prior] },
    ...signals.map((signal) => {
      const [absent, present] = probabilitiesOf(signal.likelihoodRatio!)
      return { name: signal.id, levels, parents: ['threat'], table: [1 - absent, absent, 1 - present, present] }
    }),
  ])
  const given = Object.fromEntries(signals.filter((signal) => signal.id !== id).map((signal) => [signal.id, 1]))
  return query(network, { of: ['threat'], given }).p[1]!
}

/** Two probabilities whose ratio it is. */
function probabilitiesOf(ratio: number): [absent: number, present: number] {
  return ratio >= 1 ? [0.5 / ratio, 0.5] : [0.5, 0.5 * ratio]
}

function exampleOfThree(): WarningInput {
  return {
    id: 'example',
    threatType: 'reconnaissance',
    target: 'a target',
    window: { from: '2026-01-02T00:00:00Z', to: '2026-01-03T00:00:00Z' },
    issuedAt: '2026-01-01T00:00:00Z',
    fusion: { method: 'naive-bayes', prior: 0.05 },
    signals: [8, 4, 0.5].map((likelihoodRatio, at) => ({
      id: 'abc'[at]!,
      label: 'abc'[at]!,
      sensorId: 'k',
      likelihoodRatio,
    })),
    sensors: [{ id: 'k', kind: 'k', sourceDescription: 's', methodDescription: 'm' }],
  }
}

async function checkReasons({ random, quick, progress }: ClaimContext): Promise<VerdictDraft> {
  const n = quick ? 60 : 200
  const rivals = ['3 at random', '3 most recent', '3 of largest raw value'] as const
  const won = rivals.map(() => ({ ahead: 0, decided: 0 }))
  for (let at = 0; at < n; at++) {
    const draw = random(seed).split(`reasons ${at}`)
    const warning = warningOn(...dayOf(makeWorld({ sensors: 8 }, draw)))
    const told = reasonsRead(plainText(explain(warning).headline)).slice(0, 3)
    const dropOf = (labels: readonly string[]) =>
      logit(fuse(warning).probability) -
      logit(fuse({ ...warning, signals: warning.signals.filter(({ label }) => !labels.includes(label)) }).probability)
    const ours = dropOf(told)
    for (const [rival, labels] of rivalChoices(warning, told.length, draw.split('rival')).entries()) {
      const difference = ours - dropOf(labels)
      if (Math.abs(difference) < 1e-9) continue
      won[rival]!.decided++
      won[rival]!.ahead += Number(difference > 0)
    }
    await progress((at + 1) / n)
  }
  const shares = won.map(({ ahead, decided }) => ahead / Math.max(1, decided))
  return {
    state: shares.every((share) => share >= 0.95) ? 'holds' : 'refuted',
    measured: rivals.map((name, at) => ({
      name: `ahead of ${name}`,
      value: 100 * shares[at]!,
      unit: '%',
      n: won[at]!.decided,
    })),
    baseline: [],
    seeds: [seed],
    because: `Of the pairs not tied the reasons told are ahead in ${shares.map((share, at) => `${(100 * share).toFixed(1)} % (${rivals[at]})`).join(', ')}.`,
  }
}

function dayOf(world: World): [World, number] {
  return [world, worstDay(world)]
}

/** The labels given as reasons for the warning, as the text has them. */
function reasonsRead(text: string): string[] {
  const why = readText(text).sentences.find(({ template }) => template === 'why')
  return ((why?.fields.reasons ?? []) as { signal: string }[]).map(({ signal }) => signal)
}

function rivalChoices({ signals, dataSignals }: Warning, count: number, random: Random): string[][] {
  const data = new Map(dataSignals.map((one) => [one.id, one]))
  const by = (key: (id: string) => number) =>
    [...signals].sort((a, b) => key(b.dataSignalIds[0]!) - key(a.dataSignalIds[0]!)).slice(0, count)
  return [
    shuffled(signals, random).slice(0, count),
    by((id) => Date.parse(data.get(id)!.observedAt)),
    by((id) => data.get(id)!.value),
  ].map((some) => some.map(({ label }) => label))
}

async function checkCauses({ random, quick, progress }: ClaimContext): Promise<VerdictDraft> {
  const n = quick ? 30 : 100
  let said = 0
  let right = 0
  let causal = 0
  let flat = 0
  for (let at = 0; at < n; at++) {
    const world = makeWorld({ sensors: 6, confounding: at % 2 ? 0.8 : 0 }, random(seed).split(`causes ${at}`))
    const warning = warningOn(...dayOf(world))
    const truth = new Set(
      warning.signals
        .filter((_, number) => !world.confounded.has(world.sensors[number]!.precursor))
        .map(({ label }) => label),
    )
    const because = labelsWithBecause(plainText(explain(warning).headline))
    said += because.length
    right += because.filter((label) => truth.has(label)).length
    causal += truth.size
    flat += flatList(warning).because.length
    await progress((at + 1) / n)
  }
  const [precision, recall, flatPrecision] = [right / said, right / causal, causal / flat]
  return {
    state: precision === 1 && recall === 1 && Math.abs(flatPrecision - 0.5) <= 0.05 ? 'holds' : 'refuted',
    measured: [
      { name: 'precision of “because”', value: precision, n: said },
      { name: 'recall', value: recall, n: causal },
    ],
    baseline: [{ name: 'precision of a flat list', value: flatPrecision, n: flat }],
    seeds: [seed],
    because: `“Because” is said of ${said} signals, ${right} of them rightly, and ${causal} should have it; the flat list is right on ${(100 * flatPrecision).toFixed(0)} %.`,
  }
}

function labelsWithBecause(text: string): string[] {
  return readText(text).sentences.flatMap(({ template, fields }) =>
    template === 'sensing-causal' || template === 'sensing-causal-against' ? [String(fields.signal)] : [],
  )
}

async function checkCompleteness({ random, quick, progress }: ClaimContext): Promise<VerdictDraft> {
  const n = quick ? 60 : 200
  let derived = 0
  let answered = 0
  for (let at = 0; at < n; at++) {
    const world = makeWorld({ sensors: 6, confounding: at % 2 ? 0.5 : 0 }, random(seed).split(`complete ${at}`))
    const { headline } = explain(warningOn(...dayOf(world)), { most: 3 })
    derived += Number(followsFromBelow(headline))
    const above = sentencesOf(headline).filter(({ level }) => level <= 2)
    answered += Number(new Set(above.flatMap(({ template }) => answersOf[template] ?? [])).size === 6)
    await progress((at + 1) / n)
  }
  const verdict = allOf(n, [
    ['numbers that follow from below', derived],
    ['all six questions answered', answered],
  ])
  return { ...verdict, baseline: [{ name: 'questions a bare alert answers, of 6', value: answeredByBareAlert.length }] }
}

/** The probability from the sums, each “without it” from its term, and the count of signals from those named. */
function followsFromBelow(headline: Sentence): boolean {
  const below = sentencesOf(headline)
  const sums = below.find(({ template }) => template === 'sums')!.fields
  const terms = new Map(
    (sums.terms as { signal: string; amount: number }[]).map(({ signal, amount }) => [signal, amount]),
  )
  const total =
    Number(sums.prior) + [...terms.values()].reduce((sum, amount) => sum + amount, 0) + Number(sums.rest ?? 0)
  const close = (a: number, b: number) => Math.abs(a - b) <= 1e-9
  const reasons = below
    .filter(({ template }) => template === 'why' || template === 'against')
    .flatMap(({ fields }) => fields.reasons as { signal: string; without: number }[])
  const named = below.filter(({ template }) => template.startsWith('sensing')).length
  return (
    opened.every((template) => below.every((one) => one.template !== template || one.children.length > 0)) &&
    close(logistic(total), Number(headline.fields.probability)) &&
    reasons.every(({ signal, without }) => close(logistic(total - terms.get(signal)!), without)) &&
    below.filter(({ template }) => template === 'why').every(({ fields }) => fields.signals === named)
  )
}

/** Sentences that promise more below. */
const opened = [
  'headline',
  'why',
  'against',
  'also-considered',
  'sensing-causal',
  'sensing-causal-against',
  'sensing-method',
]

function allOf(n: number, counts: [name: string, value: number][]): VerdictDraft {
  return {
    state: counts.every(([, value]) => value === n) ? 'holds' : 'refuted',
    measured: counts.map(([name, value]) => ({ name, value, n })),
    seeds: [seed],
    because: `${counts.map(([name, value]) => `${name}: ${value} of ${n}`).join('; ')}.`,
  }
}
