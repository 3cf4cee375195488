/** What is shown of a story and of a benchmark. */
import type { Figure, Passage, ReportDraft, ReportTable } from '@causerie/lab'
import type { Bench, BenchScore } from './benchTable.ts'
import type { Decision, TieRule } from './decision.ts'
import type { FactorRow } from './factors.ts'
import type { Story } from './library.ts'
import { type Notion, notions, verdictBy } from './notions.ts'
import type { Scenario } from './scenario.ts'

const factorNames = {
  sufficient: 'sufficient',
  necessary: 'necessary',
  halpernPearl: 'Halpern–Pearl',
  normViolated: 'norm violated',
  intended: 'intended',
} as const

export function storyReport(
  scenario: Scenario,
  table: readonly FactorRow[],
  degrees: ReadonlyMap<string, number>,
  decision: Decision,
  story?: Story,
): ReportDraft {
  const asked = table.filter(({ focal }) => focal)
  const outcome = `${scenario.outcome.name} = ${scenario.outcome.value}`
  const agreement =
    story && (story.verdict === decision.verdict ? 'as most of the literature says' : 'against most of the literature')
  return {
    headline:
      asked.length === 0
        ? 'No: no event is asked about.'
        : `${decision.verdict ? 'Yes' : 'No'}: ${decision.judgements.map(({ because }) => because).join(' ')}${agreement ? ` That is ${agreement} (${story.source}).` : ''}`,
    text: [trace(scenario, table, decision)],
    numbers: asked.map(({ name }) => ({
      name: `responsibility of ${name}`,
      value: degrees.get(name)!,
      note: 'Halpern 2016, §6.1: 1/(|cause| + |held|), 0 when part of no modified Halpern–Pearl cause',
    })),
    tables: [factorsTable(table, degrees), worldsTable(scenario, asked), notionsTable(table, decision, story)],
    figures: [factorsFigure(table), worldsFigure(scenario, asked, outcome)],
    warnings: warningsOf(asked, decision, scenario.title),
  }
}

function warningsOf(asked: readonly FactorRow[], { byRule }: Decision, title: string): string[] {
  return [
    ...(asked.length === 0 ? [`${title}: mark an event with “asked”.`] : []),
    ...(asked.length > 1
      ? [`${asked.length} events are asked about, and one Yes makes the verdict Yes: long lists lean towards Yes.`]
      : []),
    ...(byRule ? [] : ['The paper leaves this tie to a language model; here the rule chosen in the form settled it.']),
  ]
}

function trace(scenario: Scenario, table: readonly FactorRow[], { judgements }: Decision): Passage {
  return {
    text: scenario.title,
    children: judgements.map(({ event, branch, rivals }) => {
      const { failsWith, witness } = table.find(({ name }) => name === event)!
      const reasons = [
        failsWith
          ? `Not sufficient: with ${setting(failsWith, 'nothing else changed')} the outcome fails although ${event} occurs.`
          : 'Sufficient: whatever the other events had been, the outcome would have come about.',
        witness
          ? `A Halpern–Pearl cause: without it, and with ${setting(witness.held, 'nothing')} held as it was, the outcome fails.`
          : 'No Halpern–Pearl cause by itself: without it the outcome comes about whatever is held as it was.',
        ...(rivals.length > 0 ? [`Compared with ${rivals.join(', ')}.`] : []),
      ]
      return { text: `${event}: the row “${branch}” decides.`, children: reasons.map((text) => ({ text })) }
    }),
  }
}

function setting(values: Readonly<Record<string, number>>, none: string): string {
  const parts = Object.entries(values).map(([name, value]) => `${name} = ${value}`)
  return parts.length === 0 ? none : parts.join(', ')
}

function factorsTable(table: readonly FactorRow[], degrees: ReadonlyMap<string, number>): ReportTable {
  return {
    title: 'Factors of each event',
    columns: [
      { name: 'event' },
      { name: 'value' },
      { name: 'order' },
      { name: 'asked' },
      ...Object.values(factorNames).map((name) => ({ name })),
      { name: 'responsibility', digits: 3 },
    ],
    rows: table.map((row) => [
      row.name,
      row.value,
      row.order,
      row.focal,
      ...factorKeys.map((key) => row[key]),
      degrees.get(row.name)!,
    ]),
    note: 'Sufficient, necessary and Halpern–Pearl are computed from the model; norm, intention and order are annotations.',
  }
}

