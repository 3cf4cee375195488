export { ScmError } from './errors.ts'
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
export type { DiscreteJoint, DiscreteVariable } from './probability/joint.ts'
export { type Random, seededRandom } from './random.ts'
