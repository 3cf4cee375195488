/** What a run shows: the spectrum against the noise law, the spikes, accuracy under attack, and the plane of the two strongest. */
import type { Figure, ReportTable } from '@causerie/lab'
import type { Matrix } from '@causerie/scm/linear-algebra'
import { attackedRow, type Evaluation } from './defences.ts'
import type { Experiment } from './experiment.ts'
import { dot, filtered, filterOf } from './filter.ts'
import { noiseDensity, spikeEigenvalue, spikeOverlap, spikeStrength } from './noiseLaw.ts'
import type { Spectrum } from './spectrum.ts'

type ReportFigure = Figure
const number = (name: string, digits = 3) => ({ name, digits })

/** λ, estimated θ, expected overlap, score, role where the truth is known. */
export function spikeTable(
  { values, vectors, law, spikes }: Spectrum,
  scores: readonly number[],
  kept: readonly number[],
  roleOf?: (vector: Float64Array) => { causal: number; correlational: number },
  truth?: readonly Float64Array[],
): ReportTable {
  const rows = Array.from({ length: spikes }, (_, k) => {
    const theta = spikeStrength(values[k]!, law)
    const role = roleOf?.(vectors[k]!)
    const overlap = truth?.reduce((sum, direction) => sum + dot(direction, vectors[k]!) ** 2, 0)
    return [
      k + 1,
      values[k]!,
      theta,
      spikeOverlap(theta, law),
      scores[k]!,
      kept.includes(k),
      ...(role ? [role.causal, role.correlational] : []),
      ...(overlap === undefined ? [] : [overlap]),
    ]
  })
  return {
    title: 'Spikes',
    columns: [
      { name: 'spike' },
      number('eigenvalue'),
      number('θ, estimated'),
      number('overlap, expected'),
      number('RbNS (low is kept)'),
      { name: 'kept' },
      ...(roleOf ? [number('causal share'), number('correlational share')] : []),
      ...(truth ? [number('share in the true span')] : []),
    ],
    rows,
    note: 'Sample eigenvectors mix neighbouring spikes, so shares lie between 0 and 1.',
  }
}

export function spectrumFigure({ values, law, threshold, spikes, n }: Spectrum): ReportFigure {
  const top = values[0]!
  const bins = 40
  const bulkEnd = Math.max(threshold, law.high) * 1.1
  const width = bulkEnd / bins
  const share = 1 / values.length / width
  const bars = Array.from({ length: bins }, (_, at) => ({
    low: at * width,
    high: (at + 1) * width,
    density: Array.from(values).filter((value) => value >= at * width && value < (at + 1) * width).length * share,
  }))
  const nonZero = Math.max(1, law.gamma)
  const curve = Array.from({ length: 161 }, (_, at) => {
    const lambda = law.low + ((law.high - law.low) * at) / 160
    return { lambda, density: noiseDensity(law, lambda) * nonZero }
  })
  const lines = [
    { lambda: law.high, what: 'edge of noise' },
    { lambda: threshold, what: 'spike threshold' },
  ]
  const marks = Array.from(values.slice(0, spikes), (lambda, k) => ({ lambda, what: `spike ${k + 1}`, density: 0 }))
  const x = { type: 'quantitative', scale: { domain: [0, Math.max(bulkEnd, top * 1.02)] } }
  return {
    title: 'Eigenvalues against the noise law',
    spec: {
      width: 'container',
      height: 260,
      layer: [
        {
          data: { values: bars },
          mark: { type: 'bar', opacity: 0.45 },
          encoding: {
            x: { ...x, field: 'low', title: 'eigenvalue λ' },
            x2: { field: 'high' },
            y: { field: 'density', type: 'quantitative', title: 'density' },
          },
        },
        {
          data: { values: curve },
          mark: { type: 'line', strokeWidth: 2 },
          encoding: { x: { ...x, field: 'lambda' }, y: { field: 'density', type: 'quantitative' } },
        },
        {
          data: { values: lines },
          mark: { type: 'rule', strokeWidth: 1.5 },
          encoding: { x: { ...x, field: 'lambda' }, strokeDash: { field: 'what', type: 'nominal', title: null } },
        },
        {
          data: { values: marks },
          mark: { type: 'point', filled: true, size: 60 },
          encoding: {
            x: { ...x, field: 'lambda' },
            y: { field: 'density', type: 'quantitative' },
            tooltip: { field: 'what' },
          },
        },
      ],
    },
    alt: `A histogram of ${values.length} eigenvalues of a covariance of ${n} rows with the Marčenko–Pastur curve over it. ${spikes} eigenvalues lie beyond the threshold ${threshold.toFixed(2)}, the largest at ${top.toFixed(2)}; noise would end at ${law.high.toFixed(2)}.`,
    table: {
      title: 'Eigenvalues',
      columns: [{ name: 'number' }, number('eigenvalue', 4), { name: 'beyond the threshold' }],
      rows: Array.from(values, (value, k) => [k + 1, value, k < spikes]),
    },
  }
}