const factorKeys = Object.keys(factorNames) as (keyof typeof factorNames)[]

/** Every variable as it was, and in the world that shows the dependence. */
function worldsTable({ actual }: Scenario, asked: readonly FactorRow[]): ReportTable {
  const witnessed = asked.filter(({ witness }) => witness)
  return {
    title: 'What happened, and the worlds that show the dependence',
    columns: [{ name: 'variable' }, { name: 'actual' }, ...witnessed.map(({ name }) => ({ name: `without ${name}` }))],
    rows: Object.entries(actual).map(([name, value]) => [
      name,
      value,
      ...witnessed.map(({ witness }) => witness!.world[name]!),
    ]),
    ...(witnessed.length === 0 ? { note: 'No event asked about is a Halpern–Pearl cause by itself.' } : {}),
  }
}

function notionsTable(table: readonly FactorRow[], { verdict }: Decision, story?: Story): ReportTable {
  const said = (yes: boolean) => (yes ? 'Yes' : 'No')
  return {
    title: 'Verdicts side by side',
    columns: [{ name: 'by' }, { name: 'verdict' }],
    rows: [
      ['stage 3', said(verdict)],
      ...(Object.keys(notions) as Notion[]).map((notion) => [notion, said(verdictBy(notion, table))]),
      ...(story ? [['most of the literature', said(story.verdict)]] : []),
    ],
  }
}

function factorsFigure(table: readonly FactorRow[]): Figure {
  const values = table.flatMap((row) =>
    factorKeys.map((key) => ({ event: row.name, factor: factorNames[key], holds: row[key] ? 'yes' : 'no' })),
  )
  return {
    title: 'Which factor holds of which event',
    spec: {
      data: { values },
      width: 'container',
      height: { step: 28 },
      mark: { type: 'point', size: 160, strokeWidth: 1.5 },
      encoding: {
        x: {
          field: 'factor',
          type: 'nominal',
          sort: Object.values(factorNames),
          title: null,
          axis: { orient: 'top', labelAngle: 0, labelLimit: 90, domain: false, ticks: false },
        },
        y: {
          field: 'event',
          type: 'nominal',
          sort: table.map(({ name }) => name),
          title: null,
          axis: { domain: false, ticks: false },
        },
        fill: {
          field: 'holds',
          type: 'nominal',
          scale: { domain: ['yes', 'no'], range: ['#4a6fa5', 'transparent'] },
          legend: null,
        },
      },
    },
    alt: table
      .map(
        (row) =>
          `${row.name} is ${
            factorKeys
              .filter((key) => row[key])
              .map((key) => factorNames[key])
              .join(', ') || 'none of the five'
          }`,
      )
      .join('; ')
      .concat('.'),
    table: {
      title: 'Factors',
      columns: [{ name: 'event' }, { name: 'factor' }, { name: 'holds' }],
      rows: values.map(({ event, factor, holds }) => [event, factor, holds]),
    },
  }
}

