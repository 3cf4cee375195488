/** The report: verdict, tests, and figures with their tables. */
import type { Figure, ReportTable } from '@causerie/lab'
import type { Graph } from '@causerie/scm'
import type { IndependenceTest } from '@causerie/scm/independence'
import type { PairVerdict } from './bivariate.ts'
import type { AskedTest, Structure } from './multivariate.ts'
import { inRow } from './rows.ts'

export function edgesText(graph: Graph): string {
  if (graph.edges.length === 0) return 'no edge'
  return graph.edges.map(({ from, to, fromMark }) => `${from} ${fromMark === 'tail' ? '→' : '—'} ${to}`).join(', ')
}

/** CPDAGs have lines. */
export function classText(graph: Graph): string {
  if (graph.edges.length === 0) return 'no edge'
  return graph.edges
    .map(({ from, to, toMark, fromMark }) =>
      toMark === fromMark ? `${from} — ${to}` : toMark === 'arrow' ? `${from} → ${to}` : `${to} → ${from}`,
    )
    .join(', ')
}

export function pairReading(
  { pForward, pBackward, pNone, careful, released, byPattern }: PairVerdict,
  x: string,
  y: string,
  alpha: number,
): string {
  const said = { forward: `${x} → ${y}`, backward: `${y} → ${x}`, none: 'no edge' }
  if (careful === 'not identifiable')
    return `Not identifiable: ${x} and ${y} depend on each other within a row (p ${short(pNone)}) and neither direction shows across rows (p ${short(pForward)} and ${short(pBackward)}, both above ${alpha}). The mechanisms do not vary between environments, or there are too few environments to see it. Forced to choose, the paper's rule says ${said[released]}.`
  if (careful === 'inconsistent')
    return `Inconsistent: all three p-values are below ${alpha}. A hidden common cause, or mechanisms that vary together, look like this. Forced to choose, the paper's rule says ${said[released]}.`
  if (!byPattern) return `No pattern of the rule fits; the largest of the three p-values says ${said[released]}.`
  if (careful === 'none') return `Nothing depends on anything: no edge.`
  const [open, shut] = careful === 'forward' ? [y, x] : [x, y]
  return `${said[careful]}: the first ${open} still knows the second ${shut} given the second ${open} (a collider of ${open}'s mechanism), while the first ${shut} and the second ${open} are cut apart by the second ${shut}.`
}

export function testsTable(tests: readonly AskedTest[], name: string): ReportTable {
  return {
    title: 'Every test that was run',
    columns: [
      { name: 'stage' },
      { name: 'of' },
      { name: 'and' },
      { name: 'given' },
      { name: 'statistic', digits: 3 },
      { name: 'degrees of freedom' },
      { name: 'p', digits: 4 },
      { name: 'remark' },
    ],
    rows: tests.map(({ stage, x, y, given, result }) => [
      stage,
      x,
      y,
      given.join(', ') || '–',
      result.statistic,
      result.degreesOfFreedom ?? null,
      result.pValue,
      result.reason ?? '',
    ]),
    note: `${name}; X;1 is X in the first row of an environment, X;2 in the second.`,
  }
}

export function levelsTable({ levels, uncertain }: Structure): ReportTable {
  return {
    title: 'Causal order, sinks first',
    columns: [{ name: 'level' }, { name: 'variables' }, { name: 'order' }],
    rows: levels.map((level, at) => [
      at + 1,
      level.join(', '),
      level.some((v) => uncertain.includes(v)) ? 'uncertain: no test called it a sink' : 'by test',
    ]),
  }
}

/** The graph by levels: roots on the left, sinks on the right. */
export function graphFigure(graph: Graph, levels: readonly (readonly string[])[], title: string): Figure {
  const nodes = levels.flatMap((level, at) =>
    level.map((name, i) => ({ name, x: levels.length - 1 - at, y: i - (level.length - 1) / 2 + (at % 2) * 0.15 })),
  )
  const place = new Map(nodes.map((node) => [node.name, node]))
  const edges = graph.edges.map(({ from, to }) => {
    const [a, b] = [place.get(from)!, place.get(to)!]
    const [dx, dy] = [b.x - a.x, b.y - a.y]
    return {
      from,
      to,
      x: a.x + 0.08 * dx,
      y: a.y + 0.08 * dy,
      x2: a.x + 0.86 * dx,
      y2: a.y + 0.86 * dy,
      angle: (Math.atan2(-dy * 0.6, dx) * -180) / Math.PI + 90,
    }
  })
  const scaleX = { domain: [-0.4, Math.max(1, levels.length - 1) + 0.4] }
  const position = {
    x: { field: 'x', type: 'quantitative', axis: null, scale: scaleX },
    y: { field: 'y', type: 'quantitative', axis: null, scale: { padding: 30 } },
  }
  return {
    title,
    alt: `${graph.nodes.length} variables from roots on the left to sinks on the right; ${edgesText(graph)}.`,
    spec: {
      width: 'container',
      height: 220,
      layer: [
        {
          data: { values: edges },
          mark: { type: 'rule', strokeWidth: 1.5 },
          encoding: { ...position, x2: { field: 'x2' }, y2: { field: 'y2' } },
        },
        {
          data: { values: edges },
          mark: { type: 'point', shape: 'triangle-up', filled: true, size: 90, opacity: 1 },
          encoding: {
            x: { field: 'x2', type: 'quantitative', axis: null },
            y: { field: 'y2', type: 'quantitative', axis: null },
            angle: { field: 'angle', type: 'quantitative', scale: null },
          },
        },
        {
          data: { values: nodes },
          mark: { type: 'text', fontSize: 15, fontWeight: 'bold' },
          encoding: { ...position, text: { field: 'name' } },
        },
      ],
    },
    table: { title, columns: [{ name: 'from' }, { name: 'to' }], rows: edges.map(({ from, to }) => [from, to]) },
  }
}

