/** The explanation as a report: nested passages, the weights as a waterfall, the what-ifs, and the graph of what says what. */
import type { Figure, Passage, ReportDraft, ReportTable } from '@causerie/lab'
import { bareAlert, flatList } from './baselines.ts'
import { type Fused, logit } from './contributions.ts'
import { type Explanation, type Level, plainText, type Sentence, sentencesOf } from './explain.ts'
import type { Warning } from './warning.ts'

export function explanationReport(
  warning: Warning,
  { headline, fused, causal, selection }: Explanation,
  { downTo, notices }: { downTo: Level; notices: readonly string[] },
): ReportDraft {
  const stated = warning.probability
  const disagrees =
    stated !== undefined && warning.fusion.method !== 'opaque' && Math.abs(stated - fused.probability) > 0.005
  return {
    headline: headline.text,
    text: headline.children.map((child) => passage(child, downTo)),
    numbers: [
      { name: 'probability of the threat', value: fused.probability },
      { name: 'signals', value: fused.contributions.length },
      { name: 'signals told in full', value: selection.stated.length },
      { name: 'signals with a certified cause', value: causal.size },
    ],
    tables: [weightsTable(fused, causal), sideBySide(warning, fused, headline)],
    figures: fused.contributions.length === 0 ? [] : [waterfall(warning, fused), whatIfs(fused), sources(warning)],
    files: [
      { name: 'explanation.txt', mediaType: 'text/plain', content: plainText(headline) },
      {
        name: 'explanation.json',
        mediaType: 'application/json',
        content: JSON.stringify(withoutEmpty(headline), null, 2),
      },
    ],
    warnings: [
      ...notices,
      ...(disagrees
        ? [
            `The warning states ${stated}; its own signals and ${warning.fusion.method} give ${fused.probability.toFixed(3)}.`,
          ]
        : []),
    ],
  }
}

/** In a made-up world the exact posterior is known. */
export function worldReport(told: ReportDraft, { fused }: Explanation, exact: number): ReportDraft {
  return {
    ...told,
    numbers: [
      ...(told.numbers ?? []),
      { name: 'exact probability', value: exact, note: 'from the network of the world: shared sources counted once' },
      { name: 'overcounted by', value: fused.probability - exact },
    ],
  }
}

function passage(sentence: Sentence, downTo: Level): Passage {
  const children = sentence.children.filter(({ level }) => level <= downTo).map((child) => passage(child, downTo))
  return children.length === 0 ? { text: sentence.text } : { text: sentence.text, children }
}

function withoutEmpty({ id, level, template, text, fields, uses, children }: Sentence): object {
  return {
    id,
    level,
    template,
    text,
    fields,
    uses,
    ...(children.length > 0 ? { children: children.map(withoutEmpty) } : {}),
  }
}

function weightsTable({ contributions, scale }: Fused, causal: Explanation['causal']): ReportTable {
  return {
    title: 'What each signal is worth',
    columns: [
      { name: 'signal' },
      { name: `weight (${scale})`, digits: 4 },
      { name: 'probability without it', digits: 4 },
      { name: 'cause certified' },
    ],
    rows: contributions.map(({ signal, amount, without }) => [
      signal.label,
      amount,
      without ?? null,
      causal.has(signal),
    ]),
    note: 'A share of a log-odds is no share of a probability: read the third column.',
  }
}

function sideBySide(warning: Warning, fused: Fused, headline: Sentence): ReportTable {
  const all = sentencesOf(headline)
  return {
    title: 'The same warning told otherwise',
    columns: [{ name: 'as' }, { name: 'text' }],
    rows: [
      ['bare alert', bareAlert(warning, fused)],
      ['flat list, always “because”', flatList(warning).text],
      ['this explanation', `${all.length} sentences on ${Math.max(...all.map(({ level }) => level)) + 1} levels`],
    ],
    note: 'Whether people find such texts more convincing cannot be measured here, and is not claimed.',
  }
}

function waterfall(warning: Warning, { contributions, scale, probability }: Fused): Figure {
  const start =
    scale === 'log-odds'
      ? logit(warning.fusion.prior)
      : scale === 'survival'
        ? -Math.log1p(-warning.fusion.prior)
        : probability - contributions.reduce((sum, { amount }) => sum + amount, 0)
  let at = start
  const steps = contributions.map(({ signal, amount }) => {
    const from = at
    at += amount
    return { step: signal.label, from, to: at, speaks: amount >= 0 ? 'for' : 'against' }
  })
  const values = [
    { step: 'at the beginning', from: Math.min(0, start), to: Math.max(0, start), speaks: 'whole' },
    ...steps,
    { step: 'in all', from: Math.min(0, at), to: Math.max(0, at), speaks: 'whole' },
  ]
  return {
    title: `From the prior to the warning, on the ${scale} scale`,
    spec: {
      data: { values },
      width: 'container',
      height: { step: 24 },
      mark: 'bar',
      encoding: {
        y: { field: 'step', type: 'nominal', sort: null, title: null, axis: { labelLimit: 220 } },
        x: { field: 'from', type: 'quantitative', title: scale },
        x2: { field: 'to' },
        color: {
          field: 'speaks',
          type: 'nominal',
          scale: { domain: ['for', 'against', 'whole'], range: ['#4a6fa5', '#c9a227', '#8a8a8a'] },
          legend: { title: null, orient: 'bottom', values: ['for', 'against'] },
        },
      },
    },
    alt: `It begins at ${start.toFixed(2)}; ${steps.map(({ step, from, to }) => `${step} ${to >= from ? 'adds' : 'takes'} ${Math.abs(to - from).toFixed(2)}`).join(', ')}; ${at.toFixed(2)} in all.`,
    table: {
      title: 'Weights',
      columns: [{ name: 'step' }, { name: 'from', digits: 4 }, { name: 'to', digits: 4 }],
      rows: values.map(({ step, from, to }) => [step, from, to]),
    },
  }
}

