/** What is said of a pair and of more variables, and beside it what methods for independent rows say. */
import type { Quantity, ReportDraft, ReportTable } from '@causerie/lab'
import type { Graph } from '@causerie/scm'
import type { IndependenceTest } from '@causerie/scm/independence'
import { lingamPair, pcOnPooledRows } from './baselines.ts'
import { pairVerdict } from './bivariate.ts'
import type { TwoRows } from './generators.ts'
import { normalisedDistance, structureOf } from './multivariate.ts'
import { classText, edgesText, graphFigure, levelsTable, pairReading, short, testsTable } from './reports.ts'
import { inRow } from './rows.ts'

/** Draws of two rows, what is known of them, and what to tell the reader. */
export type Given = { draws: readonly TwoRows[]; truth?: Graph; warnings: string[]; numbers: Quantity[] }

/** λ = 9.63 gives 80 % power at α 0.05 with two degrees of freedom. */
export function neededFor(information: number): number | null {
  return information > 1e-9 ? Math.ceil(9.63 / (2 * information)) : null
}

export type Answer = Required<Pick<ReportDraft, 'headline' | 'text' | 'numbers' | 'tables' | 'figures' | 'warnings'>>

export function pairAnswer({ draws, truth }: Given, test: IndependenceTest, { alpha }: { alpha: number }): Answer {
  const [x, y] = draws[0]!.variables as [string, string]
  const verdict = pairVerdict(test, x, y, alpha)
  const arrows = { forward: `${x} → ${y}`, backward: `${y} → ${x}`, none: 'no edge' } as const
  const said =
    verdict.careful === 'not identifiable' || verdict.careful === 'inconsistent'
      ? verdict.careful
      : arrows[verdict.careful]
  const reading = pairReading(verdict, x, y, alpha)
  const { environments } = draws[0]!
  const collider = test.test(
    inRow(verdict.released === 'backward' ? x : y, 1),
    inRow(verdict.released === 'backward' ? y : x, 2),
    [inRow(verdict.released === 'backward' ? x : y, 2)],
  )
  const information =
    collider.degreesOfFreedom === undefined
      ? undefined
      : Math.max(0, collider.statistic - collider.degreesOfFreedom) / (2 * environments)
  return {
    headline: `${said[0]!.toUpperCase()}${said.slice(1)}, from ${environments.toLocaleString('en')} environments${truth ? `; the truth is ${edgesText(truth)}` : ''}.`,
    text: [{ text: reading }],
    numbers: [
      { name: `p→: ${x};1 ⫫ ${y};2 | ${x};2`, value: verdict.pForward },
      { name: `p←: ${y};1 ⫫ ${x};2 | ${y};2`, value: verdict.pBackward },
      { name: `p₀: ${x};1 ⫫ ${y};1`, value: verdict.pNone },
      { name: 'the rule as released', value: arrows[verdict.released] },
      ...(information === undefined || information === 0
        ? []
        : [
            {
              name: 'environments needed, estimated',
              value: neededFor(information),
              note: '9.63 / (2 I), I from the G statistic less its degrees of freedom',
            },
          ]),
    ],
    tables: [
      testsTable(
        [
          [inRow(x, 1), inRow(y, 2), [inRow(x, 2)]],
          [inRow(y, 1), inRow(x, 2), [inRow(y, 2)]],
          [inRow(x, 1), inRow(y, 1), []],
        ].map(([a, b, given]) => ({
          stage: 1,
          x: a as string,
          y: b as string,
          given: given as string[],
          result: test.test(a as string, b as string, given as string[]),
        })),
        test.name,
      ),
    ],
    figures: [evidenceFigure(verdict, x, y, alpha)],
    warnings: [],
  }
}

