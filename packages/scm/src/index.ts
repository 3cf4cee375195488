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
export { optimalAdjustmentSet } from './adjustment/optimalAdjustmentSet.ts'
export { type EdgeScores, edgeScores, type Scores, structuralHammingDistance } from './comparison/edgeScores.ts'
export {
  structuralInterventionBounds,
  structuralInterventionDistance,
} from './comparison/structuralInterventionDistance.ts'
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
export { type Layout, type LayoutOptions, layout, type Route } from './layout/layout.ts'
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
export { type Tetrad, vanishingTetrads } from './separation/vanishingTetrads.ts'
export { formatGraph, type WritableSyntax } from './syntax/formatGraph.ts'
export { detectSyntax, parseGraph, type ReadableSyntax } from './syntax/parseGraph.ts'
