/** Sets of node numbers as bits: the inner currency of identification. Every function leaves its arguments as they are. */

/** 32 nodes a word. */
export type NodeSet = Uint32Array

export function noNodes(count: number): NodeSet {
  return new Uint32Array((count + 31) >>> 5)
}

export function nodeSet(count: number, members: Iterable<number>): NodeSet {
  const set = noNodes(count)
  for (const member of members) set[member >>> 5]! |= 1 << (member & 31)
  return set
}

export function hasNode(set: NodeSet, node: number): boolean {
  return (set[node >>> 5]! & (1 << (node & 31))) !== 0
}

export function union(a: NodeSet, b: NodeSet): NodeSet {
  return a.map((word, i) => word | b[i]!)
}

export function intersection(a: NodeSet, b: NodeSet): NodeSet {
  return a.map((word, i) => word & b[i]!)
}

export function difference(a: NodeSet, b: NodeSet): NodeSet {
  return a.map((word, i) => word & ~b[i]!)
}

export function isEmpty(set: NodeSet): boolean {
  return set.every((word) => word === 0)
}

export function isSame(a: NodeSet, b: NodeSet): boolean {
  return a.every((word, i) => word === b[i])
}

export function isSubset(inner: NodeSet, outer: NodeSet): boolean {
  return inner.every((word, i) => (word & ~outer[i]!) === 0)
}

export function meets(a: NodeSet, b: NodeSet): boolean {
  return a.some((word, i) => (word & b[i]!) !== 0)
}

export function addAll(set: NodeSet, more: NodeSet, within: NodeSet): void {
  for (let i = 0; i < set.length; i++) set[i]! |= more[i]! & within[i]!
}

/** Ascending. */
export function membersOf(set: NodeSet): number[] {
  const members: number[] = []
  for (let i = 0; i < set.length; i++)
    for (let word = set[i]!; word !== 0; word &= word - 1) members.push((i << 5) + 31 - Math.clz32(word & -word))
  return members
}

export function firstOf(set: NodeSet): number {
  const at = set.findIndex((word) => word !== 0)
  return at < 0 ? -1 : (at << 5) + 31 - Math.clz32(set[at]! & -set[at]!)
}

export function keyOfSet(set: NodeSet): string {
  return set.join(',')
}
