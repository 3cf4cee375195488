/** One run on labelled embeddings: a head trained on one split, the filter calibrated on another, both tried on a third. */
import { normal, type Random } from '@causerie/lab'
import { columnMeans, type Matrix, selectRows } from '@causerie/scm/linear-algebra'
import {
  attackedTwins,
  type Defence,
  disagreementDetector,
  type Evaluation,
  evaluate,
  headBehind,
  linearDefence,
  noiseAveraging,
} from './defences.ts'
import { filterOf, keptSpikes, norm } from './filter.ts'
import { type Head, trainHead } from './head.ts'
import { attackShiftScores, environmentScores, type Reading, stabilityScores } from './robustnessScore.ts'
import { type Spectrum, type SpectrumOptions, spectrumOf } from './spectrum.ts'
import type { LabelledEmbeddings } from './worlds.ts'

export type Splits = {
  train: LabelledEmbeddings
  calibrate: LabelledEmbeddings
  test: LabelledEmbeddings
  /** The correlational mechanism turned round, where the world knows it. */
  shifted?: LabelledEmbeddings
}

export type Settings = SpectrumOptions & {
  reading?: Reading
  /** 1 − α: the quantile of the scores up to which spikes are kept. */
  keep?: number
  repeats?: number
  noise?: number
  /** The attack that reading A sees on calibration rows, and adversarial training meets. */
  epsilon?: number
  epsilons?: readonly number[]
  /** Attacked twins of the calibration rows, where the reader has them. */
  twins?: Matrix
}

export type Experiment = {
  head: Head
  spectrum: Spectrum
  scores: number[]
  kept: number[]
  /** The first is undefended, the second the filter. */
  evaluations: Evaluation[]
  defences: Defence[]
  /** Accuracy of each defence on the shifted test. */
  shifted: { name: string; accuracy: number }[] | undefined
}

export function runExperiment(splits: Splits, settings: Settings, random: Random): Experiment {
  const { epsilon = 2, epsilons = [0, 0.5, 1, 1.5, 2, 3, 4], keep = 0.75 } = settings
  const head = trainHead(splits.train.x, splits.train.labels)
  const spectrum = spectrumOf(splits.calibrate.x, settings)
  const scores = scoresOf(splits, spectrum, head, settings, random.split('score'))
  const kept = keptSpikes(scores, keep)
  const defences = allDefences(splits.train, spectrum, kept, head, epsilon, random.split('defences'))
  const { shifted } = splits
  return {
    head,
    spectrum,
    scores,
    kept,
    defences,
    evaluations: defences.map((defence) => evaluate(defence, splits.test, { epsilons, undefended: head })),
    shifted: shifted && defences.map((defence) => ({ name: defence.name, accuracy: accuracyOf(defence, shifted) })),
  }
}

export function scoresOf(
  { calibrate }: Pick<Splits, 'calibrate'>,
  spectrum: Spectrum,
  head: Head,
  { reading = 'stability', repeats, noise, epsilon = 2, twins }: Settings,
  random: Random,
): number[] {
  if (reading === 'stability') return stabilityScores(calibrate.x, spectrum, { random, repeats, noise })
  if (reading === 'attack-shift')
    return attackShiftScores(calibrate.x, twins ?? attackedTwins(calibrate, epsilon, head), spectrum)
  return environmentScores(calibrate.x, calibrate.labels, calibrate.isSecond, spectrum)
}

/** PCA of the rank of all spikes is the projection on all spikes, so it stands once. */
function allDefences(
  train: LabelledEmbeddings,
  spectrum: Spectrum,
  kept: readonly number[],
  head: Head,
  epsilon: number,
  random: Random,
): Defence[] {
  const first = (count: number) => Array.from({ length: count }, (_, k) => k)
  const behind = (name: string, chosen: readonly number[]) =>
    linearDefence(name, headBehind(head, filterOf(spectrum, chosen)))
  const subspace = { mean: spectrum.mean, basis: randomSubspace(kept.length, spectrum.p, random.split('subspace')) }
  return [
    linearDefence('none', head),
    behind('EigenShield', kept),
    behind('all spikes (PCA of their rank)', first(spectrum.spikes)),
    behind('PCA of the kept rank', first(kept.length)),
    linearDefence('random subspace', headBehind(head, subspace)),
    noiseAveraging(head, { random: random.split('noise'), noise: Math.sqrt(spectrum.law.sigma2) }),
    linearDefence('adversarially trained head', trainHead(train.x, train.labels, { epsilon })),
    disagreementDetector(head, classMeans(train)),
  ]
}

export function accuracyOf(defence: Defence, { x, labels }: LabelledEmbeddings): number {
  let right = 0
  for (let i = 0; i < x.rows; i++)
    if (defence.isRight(x.values.subarray(i * x.columns, (i + 1) * x.columns), labels[i]!)) right++
  return right / x.rows
}

function classMeans({ x, labels }: LabelledEmbeddings) {
  const of = (label: number) =>
    columnMeans(
      selectRows(
        x,
        Array.from(labels.keys()).filter((i) => labels[i] === label),
      ),
    )
  return { positive: of(1), negative: of(-1) }
}

/** Gram and Schmidt's way through normal vectors. */
function randomSubspace(size: number, p: number, random: Random): Float64Array[] {
  const basis: Float64Array[] = []
  for (let k = 0; k < size; k++) {
    const vector = Float64Array.from({ length: p }, () => normal(random))
    for (const other of [...basis, ...basis]) {
      const along = vector.reduce((sum, value, j) => sum + value * other[j]!, 0)
      for (let j = 0; j < p; j++) vector[j]! -= along * other[j]!
    }
    const length = norm(vector)
    basis.push(vector.map((value) => value / length))
  }
  return basis
}
