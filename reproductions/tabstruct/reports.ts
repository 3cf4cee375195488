/** Leaderboard, disagreement of the axes, statements, and figures with their tables. */
import type { Figure, Random, ReportTable } from '@causerie/lab'
import type { Graph } from '@causerie/scm'
import { bootstrapInterval, spearman } from '@causerie/scm/statistics'
import { type Axis, axes, type Evaluation } from './evaluation.ts'

/** One table maker over the seeds. */
export type Entry = { label: string; evaluations: readonly Evaluation[] }

export type Summary = { value: number; low?: number; high?: number }

/** Mean over the seeds; a percentile bootstrap over them from two on. Undefined where no seed has the score. */
export function summary(values: readonly (number | undefined)[], random: Random): Summary | undefined {
  const known = values.filter((value) => value !== undefined)
  if (known.length === 0) return undefined
  const mean = (list: readonly number[]) => list.reduce((sum, value) => sum + value, 0) / list.length
  if (known.length < 2) return { value: mean(known) }
  const { estimate, low, high } = bootstrapInterval(known, mean, { random, resamples: 1000 })
  return { value: estimate, low, high }
}

export type Board = {
  label: string
  scores: Record<Axis, Summary | undefined>
  kappa: Summary | undefined
  eta: Summary | undefined
  auc: Summary | undefined
  local: Summary | undefined
  ratio: number | undefined
  untestable: number
}[]

export function boardOf(entries: readonly Entry[], reference: Entry, random: Random): Board {
  const referenceCi = summary(
    reference.evaluations.map(({ scores }) => scores['CI score']),
    random.split('reference'),
  )?.value
  return entries.map(({ label, evaluations }) => {
    const over = (name: string, of: (each: Evaluation) => number | undefined) =>
      summary(evaluations.map(of), random.split(`${label} ${name}`))
    const ci = over('CI score', ({ scores }) => scores['CI score'])
    return {
      label,
      scores: Object.fromEntries(
        axes.map((axis) => [axis, axis === 'CI score' ? ci : over(axis, ({ scores }) => scores[axis])]),
      ) as Board[number]['scores'],
      kappa: over('kappa', ({ structure }) => structure.kappa),
      eta: over('eta', ({ structure }) => structure.eta),
      auc: over('auc', ({ structure }) => structure.auc),
      local: over('local', ({ local }) => local),
      ratio: ci !== undefined && referenceCi ? ci.value / referenceCi : undefined,
      untestable: evaluations.reduce((sum, { structure }) => sum + structure.untestable, 0),
    }
  })
}

export function leaderboard(board: Board, seeds: number): ReportTable {
  const shown = (each: Summary | undefined) =>
    each === undefined
      ? null
      : each.low === undefined
        ? each.value.toFixed(3)
        : `${each.value.toFixed(3)} (${each.low.toFixed(3)}–${each.high!.toFixed(3)})`
  const ordered = board.toSorted((a, b) => (b.scores['CI score']?.value ?? -1) - (a.scores['CI score']?.value ?? -1))
  return {
    title: 'Leaderboard, best on structure first',
    columns: [
      { name: 'table' },
      { name: 'CI score' },
      { name: 'ratio', digits: 3 },
      { name: 'κ' },
      { name: 'η' },
      { name: 'AUC' },
      { name: 'local CI' },
      ...axes.slice(1).map((name) => ({ name })),
      { name: 'untestable' },
    ],
    rows: ordered.map((row) => [
      row.label,
      shown(row.scores['CI score']),
      row.ratio ?? null,
      shown(row.kappa),
      shown(row.eta),
      shown(row.auc),
      shown(row.local),
      ...axes.slice(1).map((axis) => shown(row.scores[axis])),
      row.untestable,
    ]),
    note: `${seeds > 1 ? `Means over ${seeds} seeds with 95 % bootstrap intervals. ` : ''}κ is the share of true independences kept, η of dependences found; both are shown because noise moves them in opposite directions. Ratio is to the reference, not to fresh real rows.`,
  }
}

/** p-values of every statement of the first seed, real rows and every table. */
export function statementsTable(entries: readonly Entry[], real: Evaluation): ReportTable {
  return {
    title: 'Every statement of the graph, first seed',
    columns: [
      { name: 'x' },
      { name: 'y' },
      { name: 'given' },
      { name: 'label' },
      { name: 'p, real rows', digits: 4 },
      ...entries.map(({ label }) => ({ name: `p, ${label}`, digits: 4 })),
      { name: 'broken by' },
    ],
    rows: real.structure.tested.map(({ statement: { x, y, given, label }, result }, at) => {
      const own = entries.map(({ evaluations }) => evaluations[0]!.structure.tested[at]!)
      return [
        x,
        y,
        given.join(', ') || '–',
        label,
        result.pValue,
        ...own.map((each) => (each.testable ? each.result.pValue : null)),
        entries
          .filter((_, i) => own[i]!.testable && !own[i]!.agrees)
          .map((each) => each.label)
          .join(', '),
      ]
    }),
    note: 'Empty where a statement could not be tested: more than five given columns, a sparse table, or nothing to go by.',
  }
}

