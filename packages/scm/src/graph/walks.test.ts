import { describe, expect, test } from 'vitest'
import { parseGraph } from '../syntax/parseGraph.ts'
import { removeIncoming, removeOutgoing, subgraph } from './changes.ts'
import { exampleGraphs } from './exampleGraphs.ts'
import { bidirected, createGraph, directed, type Edge } from './graph.ts'
import {
  ancestors,
  descendants,
  districts,
  findCycle,
  isAcyclic,
  markovPillow,
  nonDescendants,
  parentsOf,
  requireAcyclic,
  spousesOf,
  strongComponents,
  topologicalOrder,
} from './walks.ts'

const napkin = createGraph({
  kind: 'admg',
  nodes: ['W', 'R', 'X', 'Y'],
  edges: [directed('W', 'R'), directed('R', 'X'), directed('X', 'Y'), bidirected('W', 'X'), bidirected('W', 'Y')],
})
const shown = (edges: readonly Edge[]) => edges.map(({ from, to, fromMark }) => `${from}${fromMark[0]}${to}`)

describe('walks', () => {
  test('a node is its own ancestor and descendant', () => {
    expect(ancestors(napkin, 'R')).toEqual(['W', 'R'])
    expect(descendants(napkin, ['R', 'Y'])).toEqual(['R', 'X', 'Y'])
    expect(nonDescendants(napkin, 'R')).toEqual(['W'])
    expect(parentsOf(napkin, ['X', 'Y'])).toEqual(['R'])
    expect(spousesOf(napkin, 'W')).toEqual(['X', 'Y'])
  })

  test('districts are joined by ↔ alone', () => {
    expect(districts(napkin)).toEqual([['W', 'X', 'Y'], ['R']])
    expect(markovPillow(napkin, 'X')).toEqual(['W', 'R', 'Y'])
  })

  test('causes come before effects', () => {
    expect(topologicalOrder(napkin)).toEqual(['W', 'R', 'X', 'Y'])
  })

  test('a cycle is spelled out', () => {
    const loop = createGraph({
      kind: 'dag',
      edges: [directed('d', 'a'), directed('a', 'b'), directed('b', 'c'), directed('c', 'a')],
    })
    expect(findCycle(loop)).toEqual(['a', 'b', 'c'])
    expect(isAcyclic(loop)).toBe(false)
    expect(() => requireAcyclic(loop)).toThrow('a → b → c → a')
    expect(() => topologicalOrder(loop)).toThrow('a → b → c → a')
    const component = strongComponents(loop)
    expect(component[1]).toBe(component[3])
    expect(component[0]).not.toBe(component[1])
  })

  test('an unknown node is named with its nearest', () => {
    expect(() => ancestors(napkin, 'RR')).toThrow('no node “RR”')
  })

  test('cutting edges leaves the graph that was given alone', () => {
    expect(shown(removeIncoming(napkin, 'X').edges)).toEqual(['WtR', 'XtY', 'WaY'])
    expect(shown(removeOutgoing(napkin, 'X').edges)).toEqual(['WtR', 'RtX', 'WaX', 'WaY'])
    expect(shown(subgraph(napkin, ['Y', 'X', 'W']).edges)).toEqual(['XtY', 'WaX', 'WaY'])
    expect(napkin.edges).toHaveLength(5)
  })
})

test.each(exampleGraphs)('the example $name is a graph with a source', ({ text, source }) => {
  expect(parseGraph(text).edges.length).toBeGreaterThan(1)
  expect(source).toMatch(/\d{4}/)
})
