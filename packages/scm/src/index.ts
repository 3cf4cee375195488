export {
  type BoundsQuery,
  type CausalBoundsQuery,
  type CausationBounds,
  type CausationBoundsQuery,
  causalBounds,
  causationBounds,
  type EffectBounds,
  type InstrumentBounds,
  type InstrumentQuery,
  instrumentBounds,
  manskiBounds,
} from './bounds/causalBounds.ts'
export type { Bounds } from './bounds/observed.ts'
export { type ActualCause, type ActualCausesQuery, actualCauses, gradedCauses } from './causes/actualCauses.ts'
export { type CausalStory, causalStories } from './causes/examples.ts'
export {
  type ActualCauseQuery,
  type ActualCauseVerdict,
  type CauseDefinition,
  type CauseWitness,
  isActualCause,
  satisfiesAc1,
  satisfiesAc2,
  satisfiesAc3,
} from './causes/isActualCause.ts'
export {
  type BlameQuery,
  blame,
  type Responsibility,
  type ResponsibilityKind,
  type ResponsibilityQuery,
  responsibility,
} from './causes/responsibility.ts'
export type { Context, Effect } from './causes/setting.ts'
export { acyclification } from './equivalence/acyclification.ts'
export { consistentExtension } from './equivalence/consistentExtension.ts'
export { ScmError } from './errors.ts'
export { removeIncoming, removeNodes, removeOutgoing, subgraph, withEdges, withRoles } from './graph/changes.ts'
export {
  bidirected,
  createGraph,
  directed,
  type Edge,
  type Graph,
  type GraphDescription,
  type GraphKind,
  type Mark,
  nodeIndex,
  type Position,
  type Role,
  type Roles,
  type Rows,
  undirected,
} from './graph/graph.ts'
export type { Names } from './graph/names.ts'
export {
  ancestors,
  childrenOf,
  descendants,
  districtOf,
  districts,
  findCycle,
  isAcyclic,
  markovPillow,
  neighboursOf,
  nonDescendants,
  parentsOf,
  requireAcyclic,
  spousesOf,
  topologicalOrder,
} from './graph/walks.ts'
export type { EliminationOptions } from './inference/eliminate.ts'
export type { EliminationPlan } from './inference/eliminationOrder.ts'
export {
  type CausationQuery,
  probabilityOfNecessity,
  probabilityOfNecessityAndSufficiency,
  probabilityOfSufficiency,
} from './model/causation.ts'
export type { CounterfactualAnswer, CounterfactualOptions, CounterfactualQuery } from './model/counterfactual.ts'
export { type DiscreteModel, type Query, queryCost } from './model/discreteQuery.ts'
export type { EndogenousVariable, ExogenousBlock, FiniteScm, FiniteScmDescription } from './model/finiteScm.ts'
export { type Columns, type FitOptions, fitScm } from './model/fitScm.ts'
export {
  additive,
  type FunctionalScm,
  type FunctionalScmDescription,
  gumbelMax,
  linear,
  type Mechanism,
  structural,
} from './model/functionalScm.ts'
export { type Gaussian, type GaussianQuery, gaussianAnswer, isLinearGaussian } from './model/gaussian.ts'
export { counterfactual, defineScm, intervene, type Model, twinNetwork, type WhatWouldHaveBeen } from './model/model.ts'
export { type DiscreteNetwork, defineNetwork, type NetworkDescription } from './model/network.ts'
export { networkFromBif } from './model/networkFromBif.ts'
export { bernoulli, constant, customNoise, laplace, type Noise, normal, uniform } from './model/noise.ts'
export type { ParticleOptions, SampledAnswer } from './model/particles.ts'
export { distribution, type QueryOptions, query, type RealQuery } from './model/query.ts'
export type { ProbabilityInput, Rational } from './model/rational.ts'
export { type Sample, type SampleOptions, sample } from './model/sample.ts'
export type { SampledJoint } from './model/sampledQuery.ts'
export type { Atom, Term, Value, World } from './model/worlds.ts'
export type { DiscreteJoint, DiscreteVariable } from './probability/joint.ts'
export { type Random, seededRandom } from './random.ts'
export {
  basisSet,
  type Independence,
  type IndependenceOptions,
  impliedIndependencies,
} from './separation/independencies.ts'
export { dSeparated, isSeparated, mSeparated, type SeparationQuery, sigmaSeparated } from './separation/isSeparated.ts'
export { moralize } from './separation/moral.ts'
export { type OpenPath, type OpenPathOptions, openPaths } from './separation/openPaths.ts'
export { type Costs, minimalSeparators, type SeparatorOptions, separatingSet } from './separation/separators.ts'
export { formatGraph, type WritableSyntax } from './syntax/formatGraph.ts'
export { detectSyntax, parseGraph, type ReadableSyntax } from './syntax/parseGraph.ts'