export function balanceFigure(board: Board): Figure {
  const points = board.flatMap(({ label, kappa, eta }) =>
    kappa && eta ? [{ label, kappa: kappa.value, eta: eta.value }] : [],
  )
  return {
    title: 'Independences kept against dependences found',
    alt: `${points.map(({ label, kappa, eta }) => `${label}: κ ${kappa.toFixed(2)}, η ${eta.toFixed(2)}`).join('; ')}. Right above is best; the corner at κ 1, η 0 is a table without dependence.`,
    spec: {
      width: 'container',
      height: 300,
      data: { values: points },
      encoding: {
        x: {
          field: 'kappa',
          type: 'quantitative',
          title: 'κ, independences kept',
          scale: { zero: false, padding: 40 },
        },
        y: { field: 'eta', type: 'quantitative', title: 'η, dependences found', scale: { domain: [0, 1.05] } },
      },
      layer: [
        {
          mark: { type: 'point', filled: true, size: 90 },
          encoding: { color: { field: 'label', type: 'nominal', legend: null } },
        },
        { mark: { type: 'text', dy: -12, limit: 160 }, encoding: { text: { field: 'label' } } },
      ],
    },
    table: {
      title: 'κ and η',
      columns: [{ name: 'table' }, { name: 'κ', digits: 3 }, { name: 'η', digits: 3 }],
      rows: points.map(({ label, kappa, eta }) => [label, kappa, eta]),
    },
  }
}

/** Spearman between axes over the tables: undefined below three tables, or where an axis does not vary. */
export function disagreementFigure(board: Board): Figure | undefined {
  if (board.length < 3) return undefined
  const usable = axes.filter((axis) => {
    const values = board.map(({ scores }) => scores[axis]?.value)
    return values.every((value) => value !== undefined) && new Set(values).size > 1
  })
  const cells = usable.flatMap((a) =>
    usable.map((b) => ({
      a,
      b,
      rho: spearman(
        board.map(({ scores }) => scores[a]!.value),
        board.map(({ scores }) => scores[b]!.value),
      ).estimate,
    })),
  )
  const withStructure = cells.filter(({ a, b }) => a === 'CI score' && b !== 'CI score').sort((x, y) => y.rho - x.rho)
  if (withStructure.length === 0) return undefined
  const [most, least] = [withStructure[0]!, withStructure.at(-1)!]
  return {
    title: 'Do the axes order the tables alike?',
    alt: `Spearman correlation between axes over ${board.length} tables. With the CI score ${most.b} agrees most (${most.rho.toFixed(2)}) and ${least.b} least (${least.rho.toFixed(2)}).`,
    spec: {
      width: 'container',
      height: 320,
      data: { values: cells },
      encoding: {
        x: { field: 'a', type: 'nominal', sort: usable, title: null, axis: { labelAngle: -40 } },
        y: { field: 'b', type: 'nominal', sort: usable, title: null },
      },
      layer: [
        {
          mark: 'rect',
          encoding: {
            color: {
              field: 'rho',
              type: 'quantitative',
              title: 'Spearman',
              scale: { domain: [-1, 1], scheme: 'blueorange', reverse: true },
            },
          },
        },
        {
          mark: 'text',
          encoding: {
            text: { field: 'rho', format: '.2f' },
            color: { condition: { test: 'abs(datum.rho) > 0.7', value: 'white' }, value: 'black' },
          },
        },
      ],
    },
    table: {
      title: 'Spearman between axes',
      columns: [{ name: 'axis' }, { name: 'axis, too' }, { name: 'Spearman', digits: 2 }],
      rows: cells.map(({ a, b, rho }) => [a, b, rho]),
    },
  }
}

