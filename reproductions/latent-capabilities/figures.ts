/** What a run shows: the inexactness between its bootstrap and its null, the weights per base, and how far bases are apart. */
import type { Figure } from '@causerie/lab'
import type { Matrix } from '@causerie/scm/linear-algebra'
import { quantile } from '@causerie/scm/statistics'
import type { Domain } from './leaderboard.ts'

export function micFigure(mic: number, bootstraps: readonly number[], nulls: readonly number[]): Figure {
  const rows = [
    { what: 'estimate', mic },
    ...bootstraps.map((value) => ({ what: 'bootstrap', mic: value })),
    ...nulls.map((value) => ({ what: 'no hierarchy', mic: value })),
  ]
  const range = (values: readonly number[]) =>
    values.length === 0 ? 'none drawn' : `${quantile(values, 0.05).toFixed(3)} to ${quantile(values, 0.95).toFixed(3)}`
  return {
    title: 'Inexactness beside its bootstrap and its null',
    spec: {
      data: { values: rows },
      width: 'container',
      height: 150,
      mark: { type: 'tick', thickness: 2, opacity: 0.7 },
      encoding: {
        x: { field: 'mic', type: 'quantitative', title: 'maximum inexactness', scale: { domainMin: 0 } },
        y: { field: 'what', type: 'nominal', title: null, sort: ['estimate', 'bootstrap', 'no hierarchy'] },
        color: { field: 'what', type: 'nominal', legend: null },
      },
    },
    alt: `The inexactness is ${mic.toFixed(3)}. Bootstraps: ${range(bootstraps)} (5 % to 95 %). Random rotations of the same subspaces, searched the same way: ${range(nulls)}.`,
    table: {
      title: 'Inexactness',
      columns: [{ name: 'what' }, { name: 'MIC', digits: 4 }],
      rows: rows.map(({ what, mic: value }) => [what, value]),
    },
  }
}

export function weightFigure(
  weights: readonly Matrix[],
  domains: readonly Domain[],
  labels: readonly string[],
): Figure {
  const rows = weights.flatMap((w, k) =>
    Array.from({ length: w.rows }, (_, i) =>
      Array.from({ length: i }, (_column, j) => ({
        base: domains[k]!.name,
        edge: `${labels[j]} → ${labels[i]}`,
        weight: w.values[i * w.rows + j]!,
      })),
    ).flat(),
  )
  return {
    title: 'Causal weights between capabilities, per base model',
    spec: {
      data: { values: rows },
      width: 'container',
      height: { step: 30 },
      layer: [
        { mark: { type: 'rule', opacity: 0.4 }, encoding: { x: { datum: 0 } } },
        {
          mark: { type: 'point', filled: true, size: 90 },
          encoding: {
            x: { field: 'weight', type: 'quantitative', title: 'weight' },
            y: { field: 'edge', type: 'nominal', title: null },
            color: { field: 'base', type: 'nominal', title: 'base model' },
            shape: { field: 'base', type: 'nominal', title: 'base model' },
          },
        },
      ],
    },
    alt: `Weights of ${rows.length / weights.length} edges in ${weights.length} base models: ${rows
      .slice(0, 6)
      .map(({ base, edge, weight }) => `${edge} in ${base} ${weight.toFixed(2)}`)
      .join(', ')}${rows.length > 6 ? ', …' : ''}.`,
    table: {
      title: 'Weights',
      columns: [{ name: 'base' }, { name: 'edge' }, { name: 'weight', digits: 3 }],
      rows: rows.map(({ base, edge, weight }) => [base, edge, weight]),
    },
  }
}

export function distanceFigure(domains: readonly Domain[], distance: (a: Domain, b: Domain) => number): Figure {
  const rows = domains.flatMap((a) => domains.map((b) => ({ first: a.name, second: b.name, distance: distance(a, b) })))
  const others = rows.filter(({ first, second }) => first !== second).map((row) => row.distance)
  return {
    title: 'How far the leading subspaces of the bases are apart',
    spec: {
      data: { values: rows },
      width: 'container',
      height: 220,
      layer: [
        { mark: 'rect', encoding: { color: { field: 'distance', type: 'quantitative', title: 'distance' } } },
        { mark: { type: 'text' }, encoding: { text: { field: 'distance', type: 'quantitative', format: '.3f' } } },
      ],
      encoding: {
        x: { field: 'first', type: 'nominal', title: null },
        y: { field: 'second', type: 'nominal', title: null },
      },
    },
    alt: `Distances between principal subspaces of ${domains.length} base models, from ${Math.min(...others).toFixed(3)} to ${Math.max(...others).toFixed(3)}; 0 is the same subspace. A shared read-out asks for small ones.`,
    table: {
      title: 'Distances',
      columns: [{ name: 'base' }, { name: 'other base' }, { name: 'distance', digits: 4 }],
      rows: rows.map(({ first, second, distance: value }) => [first, second, value]),
    },
  }
}
