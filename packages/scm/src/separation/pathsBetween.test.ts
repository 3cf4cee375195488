import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seededRandom } from '../random.ts'
import { parseGraph } from '../syntax/parseGraph.ts'
import { randomMixedGraph } from '../testing/graphs.ts'
import { isSeparated } from './isSeparated.ts'
import { openPaths } from './openPaths.ts'
import { pathsBetween } from './pathsBetween.ts'

const written = (nodes: readonly string[]) => nodes.join(' ')

describe('paths between two nodes', () => {
  const graph = parseGraph('dag { X -> Y  X <- A -> M <- B -> Y  M -> D  X -> C -> Y }')

  test('come shortest first, with what each inner node is and does', () => {
    const { paths, complete } = pathsBetween(graph, { x: 'X', y: 'Y' })
    expect(complete).toBe(true)
    expect(paths.map(({ nodes, isOpen, isCausal }) => [written(nodes), isOpen, isCausal])).toEqual([
      ['X Y', true, true],
      ['X C Y', true, true],
      ['X A M B Y', false, false],
    ])
    expect(paths[2]!.steps).toEqual([
      { node: 'A', kind: 'fork', passes: true },
      { node: 'M', kind: 'collider', passes: false },
      { node: 'B', kind: 'fork', passes: true },
    ])
  })

  test('a collider is opened by its descendant, which is named; a fork is blocked by itself', () => {
    const opened = pathsBetween(graph, { x: 'X', y: 'Y', given: ['D'] }).paths[2]!
    expect(opened.isOpen).toBe(true)
    expect(opened.steps[1]).toEqual({ node: 'M', kind: 'collider', passes: true, by: 'D' })
    const blocked = pathsBetween(graph, { x: 'X', y: 'Y', given: ['D', 'A'] }).paths[2]!
    expect(blocked.isOpen).toBe(false)
    expect(blocked.steps[0]).toEqual({ node: 'A', kind: 'fork', passes: false, by: 'A' })
  })

  test('a limit cuts the list and says so', () => {
    expect(pathsBetween(graph, { x: 'X', y: 'Y', limit: 1 })).toMatchObject({
      complete: false,
      paths: [{ isOpen: true }],
    })
    expect(pathsBetween(graph, { x: 'X', y: 'Y', maxSteps: 2 }).complete).toBe(false)
  })

  test('there are none where nothing joins the two', () => {
    expect(pathsBetween(parseGraph('dag { X Y Z -> X }'), { x: 'X', y: 'Y' })).toEqual({ paths: [], complete: true })
  })
})

test('some path is open exactly when the nodes are not separated, and the open ones are those of openPaths', () => {
  fc.assert(
    fc.property(fc.integer(), fc.nat(3), fc.nat(3), (seed, more, size) => {
      const random = seededRandom(seed)
      const graph = randomMixedGraph(seed, { kind: 'admg', nodes: 4 + more, density: 0.4 })
      const [x, y, ...rest] = graph.nodes
      const given = rest.filter(() => random() < size / 4)
      const { paths, complete } = pathsBetween(graph, { x: x!, y: y!, given, limit: 1e6 })
      expect(complete).toBe(true)
      const open = paths.filter(({ isOpen }) => isOpen)
      expect(open.length === 0).toBe(isSeparated(graph, { x: x!, y: y!, given }))
      const expected = openPaths(graph, { x: x!, y: y!, given, limit: 1e6 }).paths
      const key = ({ nodes, edges }: { nodes: string[]; edges: readonly { fromMark: string; toMark: string }[] }) =>
        written(nodes) + edges.map(({ fromMark, toMark }) => fromMark + toMark).join()
      expect(open.map(key).sort()).toEqual(expected.map(key).sort())
      const lengths = paths.map(({ nodes }) => nodes.length)
      expect(lengths).toEqual(lengths.toSorted((a, b) => a - b))
    }),
  )
})
