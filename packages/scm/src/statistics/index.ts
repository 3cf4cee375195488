export { type Association, kendall, pearson, spearman } from './association.ts'
export {
  type BootstrapInterval,
  type BootstrapOptions,
  bootstrapInterval,
  clusterBootstrapInterval,
} from './bootstrap.ts'
export {
  binomialProbability,
  binomialTails,
  binomialTest,
  type CountTest,
  mcNemarTest,
  signTest,
} from './countTests.ts'
export {
  betaDistribution,
  chiSquare,
  type Distribution,
  fDistribution,
  gammaDistribution,
  normalDistribution,
  studentT,
} from './distributions.ts'
export {
  type ConfidenceInterval,
  clopperPearsonInterval,
  meanInterval,
  type Proportion,
  wilsonInterval,
} from './intervals.ts'
export { type KsTest, ksTest, ksTwoSampleTest } from './kolmogorovSmirnov.ts'
export { accuracy, auc, balancedAccuracy, classRecalls, meanAbsoluteError, rmse, rSquared } from './metrics.ts'
export { normalCdf, normalDensity, normalQuantile, normalUpperQuantile, normalUpperTail } from './normal.ts'
export {
  type PermutationOptions,
  type PermutationTest,
  pairedPermutationTest,
  permutationP,
  permutationTest,
} from './permutationTests.ts'
export { ranks } from './ranks.ts'
export { type Alternative, mean, median, quantile, variance } from './sample.ts'
export { betaTails, gammaTails, logGamma, type Tails } from './specialFunctions.ts'
export { pairedTTest, type TTest, tTest, welchTTest } from './tTests.ts'
