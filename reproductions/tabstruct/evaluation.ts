/** One synthetic table on every axis: structure, density, coverage, privacy, utility. */
import type { Random } from '@causerie/lab'
import {
  fisherZ,
  gTest,
  type IndependenceTest,
  isDiscrete,
  kci,
  mixedLikelihoodRatio,
  type Variables,
} from '@causerie/scm/independence'
import { coverage, privacy, shape, trend } from './density.ts'
import { localStatements, type Statement, type StructureScore, scoreStructure } from './statements.ts'
import { type Utility, utilities } from './utility.ts'

export type TestFamily = 'auto' | 'fisher' | 'g' | 'mixed' | 'kci'

/** Partial correlation for numbers, G for levels, nested regressions for both, unless one is named. */
export function independenceTestOf(columns: Variables, family: TestFamily): IndependenceTest {
  const kinds = Object.values(columns).map(isDiscrete)
  if (family === 'kci') return kci(columns)
  if (family === 'mixed') return mixedLikelihoodRatio(columns)
  if (family === 'fisher' || (family === 'auto' && !kinds.includes(true))) return fisherZ(columns)
  return family === 'g' || !kinds.includes(false) ? gTest(columns) : mixedLikelihoodRatio(columns)
}

export const axes = [
  'CI score',
  'shape',
  'trend',
  'α-precision',
  'β-recall',
  'authenticity',
  'privacy',
  'local utility',
  'global utility',
] as const
export type Axis = (typeof axes)[number]

export type Evaluation = {
  scores: Record<Axis, number | undefined>
  structure: StructureScore
  /** The CI score of the statements about the target alone. */
  local: number | undefined
  utility: readonly Utility[]
}

export type Protocol = {
  train: Variables
  test: Variables
  statements: readonly Statement[]
  target: string
  alpha: number
  family: TestFamily
}

/** Density, coverage and utility are measured against the test rows, privacy against the training rows. */
export function evaluated(
  synthetic: Variables,
  { train, test, statements, target, alpha, family }: Protocol,
  random: Random,
): Evaluation {
  const ci = independenceTestOf(synthetic, family)
  const structure = scoreStructure(ci, statements, alpha)
  const utility = utilities(train, synthetic, test)
  const { alphaPrecision, betaRecall, authenticity } = coverage(test, synthetic)
  return {
    structure,
    local: scoreStructure(ci, localStatements(statements, target), alpha).ci,
    utility,
    scores: {
      'CI score': structure.ci,
      shape: shape(test, synthetic),
      trend: trend(test, synthetic),
      'α-precision': alphaPrecision,
      'β-recall': betaRecall,
      authenticity,
      privacy: privacy(train, synthetic, random),
      'local utility': utility.find(({ column }) => column === target)?.ratio,
      'global utility': utility.reduce((sum, { ratio }) => sum + ratio, 0) / utility.length,
    },
  }
}