/** How a variable in the first row depends on one in the second: −log₁₀ p. */
export function crossRowFigure(test: IndependenceTest, variables: readonly string[]): Figure {
  const cells = variables.flatMap((a) =>
    variables.map((b) => {
      const { pValue } = test.test(inRow(a, 1), inRow(b, 2))
      return { first: a, second: b, p: pValue, evidence: Math.min(16, -Math.log10(Math.max(pValue, 1e-16))) }
    }),
  )
  const strongest = cells.filter(({ first, second }) => first !== second).reduce((a, b) => (b.p < a.p ? b : a))
  return {
    title: 'Dependence across rows of one environment',
    alt: `Of ${variables.length} by ${variables.length} pairs of a first and a second row; between different variables the strongest is ${strongest.first} with ${strongest.second}, p ${short(strongest.p)}. On the diagonal a small p says that a variable's mechanism varies.`,
    spec: {
      width: 'container',
      height: 40 + 36 * variables.length,
      data: { values: cells },
      encoding: {
        x: { field: 'second', type: 'nominal', title: 'in the second row', axis: { labelAngle: 0 } },
        y: { field: 'first', type: 'nominal', title: 'in the first row' },
      },
      layer: [
        {
          mark: { type: 'rect' },
          encoding: {
            color: {
              field: 'evidence',
              type: 'quantitative',
              title: '−log₁₀ p',
              scale: { scheme: 'blues', domain: [0, 16] },
            },
          },
        },
        {
          mark: { type: 'text' },
          encoding: {
            text: { field: 'p', format: '.2~g' },
            color: { condition: { test: 'datum.evidence > 8', value: 'white' }, value: 'black' },
          },
        },
      ],
    },
    table: {
      title: 'Dependence across rows',
      columns: [{ name: 'first row' }, { name: 'second row' }, { name: 'p', digits: 4 }],
      rows: cells.map(({ first, second, p }) => [first, second, p]),
      note: 'Nothing is given. The diagonal says whether a variable’s own mechanism varies.',
    },
  }
}

export type CurvePoint = { environments: number; method: string; value: number; low: number; high: number; n: number }

export function curveFigure(
  points: readonly CurvePoint[],
  { title, axis, chance }: { title: string; axis: string; chance?: { value: number; label: string } },
): Figure {
  const last = points.filter(
    ({ environments }) => environments === Math.max(...points.map((point) => point.environments)),
  )
  return {
    title,
    alt: `${axis} against environments. At ${last[0]!.environments.toLocaleString('en')}: ${last.map(({ method, value, low, high }) => `${method} ${value.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`).join('; ')}.`,
    spec: {
      width: 'container',
      height: 260,
      layer: [
        {
          data: { values: points },
          mark: { type: 'errorbar', ticks: true },
          encoding: {
            x: { field: 'environments', type: 'quantitative', title: 'environments' },
            y: { field: 'low', type: 'quantitative', title: axis, scale: { domain: [0, 1] } },
            y2: { field: 'high' },
            color: { field: 'method', type: 'nominal' },
          },
        },
        {
          data: { values: points },
          mark: { type: 'line', point: true },
          encoding: {
            x: { field: 'environments', type: 'quantitative' },
            y: { field: 'value', type: 'quantitative' },
            color: { field: 'method', type: 'nominal', title: null, legend: { orient: 'bottom' } },
          },
        },
        ...(chance === undefined
          ? []
          : [
              {
                data: { values: [{ ...chance }] },
                mark: { type: 'rule', strokeDash: [4, 4] },
                encoding: { y: { field: 'value', type: 'quantitative' } },
              },
            ]),
      ],
    },
    table: {
      title,
      columns: [
        { name: 'environments' },
        { name: 'method' },
        { name: axis, digits: 3 },
        { name: 'low', digits: 3 },
        { name: 'high', digits: 3 },
        { name: 'repetitions' },
      ],
      rows: points.map(({ environments, method, value, low, high, n }) => [environments, method, value, low, high, n]),
      note: `95 % intervals${chance === undefined ? '' : `; the dashed line is ${chance.label}, ${chance.value}`}.`,
    },
  }
}

export function short(p: number): string {
  return p === 0 ? 'below 1e-300' : p < 0.001 ? p.toExponential(0) : p.toFixed(3)
}