/** Where the true spikes came out, with the curve of the theory. */
export function overlapFigure(
  { vectors, values, law }: Spectrum,
  thetas: readonly number[],
  directions: readonly Float64Array[],
): ReportFigure {
  const top = Math.max(...thetas, 2 * Math.sqrt(law.gamma)) * 1.05
  const curve = Array.from({ length: 121 }, (_, at) => ({
    theta: (top * at) / 120,
    overlap: spikeOverlap((top * at) / 120, law),
  }))
  const points = thetas.map((theta, k) => {
    const overlaps = vectors.map((vector) => dot(vector, directions[k]!) ** 2)
    const best = overlaps.indexOf(Math.max(...overlaps))
    return { theta, overlap: overlaps[best]!, lambda: values[best]!, expected: spikeEigenvalue(theta, law) }
  })
  return {
    title: 'How much of each true direction a sample eigenvector holds',
    spec: {
      width: 'container',
      height: 240,
      layer: [
        {
          data: { values: curve },
          mark: { type: 'line' },
          encoding: {
            x: { field: 'theta', type: 'quantitative', title: 'strength θ' },
            y: { field: 'overlap', type: 'quantitative', title: 'squared overlap' },
          },
        },
        {
          data: { values: points },
          mark: { type: 'point', filled: true, size: 70 },
          encoding: { x: { field: 'theta', type: 'quantitative' }, y: { field: 'overlap', type: 'quantitative' } },
        },
      ],
    },
    alt: `Squared overlap against strength. The theory is 0 up to θ = ${Math.sqrt(law.gamma).toFixed(2)} and rises beyond; the ${points.length} spikes of this sample came out at ${points.map(({ overlap }) => overlap.toFixed(2)).join(', ')}.`,
    table: {
      title: 'True spikes',
      columns: [
        number('θ'),
        number('best squared overlap'),
        number('expected overlap'),
        number('eigenvalue'),
        number('expected eigenvalue'),
      ],
      rows: points.map(({ theta, overlap, lambda, expected }) => [
        theta,
        overlap,
        spikeOverlap(theta, law),
        lambda,
        expected,
      ]),
    },
  }
}

export function attackFigure(evaluations: readonly Evaluation[], epsilons: readonly number[]): ReportFigure {
  const rows = evaluations.flatMap(({ name, transfer, adaptive }) =>
    epsilons.flatMap((epsilon, at) => [
      { defence: name, epsilon, attack: 'transferred', safe: transfer[at]! },
      { defence: name, epsilon, attack: 'adaptive', safe: adaptive[at]! },
    ]),
  )
  const [none, shield] = evaluations
  const last = epsilons.length - 1
  return {
    title: 'Rows that stay safe as the attack grows',
    spec: {
      data: { values: rows },
      width: 260,
      height: 240,
      mark: { type: 'line', point: true },
      encoding: {
        column: { field: 'attack', type: 'nominal', title: null, sort: ['adaptive', 'transferred'] },
        x: { field: 'epsilon', type: 'quantitative', title: 'length ε of the attack' },
        y: { field: 'safe', type: 'quantitative', title: 'share of rows safe', scale: { domain: [0, 1] } },
        color: { field: 'defence', type: 'nominal', title: 'defence', sort: evaluations.map(({ name }) => name) },
        strokeDash: { field: 'defence', type: 'nominal', sort: evaluations.map(({ name }) => name) },
      },
    },
    alt: `Share of rows safe against the attack’s length, for ${evaluations.length} defences. At the longest adaptive attack the filter keeps ${(100 * shield!.adaptive[last]!).toFixed(0)} % safe, no defence ${(100 * none!.adaptive[last]!).toFixed(0)} %.`,
    table: {
      title: 'Share of rows safe',
      columns: [{ name: 'defence' }, number('ε', 2), { name: 'attack' }, number('share safe')],
      rows: rows.map(({ defence, epsilon, attack, safe }) => [defence, epsilon, attack, safe]),
    },
  }
}

/** Up to 60 test rows, clean, attacked through the filter, and filtered, in the plane of the two strongest spikes. */
export function planeFigure(
  { spectrum, kept, head }: Experiment,
  test: { x: Matrix; labels: ArrayLike<number> },
  epsilon: number,
): ReportFigure {
  const filter = filterOf(spectrum, kept)
  const axes = [spectrum.vectors[0]!, spectrum.vectors[1] ?? spectrum.vectors[0]!]
  const place = (row: Float64Array) => axes.map((axis) => dot(axis, row) - dot(axis, spectrum.mean))
  const count = Math.min(60, test.x.rows)
  const rows = Array.from({ length: count }, (_, i) => {
    const row = test.x.values.subarray(i * test.x.columns, (i + 1) * test.x.columns)
    const attacked = attackedRow(row, test.labels[i]!, epsilon, head)
    const cleaned = filtered({ rows: 1, columns: attacked.length, values: attacked }, filter).values
    const label = test.labels[i]! > 0 ? 'class 1' : 'class −1'
    return (
      [
        ['clean', row],
        ['attacked', attacked],
        ['attacked, filtered', cleaned],
      ] as const
    ).map(([state, at]) => {
      const [first, second] = place(at)
      return { row: i + 1, state, label, first: first!, second: second! }
    })
  }).flat()
  return {
    title: 'Rows in the plane of the two strongest spikes',
    spec: {
      data: { values: rows },
      width: 'container',
      height: 300,
      mark: { type: 'point', filled: true, opacity: 0.75 },
      encoding: {
        x: { field: 'first', type: 'quantitative', title: 'along spike 1' },
        y: { field: 'second', type: 'quantitative', title: 'along spike 2' },
        color: { field: 'label', type: 'nominal', title: 'label' },
        shape: { field: 'state', type: 'nominal', title: 'state' },
      },
    },
    alt: `${count} test rows in the plane of spikes 1 and 2, three marks each: clean, attacked for the undefended head at ε = ${epsilon}, and attacked then filtered. Where both spikes are kept, filtering leaves a row where the attack put it in this plane.`,
    table: {
      title: 'Rows in the plane',
      columns: [
        { name: 'row' },
        { name: 'state' },
        { name: 'label' },
        number('along spike 1'),
        number('along spike 2'),
      ],
      rows: rows.map(({ row, state, label, first, second }) => [row, state, label, first, second]),
    },
  }
}
