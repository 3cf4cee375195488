import { describe, expect, test } from 'vitest'
import { parseGraph } from '../syntax/parseGraph.ts'
import { randomMixedGraph } from '../testing/graphs.ts'
import { layout } from './layout.ts'
import { crossings } from './orderLayers.ts'

describe('layout', () => {
  test('causes above effects, in the unit box, no two nodes in one place', () => {
    for (let seed = 0; seed < 60; seed++) {
      const graph = randomMixedGraph(seed, { nodes: 12, kind: 'admg', density: 0.2 })
      const { positions, routes } = layout(graph)
      for (const { from, to, fromMark } of graph.edges)
        if (fromMark === 'tail') expect(positions.get(from)!.y).toBeLessThan(positions.get(to)!.y)
      for (const { x, y } of positions.values()) for (const value of [x, y]) expect(value >= 0 && value <= 1).toBe(true)
      const places = [...positions.values()].map(({ x, y }) => `${x.toFixed(6)} ${y.toFixed(6)}`)
      expect(new Set(places).size).toBe(12)
      for (const { edge, points } of routes) {
        expect(points[0]).toEqual(positions.get(edge.from))
        expect(points.at(-1)).toEqual(positions.get(edge.to))
      }
    }
  })

  test('is the same every time, and turned on demand', () => {
    const graph = randomMixedGraph(3, { nodes: 15, kind: 'dag', density: 0.2 })
    expect(layout(graph)).toEqual(layout(graph))
    const turned = layout(graph, { direction: 'right' }).positions
    for (const [name, { x, y }] of layout(graph).positions) expect(turned.get(name)).toEqual({ x: y, y: x })
  })

  test('a planar ladder is drawn without crossings', () => {
    const text = Array.from({ length: 6 }, (_, i) => `a${i} -> a${i + 1}; b${i} -> b${i + 1}; a${i} -> b${i + 1}`).join(
      '\n',
    )
    const { routes } = layout(parseGraph(`dag { b0 ${text} }`))
    for (const one of routes)
      for (const other of routes) {
        const [p, q] = [one.points[0]!, one.points[1]!]
        const [r, s] = [other.points[0]!, other.points[1]!]
        if (p.y === r.y && q.y === s.y) expect((p.x - r.x) * (q.x - s.x)).toBeGreaterThanOrEqual(-1e-9)
      }
  })

  test('positions may be kept, cycles and lone nodes drawn', () => {
    const kept = layout(parseGraph('dag { a [pos="0,0"] b [pos="2,4"] c [pos="1,1"] a -> b }'), { keepPositions: true })
    expect(kept.positions.get('c')).toEqual({ x: 0.5, y: 0.25 })
    expect(layout(parseGraph('digraph { a -> b -> c -> a }')).positions.size).toBe(3)
    expect(layout(parseGraph('dag { }')).routes).toEqual([])
    expect(layout(parseGraph('dag { a }')).positions.get('a')).toEqual({ x: 0.5, y: 0.5 })
  })

  test('crossings are counted', () => {
    const links = new Map([
      [0, [3]],
      [1, [2]],
      [2, [1]],
      [3, [0]],
    ])
    expect(
      crossings(
        [
          [0, 1],
          [2, 3],
        ],
        links,
      ),
    ).toBe(1)
    expect(
      crossings(
        [
          [0, 1],
          [3, 2],
        ],
        links,
      ),
    ).toBe(0)
  })

  test('1,000 nodes within two seconds', () => {
    const text = Array.from({ length: 1400 }, (_, i) => `v${(i * 7919) % 500} -> v${500 + ((i * 104729) % 500)}`).join(
      '\n',
    )
    const start = process.cpuUsage()
    layout(parseGraph(text))
    const { user, system } = process.cpuUsage(start)
    expect((user + system) / 1e6).toBeLessThan(2)
  })
})
