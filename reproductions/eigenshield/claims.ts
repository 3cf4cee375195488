/** The claims of EigenShield that can be tried without its vision-language models, and of the theory it stands on. */
import { type ClaimContext, defineClaims, normal, type Random } from '@causerie/lab'
import { centred, gram, matrix, symmetricEigenvalues } from '@causerie/scm/linear-algebra'
import { mean, meanInterval, wilsonInterval } from '@causerie/scm/statistics'
import { headBehind, linearDefence } from './defences.ts'
import { accuracyOf, type Experiment, runExperiment, type Settings, type Splits } from './experiment.ts'
import { dot, filterOf, norm, projected } from './filter.ts'
import { estimateSigma2, noiseLaw, spikeEigenvalue, spikeOverlap, spikeThreshold } from './noiseLaw.ts'
import type { Reading } from './robustnessScore.ts'
import { spectrumOf } from './spectrum.ts'
import { causalWorld, spikedGaussian } from './worlds.ts'

const p = 128

/** World (ii) with three disjoint splits and a shifted test; 512 rows of environment 1, 256 of environment 2 in each of the first two. */
export function causalSplits(random: Random, width = p): Splits & { world: ReturnType<typeof causalWorld> } {
  const world = causalWorld(width, random.split('world'))
  const both = [
    { n: 512, tie: 1 },
    { n: 256, tie: 0.2, isSecond: true },
  ]
  const many = [
    { n: 2000, tie: 1 },
    { n: 1000, tie: 0.2, isSecond: true },
  ]
  return {
    world,
    train: world.draw(both, random.split('train')),
    calibrate: world.draw(both, random.split('calibrate')),
    test: world.draw(many, random.split('test')),
    shifted: world.draw([{ n: 3000, tie: -1 }], random.split('shifted')),
  }
}

async function overSeeds<Result>(
  { random, quick, progress }: ClaimContext,
  one: (random: Random) => Result,
): Promise<{ seeds: number[]; results: Result[] }> {
  const seeds = Array.from({ length: quick ? 4 : 10 }, (_, at) => at + 1)
  const results: Result[] = []
  for (const seed of seeds) {
    await progress((seed - 1) / seeds.length, `seed ${seed}`)
    results.push(one(random(seed)))
  }
  return { seeds, results }
}

const robustAt2: Settings = { reading: 'stability', keep: 0.75, epsilons: [2] }

/** Means over seeds with Student's interval. */
function quantity(name: string, values: readonly number[]) {
  const { estimate, low, high, level } = meanInterval(values)
  return { name, value: estimate, interval: { low, high, level, method: 't over seeds' }, n: values.length }
}

function of({ evaluations }: Experiment, name: string) {
  return evaluations.find((one) => one.name === name)!
}

function shiftedOf({ shifted }: Experiment, name: string): number {
  return shifted!.find((one) => one.name === name)!.accuracy
}

const transitions = [
  { gamma: 0.25, theta: 1 },
  { gamma: 0.25, theta: 3 },
  { gamma: 0.5, theta: 1.5 },
  { gamma: 1, theta: 3 },
  { gamma: 0.5, theta: 0.5 },
  { gamma: 0.5, theta: 0.25 },
]

/** Mean top eigenvalue and squared overlap of one spike in p = 200 over repeats. */
async function spikeMeans(gamma: number, theta: number, repeats: number, random: Random) {
  const found = Array.from({ length: repeats }, (_, at) => {
    const { x, directions } = spikedGaussian({ n: 200 / gamma, p: 200, thetas: [theta] }, random.split(at))
    const { values, vectors } = spectrumOf(x, { sigma2: 1 })
    return { value: values[0]!, overlap: dot(vectors[0]!, directions[0]!) ** 2 }
  })
  return { value: mean(found.map(({ value }) => value)), overlap: mean(found.map(({ overlap }) => overlap)) }
}

