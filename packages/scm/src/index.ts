export {
  type AdjustmentCheck,
  type AdjustmentListing,
  type AdjustmentOptions,
  type AdjustmentSets,
  adjustmentSets,
  canonicalAdjustmentSet,
  checkAdjustmentSet,
  directEffectSets,
  eachAdjustmentSet,
  isAdjustmentSet,
  minimumCostAdjustmentSet,
} from './adjustment/adjustmentSets.ts'
export type { AdjustmentFailure } from './adjustment/adjustmentTask.ts'
export type { EffectQuery } from './adjustment/effect.ts'
export { type FrontDoorFailure, type FrontDoorOptions, frontDoorSets } from './adjustment/frontDoorSets.ts'
export { type Instrument, type InstrumentOptions, instruments } from './adjustment/instruments.ts'
export { type NoOptimalSet, optimalAdjustmentSet } from './adjustment/optimalAdjustmentSet.ts'
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
export { type SolutionQuery, solution } from './causes/solution.ts'
export { type EdgeScores, edgeScores, type Scores, structuralHammingDistance } from './comparison/edgeScores.ts'
export {
  structuralInterventionBounds,
  structuralInterventionDistance,
} from './comparison/structuralInterventionDistance.ts'
export type {
  CounterfactualAction,
  CounterfactualActions,
  CounterfactualAtom,
  CounterfactualQuery,
  CounterfactualValue,
} from './counterfactual-identification/counterfactualQuery.ts'
export {
  type CounterfactualIdentification,
  type CounterfactualIdentified,
  type CounterfactualNotIdentified,
  type CounterfactualStep,
  type IdentifyCounterfactualOptions,
  identifyCounterfactual,
} from './counterfactual-identification/identifyCounterfactual.ts'
export {
  identifyPathSpecificEffect,
  isPathSpecificIdentifiable,
  type PathSpecificOptions,
  type PathSpecificResult,
} from './counterfactual-identification/identifyPathSpecificEffect.ts'
export {
  identifyEffectOnTreated,
  identifyNaturalEffects,
  type NaturalEffectsOptions,
  type TwoWorldsOptions,
} from './counterfactual-identification/naturalEffects.ts'
export { acyclification } from './equivalence/acyclification.ts'
export { canonicalDag } from './equivalence/canonicalDag.ts'
export { consistentExtension } from './equivalence/consistentExtension.ts'
export { countDags } from './equivalence/countDags.ts'
export { eachDag, enumerateDags, equivalenceClass } from './equivalence/enumerateDags.ts'
export { latentProjection } from './equivalence/latentProjection.ts'
export { type Knowledge, meekRules } from './equivalence/meekRules.ts'
export { orientFci, type SeparatedWith } from './equivalence/orientFci.ts'
export { simplifyLatents } from './equivalence/simplifyLatents.ts'
export { toCpdag } from './equivalence/toCpdag.ts'
export { toMag } from './equivalence/toMag.ts'
export { toPag } from './equivalence/toPag.ts'
export { ScmError } from './errors.ts'
export type { Estimand, EstimandQuery } from './expression/estimand.ts'
export {
  type DiscreteAnswer,
  type DiscreteDistribution,
  type EvaluateOptions,
  evaluate,
  type Measured,
} from './expression/evaluate.ts'
export type { GaussianAnswer } from './expression/evaluateGaussian.ts'
export {
  type Conditional,
  type Constant,
  type Distribution,
  distributionOf,
  type Expression,
  freeTerms,
  type Product,
  product,
  type Quotient,
  quotient,
  type Sum,
  substitute,
  sum,
  type Term,
  term,
} from './expression/expression.ts'
export { simplify } from './expression/simplify.ts'
export { type CodeOptions, toCode } from './expression/toCode.ts'
export { toLatex } from './expression/toLatex.ts'
export { type MathmlOptions, toMathml } from './expression/toMathml.ts'
export { toText } from './expression/toText.ts'
export { removeIncoming, removeNodes, removeOutgoing, subgraph, withEdges, withRoles } from './graph/changes.ts'
export { type ExampleGraph, exampleGraphs } from './graph/exampleGraphs.ts'
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
export { type PackedGraph, packGraph, unpackGraph } from './graph/packGraph.ts'
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
export {
  type IdaOptions,
  ida,
  type JointIdaOptions,
  jointIda,
  type PossibleEffect,
  type PossibleEffects,
  type PossibleJointEffect,
} from './ida/ida.ts'
export { possibleParents } from './ida/parentSets.ts'
export type { Forest, Hedge } from './identification/hedge.ts'
export {
  type Identification,
  type Identified,
  type IdentifyOptions,
  identify,
} from './identification/identify.ts'
export type { NotIdentified, Obstacle } from './identification/notIdentified.ts'
export type { SourceDescription } from './identification/sources.ts'
export { describeStep, type Step } from './identification/steps.ts'
export type { Witness } from './identification/witness.ts'
export type { EliminationOptions } from './inference/eliminate.ts'
export type { EliminationPlan } from './inference/eliminationOrder.ts'
export { type Layout, type LayoutOptions, layout, type Route } from './layout/layout.ts'
export {
  type CausationQuery,
  probabilityOfNecessity,
  probabilityOfNecessityAndSufficiency,
  probabilityOfSufficiency,
} from './model/causation.ts'
export type { CounterfactualAnswer, CounterfactualOptions, ParallelWorldsQuery } from './model/counterfactual.ts'
export { type DiscreteModel, type Query, queryCost } from './model/discreteQuery.ts'
export type {
  EndogenousVariable,
  ExogenousBlock,
  FiniteModel,
  FiniteScm,
  FiniteScmDescription,
} from './model/finiteScm.ts'
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
export { type ExactGaussian, type GaussianQuery, gaussianAnswer, isLinearGaussian } from './model/gaussian.ts'
export { counterfactual, defineScm, intervene, type Model, twinNetwork, type WhatWouldHaveBeen } from './model/model.ts'
export { type DiscreteNetwork, defineNetwork, type NetworkDescription } from './model/network.ts'
export { networkFromBif } from './model/networkFromBif.ts'
export { bernoulli, constant, customNoise, laplace, type Noise, normal, uniform } from './model/noise.ts'
export { type Equation, parseEquation } from './model/parseEquation.ts'
export type { ParticleOptions, SampledAnswer } from './model/particles.ts'
export { distribution, type QueryOptions, query, type RealQuery } from './model/query.ts'
export type { ProbabilityInput, Rational } from './model/rational.ts'
export { type Sample, type SampleOptions, sample } from './model/sample.ts'
export type { SampledJoint } from './model/sampledQuery.ts'
export { type ConditionalTable, quantileMechanism, scmFromTables, startTable } from './model/scmFromTables.ts'
export type { Value, World, WorldAtom, WorldTerm } from './model/worlds.ts'
export type { Covariance } from './numerics/regression.ts'
export type { Gaussian } from './probability/gaussian.ts'
export type { DiscreteJoint, DiscreteVariable } from './probability/joint.ts'
export type { CategoricalTable } from './probability/table.ts'
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
export { type ExplainedPath, type PathStep, type PathsOptions, pathsBetween } from './separation/pathsBetween.ts'
export { type Costs, minimalSeparators, type SeparatorOptions, separatingSet } from './separation/separators.ts'
export { type Tetrad, vanishingTetrads } from './separation/vanishingTetrads.ts'
export { formatGraph, type WritableSyntax } from './syntax/formatGraph.ts'
export { detectSyntax, parseGraph, type ReadableSyntax } from './syntax/parseGraph.ts'