function whatIfs({ contributions, probability }: Fused): Figure {
  const known = contributions.filter(({ without }) => without !== undefined)
  const values = [
    { without: 'nothing', probability },
    ...known.map(({ signal, without }) => ({ without: signal.label, probability: without! })),
  ]
  return {
    title: 'What the probability would be without each signal',
    spec: {
      data: { values },
      width: 'container',
      height: { step: 24 },
      encoding: {
        y: { field: 'without', type: 'nominal', sort: null, title: 'without', axis: { labelLimit: 220 } },
        x: {
          field: 'probability',
          type: 'quantitative',
          scale: { domain: [0, 1] },
          title: 'probability of the threat',
        },
      },
      layer: [
        { mark: { type: 'rule', strokeDash: [4, 3] }, encoding: { y: {}, x: { datum: probability } } },
        { mark: { type: 'point', filled: true, size: 90, color: '#4a6fa5' } },
      ],
    },
    alt: `With all signals ${probability.toFixed(3)}. ${known.map(({ signal, without }) => `Without ${signal.label} ${without!.toFixed(3)}`).join('; ')}.`,
    table: {
      title: 'Without each signal',
      columns: [{ name: 'without' }, { name: 'probability', digits: 4 }],
      rows: values.map((value) => [value.without, value.probability]),
    },
  }
}

/** Warning, signals, sensors and data in four columns, joined by what refers to what. */
function sources({ id, signals, sensors, dataSignals }: Warning): Figure {
  const columns = [
    [{ key: id, name: id }],
    signals.map((signal) => ({ key: `signal ${signal.id}`, name: signal.label })),
    sensors.map((sensor) => ({ key: `sensor ${sensor.id}`, name: sensor.kind })),
    dataSignals.map((one) => ({ key: `data ${one.id}`, name: one.quantity })),
  ]
  const titles = ['warning', 'signals', 'sensors', 'data']
  const placed = columns.flatMap((items, x) =>
    items.map((item, row) => ({ ...item, x, y: (row + 1) / (items.length + 1), kind: titles[x]! })),
  )
  const where = new Map(placed.map((node) => [node.key, node]))
  const pairs = signals.flatMap((signal) => [
    [id, `signal ${signal.id}`],
    [`signal ${signal.id}`, `sensor ${signal.sensorId}`],
    ...signal.dataSignalIds.map((data) => [`sensor ${signal.sensorId}`, `data ${data}`]),
  ])
  const links = pairs.flatMap(([from, to]) => {
    const [a, b] = [where.get(from!), where.get(to!)]
    return a && b ? [{ x: a.x, y: a.y, x2: b.x, y2: b.y, from: a.name, to: b.name }] : []
  })
  const axis = (field: string) => ({ field, type: 'quantitative', axis: null })
  return {
    title: 'What says what: warning, signals, sensors, data',
    spec: {
      width: 'container',
      height: Math.max(160, 34 * Math.max(...columns.map((items) => items.length))),
      layer: [
        {
          data: { values: links },
          mark: { type: 'rule', opacity: 0.4 },
          encoding: {
            x: { ...axis('x'), scale: { domain: [-0.3, 3.6] } },
            y: axis('y'),
            x2: { field: 'x2' },
            y2: { field: 'y2' },
          },
        },
        {
          data: { values: placed },
          mark: { type: 'point', filled: true, size: 50, color: '#4a6fa5' },
          encoding: { x: axis('x'), y: axis('y') },
        },
        {
          data: { values: placed },
          mark: { type: 'text', align: 'center', dy: -10, limit: 150, fontSize: 10 },
          encoding: { x: axis('x'), y: axis('y'), text: { field: 'name' } },
        },
      ],
    },
    alt: `${id} rests on ${signals.length} signals of ${sensors.length} sensors with ${dataSignals.length} observations.`,
    table: {
      title: 'Links',
      columns: [{ name: 'from' }, { name: 'to' }],
      rows: links.map(({ from, to }) => [from, to]),
    },
  }
}