function evidenceFigure(verdict: ReturnType<typeof pairVerdict>, x: string, y: string, alpha: number) {
  const bars = [
    { test: `p→  ${x};1 ⫫ ${y};2 | ${x};2`, p: verdict.pForward },
    { test: `p←  ${y};1 ⫫ ${x};2 | ${y};2`, p: verdict.pBackward },
    { test: `p₀  ${x};1 ⫫ ${y};1`, p: verdict.pNone },
  ].map((bar) => ({ ...bar, evidence: Math.min(16, -Math.log10(Math.max(bar.p, 1e-16))) }))
  return {
    title: 'Three tests of a pair',
    alt: `Evidence against each independence: ${bars.map(({ test, p }) => `${test} p ${short(p)}`).join('; ')}. The dashed line is α ${alpha}.`,
    spec: {
      width: 'container',
      height: 140,
      layer: [
        {
          data: { values: bars },
          mark: { type: 'bar' },
          encoding: {
            y: { field: 'test', type: 'nominal', sort: null, title: null, axis: { labelLimit: 260 } },
            x: {
              field: 'evidence',
              type: 'quantitative',
              title: 'evidence against independence, −log₁₀ p (cut at 16)',
            },
          },
        },
        {
          data: { values: [{ alpha: -Math.log10(alpha) }] },
          mark: { type: 'rule', strokeDash: [4, 4] },
          encoding: { x: { field: 'alpha', type: 'quantitative' } },
        },
      ],
    },
    table: {
      title: 'Three tests of a pair',
      columns: [{ name: 'test' }, { name: 'p', digits: 4 }],
      rows: bars.map(({ test, p }) => [test, p]),
    },
  }
}

export function dagAnswer(
  { draws, truth }: Given,
  test: IndependenceTest,
  { alpha, coParents }: { alpha: number; coParents: boolean },
): Answer {
  const { variables, environments } = draws[0]!
  const structure = structureOf(test, variables, { alpha, coParents })
  const sparse = structure.tests.filter(({ result }) => !result.reliable).length
  return {
    headline: `${edgesText(structure.graph)}, from ${environments.toLocaleString('en')} environments${truth ? `; the truth is ${edgesText(truth)}` : ''}.`,
    text: [
      {
        text: `Causal order by peeling sinks: ${structure.levels
          .toReversed()
          .map((level) => level.join(', '))
          .join(' before ')}. ${structure.tests.length} tests at α ${alpha}.`,
      },
    ],
    numbers: [
      { name: 'edges', value: structure.graph.edges.length },
      ...(truth
        ? [
            {
              name: 'normalised structural Hamming distance',
              value: normalisedDistance(truth, structure.graph),
              note: '0 is exact, 1 is nothing right',
            },
          ]
        : []),
    ],
    tables: [levelsTable(structure), testsTable(structure.tests, test.name)],
    figures: [graphFigure(structure.graph, structure.levels, 'The graph found')],
    warnings: [
      ...(structure.uncertain.length > 0
        ? [
            `Order uncertain at ${structure.uncertain.join(', ')}: no variable left passed as a sink, and the one nearest to it was taken. A smaller α helps where there are thousands of environments.`,
          ]
        : []),
      ...(sparse > 0
        ? [
            `${sparse} of ${structure.tests.length} tests rest on a sparse table or had nothing to go by; see their remarks.`,
          ]
        : []),
    ],
  }
}

/** PC and, of numeric pairs, DirectLiNGAM on all rows as if they were independent. */
export function comparison({ draws, truth }: Given, alpha: number): ReportTable {
  const [data] = draws
  const isNumeric = Object.values(data!.columns).every((column) => column instanceof Float64Array)
  const isLevels = !Object.values(data!.columns).some((column) => column instanceof Float64Array)
  const rows: [string, string, string][] = []
  if (isNumeric || isLevels)
    rows.push([
      'PC',
      classText(pcOnPooledRows(data!, alpha)),
      'an undirected line is all that independent rows can say',
    ])
  const [x, y] = data!.variables
  if (isNumeric && data!.variables.length === 2)
    rows.push([
      'DirectLiNGAM',
      { forward: `${x} → ${y}`, backward: `${y} → ${x}`, none: 'no edge' }[lingamPair(data!)],
      'linear, non-normal noise',
    ])
  if (truth) rows.push(['truth', edgesText(truth), 'of the generator'])
  return {
    title: 'Methods for independent rows, on both rows pooled',
    columns: [{ name: 'method' }, { name: 'says' }, { name: 'remark' }],
    rows,
    note: 'Rows of one environment are not independent: the significance of these methods is inflated.',
  }
}