export function utilityFigure(entries: readonly Entry[]): Figure {
  const columns = entries[0]!.evaluations[0]!.utility.map(({ column }) => column)
  const isShared = entries.every(({ evaluations }) =>
    evaluations.every(({ utility }) => utility.length === columns.length),
  )
  const bars = entries.flatMap(({ label, evaluations }) =>
    columns.map((column, at) => ({
      label,
      column,
      ratio:
        evaluations.reduce((sum, { utility }) => sum + (utility[isShared ? at : 0]?.ratio ?? 0), 0) /
        evaluations.length,
    })),
  )
  const worst = bars.reduce((a, b) => (b.ratio < a.ratio ? b : a))
  return {
    title: 'Utility of every column as target, against real rows',
    alt: `Ratio of utility to training on real rows, for ${columns.length} columns and ${entries.length} tables; the worst is ${worst.column} from ${worst.label}, ${worst.ratio.toFixed(2)}. 1 is as good as real.`,
    spec: {
      width: 'container',
      height: 280,
      data: { values: bars },
      layer: [
        {
          mark: { type: 'bar' },
          encoding: {
            x: { field: 'column', type: 'nominal', title: null, axis: { labelAngle: 0 } },
            xOffset: { field: 'label' },
            y: { field: 'ratio', type: 'quantitative', title: 'ratio to real' },
            color: { field: 'label', type: 'nominal', title: null, legend: { orient: 'bottom', columns: 3 } },
          },
        },
        {
          data: { values: [{ one: 1 }] },
          mark: { type: 'rule', strokeDash: [4, 4] },
          encoding: { y: { field: 'one', type: 'quantitative' } },
        },
      ],
    },
    table: {
      title: 'Utility per column',
      columns: [{ name: 'table' }, { name: 'column' }, { name: 'ratio', digits: 3 }],
      rows: bars.map(({ label, column, ratio }) => [label, column, ratio]),
    },
  }
}

/** The graph on a circle; a dashed line joins a pair whose independence the table broke. */
export function brokenFigure(graph: Graph, { label, evaluations }: Entry): Figure {
  const place = new Map(
    graph.nodes.map((name, i) => [
      name,
      { x: Math.sin((2 * Math.PI * i) / graph.nodes.length), y: Math.cos((2 * Math.PI * i) / graph.nodes.length) },
    ]),
  )
  const between = (from: string, to: string) => {
    const [a, b] = [place.get(from)!, place.get(to)!]
    return {
      from,
      to,
      x: a.x + 0.1 * (b.x - a.x),
      y: a.y + 0.1 * (b.y - a.y),
      x2: a.x + 0.9 * (b.x - a.x),
      y2: a.y + 0.9 * (b.y - a.y),
    }
  }
  const edges = graph.edges.map(({ from, to }) => ({
    ...between(from, to),
    angle:
      90 - (Math.atan2(place.get(to)!.y - place.get(from)!.y, place.get(to)!.x - place.get(from)!.x) * 180) / Math.PI,
  }))
  const broken = evaluations[0]!.structure.tested
    .filter(({ statement, testable, agrees }) => statement.label === 'independent' && testable && !agrees)
    .map(({ statement, result }) => ({
      ...between(statement.x, statement.y),
      given: statement.given.join(', ') || 'nothing',
      p: result.pValue,
    }))
  const scale = { domain: [-1.3, 1.3] }
  const x = { field: 'x', type: 'quantitative', axis: null, scale }
  const y = { field: 'y', type: 'quantitative', axis: null, scale }
  return {
    title: `Independences that ${label} broke, first seed`,
    alt:
      broken.length === 0
        ? `The graph of ${graph.nodes.length} columns and ${graph.edges.length} edges; no independence that could be tested is broken.`
        : `The graph of ${graph.nodes.length} columns and ${graph.edges.length} edges; broken: ${broken.map(({ from, to, given }) => `${from} and ${to} given ${given}`).join('; ')}.`,
    spec: {
      width: 340,
      height: 340,
      layer: [
        {
          data: { values: edges },
          mark: { type: 'rule', strokeWidth: 1.5, opacity: 0.6 },
          encoding: { x, y, x2: { field: 'x2' }, y2: { field: 'y2' } },
        },
        {
          data: { values: edges },
          mark: { type: 'point', shape: 'triangle-up', filled: true, size: 70, opacity: 0.8 },
          encoding: {
            x: { ...x, field: 'x2' },
            y: { ...y, field: 'y2' },
            angle: { field: 'angle', type: 'quantitative', scale: null },
          },
        },
        {
          data: { values: broken },
          mark: { type: 'rule', strokeWidth: 2, strokeDash: [5, 4], color: '#d1495b' },
          encoding: { x, y, x2: { field: 'x2' }, y2: { field: 'y2' } },
        },
        {
          data: { values: [...place].map(([name, at]) => ({ name, ...at })) },
          mark: { type: 'text', fontSize: 13, fontWeight: 'bold' },
          encoding: { x, y, text: { field: 'name' } },
        },
      ],
    },
    table: {
      title: 'Broken independences',
      columns: [{ name: 'x' }, { name: 'y' }, { name: 'given' }, { name: 'p', digits: 4 }],
      rows: broken.map(({ from, to, given, p }) => [from, to, given, p]),
    },
  }
}
