import { parseGraph } from '@causerie/scm'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { pictureOf, shownOn } from '../../src/routes/desk/drawing/geometry.ts'
import { nodeTowards, spokenNodes } from '../../src/routes/desk/drawing/spoken.ts'
import { svgFile } from '../../src/routes/desk/drawing/svgFile.ts'
import { highlightHedge, toneOfEdges } from '../../src/routes/desk/drawing/tones.ts'
import { askIdentification } from '../../src/routes/desk/questions/identification.ts'
import { firstLimits } from '../../src/routes/desk/questions/kinds.ts'
import { askPaths } from '../../src/routes/desk/questions/paths.ts'
import { edgeKey } from '../../src/routes/desk/state/edits.ts'
import { examples } from '../../src/routes/desk/state/examples.ts'
import { exportForms, graphText } from '../../src/routes/desk/state/exports.ts'
import { arranged, placed } from '../../src/routes/desk/state/places.ts'
import { startDesk } from '../../src/routes/desk/state/start.ts'
import { randomGraph } from './support.ts'

const { graph } = startDesk()
const numbers = (text: string) => text.match(/-?\d+(?:\.\d+)?/g)!.map(Number)

describe('the picture', () => {
  test('edges begin and end at the borders of their nodes, not in them', () => {
    const { nodes, edges } = pictureOf(graph)
    for (const { edge, path, arrows } of edges) {
      const [x, y] = numbers(path)
      const from = nodes.find(({ name }) => name === edge.from)!
      const outside =
        Math.abs(x! - from.x) >= from.halfWidth - from.halfHeight * 0.8 ||
        Math.abs(y! - from.y) >= from.halfHeight * 0.9
      expect([edge.from, edge.to, outside]).toEqual([edge.from, edge.to, true])
      expect(arrows.length).toBe(1)
      const [tipX, tipY] = numbers(arrows[0]!)
      const to = nodes.find(({ name }) => name === edge.to)!
      expect(Math.hypot(tipX! - to.x, tipY! - to.y)).toBeLessThan(to.halfWidth + to.halfHeight)
    }
  })

  test('an edge goes around a node that stands between its ends', () => {
    const line = placed(parseGraph('dag { a [pos="0,0"] b [pos="150,0"] c [pos="300,0"] a -> b -> c  a -> c }'))
    const { edges } = pictureOf(line)
    expect(edges.map(({ path }) => path.includes('Q'))).toEqual([false, false, true])
    expect(Math.abs(edges[2]!.middle.y)).toBeGreaterThan(20)
  })

  test('→ and ↔ between the same two are two lines', () => {
    const twins = placed(parseGraph('dag { a [pos="0,0"] b [pos="200,0"] a -> b  a <-> b }'))
    const [straight, bow] = pictureOf(twins).edges
    expect(Math.abs(straight!.middle.y - bow!.middle.y)).toBeGreaterThan(20)
    expect(bow!.arrows.length).toBe(2)
  })

  test('of anything that can be drawn has finite numbers and holds every node', () => {
    fc.assert(
      fc.property(fc.integer(), fc.constantFrom(1, 1.8), (seed, unit) => {
        const drawn = randomGraph(seed)
        const { nodes, edges, box } = pictureOf(drawn, { unit })
        expect(JSON.stringify([nodes, edges, box])).not.toMatch(/null|NaN/)
        for (const { x, y } of nodes)
          expect(x > box.x && x < box.x + box.width && y > box.y && y < box.y + box.height).toBe(true)
      }),
    )
  })

  test('500 nodes are laid out and drawn within a second', () => {
    const text = Array.from(
      { length: 499 },
      (_, i) => `n${i} -> n${i + 1}${i % 3 === 0 && i > 20 ? `  n${i - 20} -> n${i}` : ''}`,
    ).join('  ')
    const start = performance.now()
    expect(pictureOf(arranged(parseGraph(`dag { ${text} }`))).nodes.length).toBe(500)
    expect(performance.now() - start).toBeLessThan(5000)
  })

  test('letters keep their size on small paper, and what is larger still scrolls', () => {
    const box = { x: 0, y: 0, width: 720, height: 300 }
    expect(shownOn(box, { width: 900, height: 540 })).toEqual({ unit: 1, scrolls: false })
    expect(shownOn(box, { width: 360, height: 540 })).toEqual({ unit: 2, scrolls: false })
    expect(shownOn({ ...box, width: 24_000 }, { width: 720, height: 540 })).toEqual({ unit: 2.4, scrolls: true })
  })

  test('open paths colour their edges; carrying the effect wins', () => {
    const tones = toneOfEdges(askPaths(graph, firstLimits))
    const tone = (from: string, to: string) => tones.get(edgeKey({ from, to, fromMark: 'tail', toMark: 'arrow' }))
    expect([tone('exercise', 'pressure'), tone('age', 'pressure'), tone('weight', 'pressure')]).toEqual([
      'causal',
      'biasing',
      'causal',
    ])
    expect(toneOfEdges(undefined).size).toBe(0)
  })

  test('a hedge through a latent cause lights the latent node', () => {
    const bow = placed(parseGraph('dag { X [exposure] Y [outcome] U [latent] X -> Y  U -> {X Y} }'))
    const found = askIdentification(bow)
    if (found.identifiable || !found.hedge) return expect.fail('has a hedge')
    const { nodes, edges } = highlightHedge(bow, found.hedge)
    expect([...nodes].sort()).toEqual(['U', 'X', 'Y'])
    expect(edges.has(edgeKey({ from: 'U', to: 'X', fromMark: 'tail', toMark: 'arrow' }))).toBe(true)
  })
})

describe('in words', () => {
  test('a node says its role and its edges', () => {
    expect(spokenNodes(graph).get('exercise')).toBe('exercise, treatment: to weight, to pressure, from age, from diet')
    expect(spokenNodes(placed(parseGraph('pag { a @-> b }'))).get('b')).toBe('b: arrow and circle from a')
  })

  test('arrow keys reach every node from every other', () => {
    for (const { desk } of examples) {
      const drawn = desk().graph
      const seen = new Set([drawn.nodes[0]!])
      for (const name of seen)
        for (const key of ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown']) {
          const next = nodeTowards(drawn, name, key)
          if (next !== undefined) seen.add(next)
        }
      expect(seen.size).toBe(drawn.nodes.length)
    }
  })
})

describe('taking it along', () => {
  test('every form writes the worked example, or says why it cannot', () => {
    for (const { id } of exportForms) {
      const written = graphText(graph, id)
      expect('text' in written && written.text.length).toBeGreaterThan(40)
    }
    const pag = graphText(placed(parseGraph('pag { a @-> b }')), 'lavaan')
    expect('fault' in pag && pag.fault.message).toContain('cannot write')
  })

  test('the TikZ picture is in centimetres and keeps the places', () => {
    const written = graphText(graph, 'tikz')
    if ('fault' in written) return expect.fail(written.fault.message)
    const [x] = numbers(/at \(([^)]*)\)/.exec(written.text)![1]!)
    expect(x).toBeCloseTo(graph.positions.get(graph.nodes[0]!)!.x / 60, 2)
  })

  test('an SVG of hostile names is text', () => {
    const hostile = placed(parseGraph('dag { "<script>alert(1)</script>" -> "a&b" }'))
    const svg = svgFile(hostile)
    expect(svg).not.toContain('<script')
    expect(svg).toContain('a&#38;b')
  })
})