function worldsFigure({ actual }: Scenario, asked: readonly FactorRow[], outcome: string): Figure {
  const worlds = [
    { world: 'actual', values: actual, held: {} as Readonly<Record<string, number>> },
    ...asked.flatMap(({ name, witness }) =>
      witness ? [{ world: `without ${name}`, values: witness.world, held: witness.held }] : [],
    ),
  ]
  const values = worlds.flatMap(({ world, values: of, held }) =>
    Object.keys(actual).map((variable) => ({
      world,
      variable,
      value: of[variable]!,
      kind: variable in held ? 'held' : of[variable] === actual[variable] ? 'as it was' : 'changed',
    })),
  )
  return {
    title: `Worlds, variable by variable: ${outcome} or not`,
    spec: {
      data: { values },
      width: 'container',
      height: { step: 26 },
      encoding: {
        x: {
          field: 'world',
          type: 'nominal',
          sort: worlds.map(({ world }) => world),
          title: null,
          axis: { orient: 'top', labelAngle: 0, domain: false, ticks: false },
        },
        y: {
          field: 'variable',
          type: 'nominal',
          sort: Object.keys(actual),
          title: null,
          axis: { domain: false, ticks: false },
        },
      },
      layer: [
        {
          mark: { type: 'rect', opacity: 0.45 },
          encoding: {
            color: {
              field: 'kind',
              type: 'nominal',
              scale: { domain: ['as it was', 'held', 'changed'], range: ['transparent', '#8a8a8a', '#4a6fa5'] },
              legend: { title: null, orient: 'bottom', values: ['held', 'changed'] },
            },
          },
        },
        { mark: { type: 'text' }, encoding: { text: { field: 'value', type: 'quantitative' } } },
      ],
    },
    alt: worlds
      .map(({ world, values: of }) => `${world}: ${setting(of, 'nothing')}`)
      .join('. ')
      .concat('.'),
    table: {
      title: 'Worlds',
      columns: [{ name: 'world' }, { name: 'variable' }, { name: 'value' }, { name: 'against what happened' }],
      rows: values.map(({ world, variable, value, kind }) => [world, variable, value, kind]),
    },
  }
}

export function benchReport({ items, skipped }: Bench, score: BenchScore, ties: TieRule): ReportDraft {
  const share = (right: number, of: number) => (of === 0 ? null : right / of)
  const rows = [...score.branches].map(([branch, { items: n, right }]) => [branch, n, right, share(right, n)])
  const systems = [
    { by: `stage 3, ties ${ties}`, right: score.right },
    ...Object.entries(score.notions).map(([by, right]) => ({ by, right })),
  ]
  return {
    headline: `Stage 3 on the given factors agrees with ${score.right} of ${items.length} answers; the paper’s rules settle ${score.byRule.items} of them and are right on ${score.byRule.right}.`,
    numbers: [
      { name: 'right', value: score.right, n: items.length },
      { name: 'settled by rule', value: score.byRule.items, n: items.length },
      { name: 'of these right', value: score.byRule.right, n: score.byRule.items },
      { name: 'answers Yes', value: score.yes, n: items.length },
    ],
    tables: [
      {
        title: 'By the row that decided',
        columns: [{ name: 'row' }, { name: 'items' }, { name: 'right' }, { name: 'share', digits: 3 }],
        rows,
      },
    ],
    figures: [
      shareFigure(
        'Where the answers come from, and how often they agree',
        'row',
        rows.map(([row, n, right]) => ({ label: String(row), right: Number(right), n: Number(n) })),
      ),
      shareFigure(
        'Against single notions',
        'by',
        systems.map(({ by, right }) => ({ label: by, right, n: items.length })),
      ),
    ],
    warnings: [
      ...skipped.slice(0, 20),
      ...(skipped.length > 20 ? [`${skipped.length - 20} more items were left out.`] : []),
    ],
  }
}

function shareFigure(
  title: string,
  what: string,
  bars: readonly { label: string; right: number; n: number }[],
): Figure {
  const values = bars.flatMap(({ label, right, n }) => [
    { label, agrees: 'right', items: right },
    { label, agrees: 'wrong', items: n - right },
  ])
  return {
    title,
    spec: {
      data: { values },
      width: 'container',
      height: { step: 24 },
      mark: 'bar',
      encoding: {
        x: { field: 'items', type: 'quantitative', title: 'items' },
        y: {
          field: 'label',
          type: 'nominal',
          sort: bars.map(({ label }) => label),
          title: null,
          axis: { labelLimit: 260 },
        },
        color: {
          field: 'agrees',
          type: 'nominal',
          scale: { domain: ['right', 'wrong'], range: ['#4a6fa5', '#c9a227'] },
          legend: { title: null, orient: 'bottom' },
        },
      },
    },
    alt: bars
      .map(({ label, right, n }) => `${label}: ${right} of ${n} right`)
      .join('; ')
      .concat('.'),
    table: {
      title,
      columns: [{ name: what }, { name: 'right' }, { name: 'items' }],
      rows: bars.map(({ label, right, n }) => [label, right, n]),
    },
  }
}
