import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ScmError } from '../errors.ts'
import { parseGraph } from '../syntax/parseGraph.ts'
import { randomMixedGraph } from '../testing/graphs.ts'
import { withRoles } from './changes.ts'
import { createGraph, type GraphKind } from './graph.ts'
import { packGraph, unpackGraph } from './packGraph.ts'

test('a PAG with roles and positions comes back through JSON as it was', () => {
  const graph = parseGraph('pag { "a b" [exposure,pos="1.5,-2"] y [outcome,latent] "a b" @-> y  y @-@ c  c -> d }')
  expect(unpackGraph(JSON.parse(JSON.stringify(packGraph(graph))))).toEqual(graph)
})

test('every graph comes back', () => {
  fc.assert(
    fc.property(
      fc.integer(),
      fc.nat(8),
      fc.constantFrom<GraphKind>('dag', 'admg', 'cyclic'),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      (seed, nodes, kind, place) => {
        const plain = randomMixedGraph(seed, { kind: kind as 'dag', nodes, density: 0.5 })
        const graph = withRoles(
          createGraph({
            ...plain,
            positions: new Map(plain.nodes.slice(0, 2).map((name) => [name, { x: place, y: 0 }])),
          }),
          { latent: plain.nodes.slice(0, 3), outcome: plain.nodes.slice(-1) },
        )
        expect(unpackGraph(JSON.parse(JSON.stringify(packGraph(graph))))).toEqual({
          ...graph,
          positions: new Map([...graph.positions].map(([name, { x, y }]) => [name, { x: x + 0, y }])),
        })
      },
    ),
  )
})

test.each([
  [null, 'five parts'],
  [['dag', ['a'], [], [[], [], [], [], []]], 'five parts'],
  [['tree', [], [], [], []], 'no kind "tree"'],
  [['dag', ['a', 'a'], [], [[], [], [], [], []], []], 'distinct'],
  [['dag', ['a'], [0, 1, 1], [[], [], [], [], []], []], 'no node 1'],
  [['dag', ['a', 'b'], [0, 1], [[], [], [], [], []], []], 'threes'],
  [['dag', ['a', 'b'], [0, 1, 9], [[], [], [], [], []], []], 'marks 9'],
  [['dag', ['a', 'b'], ['0', 1, 1], [[], [], [], [], []], []], 'numbers'],
  [['dag', ['a'], [], [[0.5], [], [], [], []], []], 'no node 0.5'],
  [['dag', ['a'], [], [[]], []], 'outcome are not numbers'],
])('%j is refused: %s', (value, why) => {
  expect(() => unpackGraph(value)).toThrow(
    expect.objectContaining({ code: 'graph/packed', message: expect.stringContaining(why) }),
  )
  expect(() => unpackGraph(value)).toThrow(ScmError)
})

test('marks that the kind does not have are refused as everywhere', () => {
  expect(() => unpackGraph(['dag', ['a', 'b'], [0, 1, 0], [[], [], [], [], []], []])).toThrow(
    expect.objectContaining({ code: 'graph/marks' }),
  )
})