export const claims = defineClaims([
  {
    id: 'phase-transition',
    statement:
      'A spike shows in the sample covariance only beyond θ = √γ; there its eigenvalue and the overlap of its vector are those of the formulas.',
    source: 'the spiked covariance model that the abstract stands on; formulas of random matrix theory',
    stated: null,
    setUp:
      'p = 200, one spike, n = p/γ; (γ, θ) = (.25, 1), (.25, 3), (.5, 1.5), (1, 3) above and (.5, .5), (.5, .25) below; 20 repeats each; σ² known; baseline: the formula.',
    threshold:
      'above: mean top eigenvalue within 3 % and mean overlap within .05 of the formula in all four; below: mean overlap < .06 in both',
    refutedIf: 'one of the six settings lies outside',
    scale: 'full (exact theory)',
    seconds: { full: 15, quick: 8 },
    check: async ({ random, quick, progress }) => {
      const repeats = quick ? 10 : 20
      const measured = []
      const baseline = []
      let isWithin = true
      for (const [at, { gamma, theta }] of transitions.entries()) {
        await progress(at / transitions.length)
        const { value, overlap } = await spikeMeans(gamma, theta, repeats, random(1).split(at))
        const law = noiseLaw(gamma)
        const [wantedValue, wantedOverlap] = [spikeEigenvalue(theta, law), spikeOverlap(theta, law)]
        const name = `γ = ${gamma}, θ = ${theta}`
        const isAbove = theta > Math.sqrt(gamma)
        isWithin &&= isAbove
          ? Math.abs(value / wantedValue - 1) < 0.03 && Math.abs(overlap - wantedOverlap) < 0.05
          : overlap < 0.06
        measured.push(
          { name: `eigenvalue at ${name}`, value, n: repeats },
          { name: `overlap at ${name}`, value: overlap, n: repeats },
        )
        baseline.push(
          { name: `formula: eigenvalue at ${name}`, value: wantedValue },
          { name: `formula: overlap at ${name}`, value: wantedOverlap },
        )
      }
      return {
        state: isWithin ? 'holds' : 'refuted',
        measured,
        baseline,
        seeds: [1],
        because: isWithin
          ? 'All six settings lie within the room given.'
          : 'At least one setting lies outside the room given.',
      }
    },
  },
  {
    id: 'false-spikes',
    statement:
      'In pure noise an eigenvalue above the bare Marčenko–Pastur edge is common, one above the Tracy–Widom threshold of 99 % is rare: not every eigenvalue above the edge is signal.',
    source: 'the quantile thresholding of spikes named in the abstract; which threshold was not found',
    stated: null,
    setUp: 'p = 200, n = 400, unit noise, 500 repeats (quick: 200), σ² estimated from the median eigenvalue.',
    threshold: 'the bare edge fires in 10–25 % of repeats, the 99 % threshold in at most 2.5 %',
    refutedIf: 'either share lies outside',
    scale: 'full (exact level)',
    seconds: { full: 25, quick: 10 },
    check: async ({ random, quick, progress }) => {
      const [size, n, repeats] = [200, 400, quick ? 200 : 500]
      let [edge, corrected, known] = [0, 0, 0]
      for (let at = 0; at < repeats; at++) {
        if (at % 20 === 0) await progress(at / repeats)
        const draw = random(1).split(at)
        const products = gram(
          centred(
            matrix(
              n,
              size,
              Float64Array.from({ length: n * size }, () => normal(draw)),
            ),
          ),
        )
        const values = symmetricEigenvalues({ ...products, values: products.values.map((sum) => sum / n) })
        const sigma2 = estimateSigma2(values, size / n)
        if (values[0]! > spikeThreshold('edge', { n, p: size, sigma2 })) edge++
        if (values[0]! > spikeThreshold('99', { n, p: size, sigma2 })) corrected++
        if (values[0]! > spikeThreshold('99', { n, p: size, sigma2: 1 })) known++
      }
      const share = (name: string, successes: number) => {
        const { estimate, low, high, level } = wilsonInterval({ successes, trials: repeats })
        return { name, value: estimate, interval: { low, high, level, method: 'Wilson' }, n: repeats }
      }
      const isWithin = edge / repeats >= 0.1 && edge / repeats <= 0.25 && corrected / repeats <= 0.025
      return {
        state: isWithin ? 'holds' : 'refuted',
        measured: [share('runs with a false spike, Tracy–Widom 99 %', corrected)],
        baseline: [
          share('runs with a false spike, bare edge', edge),
          share('runs with a false spike, Tracy–Widom 99 %, σ² known (not part of the threshold)', known),
        ],
        seeds: [1],
        because: `The bare edge finds a spike in ${edge} of ${repeats} runs of pure noise, the corrected threshold in ${corrected}; with σ² known it would be ${known}.`,
      }
    },
  },
  {
    id: 'projection-limits',
    statement:
      'A projection of rank k keeps k/p of an isotropic perturbation, and against an attacker who knows it a linear head behind it needs exactly |m(x)|/‖Pw‖.',
    source: 'linear algebra; the paper’s filter is a projection',
    stated: null,
    setUp:
      'World (ii), p = 128, seed 1: kept basis of reading S; 20,000 isotropic perturbations of length 1; 200 test rows: the shortest change found by bisection along Pw and by 50 random directions bent towards it each.',
    threshold:
      'trace(P) = k to 1e-6; mean ‖Pδ‖² within 1 % of k/p; the flip along Pw at |m|/‖Pw‖ to 1e-6; no direction tried flips earlier',
    refutedIf: 'any of the four fails',
    scale: 'full (exact)',
    seconds: { full: 6, quick: 6 },
    check: async ({ random, quick }) => projectionLimits(random(1), quick),
  },
  {
    id: 'robustness',
    statement:
      'Keeping the robust spikes makes a frozen classifier more robust to attacks at almost no cost in clean accuracy.',
    source: 'abstract: “significantly reduces attack success rate”; figures not found',
    stated: 'a significant reduction of attack success, without figures',
    setUp:
      'World (ii), p = 128, 10 seeds; logistic head on 512 + 256 rows of two environments; filter calibrated on as many other rows, reading S at .75; 3,000 test rows; L2 attack of ε = 2, transferred from the undefended head and adaptive through the filter.',
    threshold:
      'means over seeds: transfer accuracy ≥ undefended + .10, adaptive ≥ undefended + .05, clean ≥ undefended − .01, adaptive and transfer above PCA of the full spike rank',
    refutedIf: 'the adaptive gain is not positive; anything between is inconclusive',
    scale: 'toy: a linear head on synthetic embeddings in place of vision-language models',
    seconds: { full: 40, quick: 17 },
    check: async (context) => {
      const { seeds, results } = await overSeeds(context, (random) =>
        runExperiment(causalSplits(random), robustAt2, random.split('run')),
      )
      const per = (name: string, take: (one: ReturnType<typeof of>) => number) =>
        results.map((one) => take(of(one, name)))
      const [clean, transfer, adaptive] = [
        (e: ReturnType<typeof of>) => e.clean,
        (e: ReturnType<typeof of>) => e.transfer[0]!,
        (e: ReturnType<typeof of>) => e.adaptive[0]!,
      ]
      const gain = (take: typeof clean, other = 'none') =>
        per('EigenShield', take).map((value, at) => value - per(other, take)[at]!)
      const all = 'all spikes (PCA of their rank)'
      const holds =
        mean(gain(transfer)) >= 0.1 &&
        mean(gain(adaptive)) >= 0.05 &&
        mean(gain(clean)) >= -0.01 &&
        mean(gain(adaptive, all)) > 0 &&
        mean(gain(transfer, all)) > 0
      return {
        state: holds ? 'holds' : mean(gain(adaptive)) <= 0 ? 'refuted' : 'inconclusive',
        measured: [
          quantity('gain in accuracy under the adaptive attack', gain(adaptive)),
          quantity('gain under the transferred attack', gain(transfer)),
          quantity('clean accuracy, filtered', per('EigenShield', clean)),
          quantity('adaptive accuracy, filtered', per('EigenShield', adaptive)),
          quantity('transfer accuracy, filtered', per('EigenShield', transfer)),
        ],
        baseline: [
          quantity('clean accuracy, undefended', per('none', clean)),
          quantity('accuracy under attack, undefended', per('none', adaptive)),
          ...[
            all,
            'PCA of the kept rank',
            'random subspace',
            'noise averaging',
            'adversarially trained head',
            'detector (refuses)',
          ].flatMap((name) => [
            quantity(`adaptive accuracy, ${name}`, per(name, adaptive)),
            quantity(`transfer accuracy, ${name}`, per(name, transfer)),
          ]),
        ],
        seeds,
        because: `Under the adaptive attack the filter gains ${mean(gain(adaptive)).toFixed(3)}, and ${mean(gain(adaptive, 'PCA of the kept rank')).toFixed(3)} over PCA of the same rank.`,
      }
    },
  },
  {
    id: 'causal-directions',
    statement:
      'The kept directions are the causal ones: when the correlational mechanism is turned round, the filter loses no accuracy.',
    source: 'title and abstract: “causal subspace filtering”',
    stated: 'the retained eigenvectors are called causal',
    setUp:
      'As for robustness; 3,000 rows of the shifted test, where the correlational coordinate has the opposite tie to the label (ρ = −1). Also reading E, and the projection on the true causal directions.',
    threshold:
      'mean accuracy on the shifted test of reading S ≥ undefended; the true directions must pass, else the check says nothing',
    refutedIf: 'reading S lies below undefended while the true directions do not',
    scale: 'toy: a linear head on synthetic embeddings with known causal directions',
    seconds: { full: 50, quick: 20 },
    check: async (context) => {
      const { seeds, results } = await overSeeds(context, shiftedAccuracies)
      const [none, all, stability, environment, environmentClean, oracle] = (
        ['none', 'all', 'stability', 'environment', 'environmentClean', 'oracle'] as const
      ).map((name) => results.map((one) => one[name]))
      const isInformative = mean(oracle!) >= mean(none!)
      return {
        state: !isInformative ? 'inconclusive' : mean(stability!) >= mean(none!) ? 'holds' : 'refuted',
        measured: [
          quantity('accuracy on the shifted test, reading S', stability!),
          quantity('reading E', environment!),
          quantity('clean accuracy of reading E', environmentClean!),
        ],
        baseline: [
          quantity('undefended', none!),
          quantity('all spikes', all!),
          quantity('the true causal directions', oracle!),
        ],
        seeds,
        because: `Turned round, the filter is right in ${(100 * mean(stability!)).toFixed(0)} % of cases against ${(100 * mean(none!)).toFixed(0)} % without it and ${(100 * mean(oracle!)).toFixed(0)} % with the true directions: strong spikes are not causal spikes.`,
      }
    },
  },
  {
    id: 'attack-shift-cuts-the-label',
    statement:
      'Selecting by how far an attack moves each direction (reading A, at the median) removes the label itself.',
    source: 'ours: a warning about one way to read the score',
    stated: null,
    setUp:
      'As for robustness, reading A at .5: calibration rows and their twins attacked at ε = 2; clean test accuracy.',
    threshold: 'mean clean accuracy over seeds ≤ .60, where chance is .50',
    refutedIf: 'it is above .60',
    scale: 'toy: a linear head on synthetic embeddings',
    seconds: { full: 30, quick: 12 },
    check: async (context) => {
      const settings: Settings = { reading: 'attack-shift', keep: 0.5, epsilons: [2] }
      const { seeds, results } = await overSeeds(context, (random) =>
        runExperiment(causalSplits(random), settings, random.split('run')),
      )
      const clean = results.map((one) => of(one, 'EigenShield').clean)
      return {
        state: mean(clean) <= 0.6 ? 'holds' : 'refuted',
        measured: [quantity('clean accuracy behind the filter', clean)],
        baseline: [
          quantity(
            'undefended',
            results.map((one) => of(one, 'none').clean),
          ),
        ],
        seeds,
        because: `What is left of the embeddings classifies ${(100 * mean(clean)).toFixed(1)} % of clean rows.`,
      }
    },
  },
])

