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
export type { DiscreteJoint, DiscreteVariable } from './probability/joint.ts'
export { type Random, seededRandom } from './random.ts'