function shiftedAccuracies(random: Random) {
  const splits = causalSplits(random)
  const run = (reading: Reading) => runExperiment(splits, { ...robustAt2, reading }, random.split('run'))
  const [stability, environment] = [run('stability'), run('environment')]
  const truth = { mean: stability.spectrum.mean, basis: splits.world.causal }
  return {
    none: shiftedOf(stability, 'none'),
    all: shiftedOf(stability, 'all spikes (PCA of their rank)'),
    stability: shiftedOf(stability, 'EigenShield'),
    environment: shiftedOf(environment, 'EigenShield'),
    environmentClean: of(environment, 'EigenShield').clean,
    oracle: accuracyOf(linearDefence('truth', headBehind(stability.head, truth)), splits.shifted!),
  }
}

function projectionLimits(random: Random, quick: boolean) {
  const splits = causalSplits(random)
  const { head, spectrum, kept } = runExperiment(splits, robustAt2, random.split('run'))
  const { basis } = filterOf(spectrum, kept)
  const trace = Array.from({ length: p }, (_, j) => projected(unit(j), basis)[j]!).reduce(
    (sum, value) => sum + value,
    0,
  )
  const draw = random.split('perturbations')
  const squares = Array.from({ length: quick ? 10_000 : 20_000 }, () => {
    const delta = Float64Array.from({ length: p }, () => normal(draw))
    return norm(projected(delta, basis)) ** 2 / norm(delta) ** 2
  })
  const filteredHead = headBehind(head, filterOf(spectrum, kept))
  const { worst, earlier } = attackSearch(filteredHead, splits.test.x.values, draw.split('directions'))
  const share = mean(squares) / (kept.length / p)
  const holds = Math.abs(trace - kept.length) < 1e-6 && Math.abs(share - 1) < 0.01 && worst < 1e-6 && earlier === 0
  return {
    state: holds ? ('holds' as const) : ('refuted' as const),
    measured: [
      { name: 'mean ‖Pδ‖² over k/p', value: share, n: squares.length },
      { name: 'trace of P', value: trace },
      { name: 'largest relative distance of the flip from |m|/‖Pw‖', value: worst, n: 200 },
      { name: 'directions that flip earlier', value: earlier, n: 200 * 50 },
    ],
    baseline: [
      { name: 'k', value: kept.length },
      {
        name: '‖w‖/‖Pw‖: how much longer the attack has to be for an equal margin',
        value: norm(head.weights) / norm(filteredHead.weights),
      },
    ],
    seeds: [1],
    because: 'Both formulas hold to the rounding and sampling error allowed.',
  }
}

/** How far the flip along Pw is from |m|/‖Pw‖, relatively, and how many other directions flip before that. */
function attackSearch({ weights, bias }: { weights: Float64Array; bias: number }, rows: Float64Array, random: Random) {
  const length = norm(weights)
  let [worst, earlier] = [0, 0]
  for (let i = 0; i < 200; i++) {
    const row = rows.subarray(i * p, (i + 1) * p)
    const score = dot(weights, row) + bias
    const expected = Math.abs(score) / length
    const isFlipped = (direction: Float64Array, size: number) => {
      const moved = row.map((value, j) => value - Math.sign(score) * size * direction[j]!)
      return Math.sign(dot(weights, moved) + bias) !== Math.sign(score)
    }
    const straight = weights.map((value) => value / length)
    worst = Math.max(worst, Math.abs(flipAt(straight, isFlipped, 2 * expected + 1) / expected - 1))
    for (let at = 0; at < 50; at++) {
      const bent = straight.map((value) => value + ((at / 50) * normal(random)) / Math.sqrt(p))
      const size = norm(bent)
      if (
        isFlipped(
          bent.map((value) => value / size),
          expected * (1 - 1e-9),
        )
      )
        earlier++
    }
  }
  return { worst, earlier }
}

function flipAt(
  direction: Float64Array,
  isFlipped: (direction: Float64Array, size: number) => boolean,
  most: number,
): number {
  let [low, high] = [0, most]
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2
    if (isFlipped(direction, middle)) high = middle
    else low = middle
  }
  return high
}

function unit(j: number): Float64Array {
  const vector = new Float64Array(p)
  vector[j] = 1
  return vector
}
