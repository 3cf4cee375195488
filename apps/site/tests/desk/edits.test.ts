import { createGraph, findCycle, parseGraph, ScmError } from '@causerie/scm'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  addEdge,
  addNode,
  changeEdge,
  changeKind,
  edgeKey,
  formOf,
  formsOf,
  moveNode,
  removeEdge,
  removeNode,
  renameNode,
  roleNames,
  toggleRole,
} from '../../src/routes/desk/state/edits.ts'
import { amend, record, redo, startHistory, undo } from '../../src/routes/desk/state/history.ts'
import { arranged, placed } from '../../src/routes/desk/state/places.ts'
import { faultOffset, faultyLine, readGraph, writeGraph } from '../../src/routes/desk/state/text.ts'
import { randomGraph } from './support.ts'

const shown = (graph: ReturnType<typeof parseGraph>) =>
  graph.edges.map((edge) => `${edge.from} ${formOf(edge)} ${edge.to}`)
const dag = placed(parseGraph('dag { X [exposure] Y [outcome] X -> M -> Y  Z -> {X Y} }'))

describe('edits', () => {
  test('a new node has the first free name and a place of its own', () => {
    const { graph, name } = addNode(dag)
    expect(name).toBe('W')
    expect(graph.positions.size).toBe(5)
    const places = [...graph.positions.values()].map(({ x, y }) => `${x},${y}`)
    expect(new Set(places).size).toBe(5)
  })

  test('a rename carries edges, roles and place', () => {
    const graph = renameNode(dag, 'X', ' dose ')
    expect(shown(graph)).toEqual(['dose -> M', 'M -> Y', 'Z -> dose', 'Z -> Y'])
    expect(graph.roles.treatment).toEqual(['dose'])
    expect(graph.positions.get('dose')).toEqual(dag.positions.get('X'))
  })

  test.each([
    ['Y', 'There is a node “Y” already.'],
    ['  ', 'A node needs a name.'],
    ['x'.repeat(81), 'A name of 81 letters'],
  ])('a rename to %j is refused in words', (name, sentence) => {
    expect(() => renameNode(dag, 'X', name)).toThrow(sentence)
  })

  test('an arrow that closes a cycle is refused with the cycle; a cyclic graph takes it', () => {
    expect(() => addEdge(dag, 'Y', 'X')).toThrow(/That would close the cycle .*Y → X|X → M → Y/)
    expect(shown(addEdge(changeKind(dag, 'cyclic'), 'Y', 'X'))).toContain('Y -> X')
  })

  test('↔ stands beside → and makes an ADMG; taken away, the graph is a DAG again', () => {
    const admg = addEdge(dag, 'M', 'X', '<->')
    expect([admg.kind, shown(admg).length]).toEqual(['admg', 5])
    expect(removeEdge(admg, admg.edges.at(-1)!).kind).toBe('dag')
    expect(removeNode(admg, 'M').kind).toBe('dag')
  })

  test('an edge takes the place of one that cannot stand beside it', () => {
    const graph = addEdge(parseGraph('dag { X -> Y }'), 'Y', 'X')
    expect(shown(graph)).toEqual(['Y -> X'])
    const pag = parseGraph('pag { X @-> Y }')
    expect(shown(changeEdge(pag, pag.edges[0]!, 'o-o'))).toEqual(['X o-o Y'])
    expect(shown(changeEdge(pag, pag.edges[0]!, 'turned'))).toEqual(['Y o-> X'])
  })

  test('a node has one role, and selected beside it', () => {
    let graph = toggleRole(dag, 'X', 'adjusted')
    expect([graph.roles.treatment, graph.roles.adjusted]).toEqual([[], ['X']])
    graph = toggleRole(graph, 'X', 'selected')
    expect([graph.roles.adjusted, graph.roles.selected]).toEqual([['X'], ['X']])
    expect(toggleRole(graph, 'X', 'adjusted').roles.adjusted).toEqual([])
  })

  test('a kind that cannot hold the edges is refused', () => {
    expect(() => changeKind(addEdge(dag, 'M', 'X', '<->'), 'cpdag')).toThrow('has no place in a CPDAG')
  })

  test('whatever is drawn, no cycle comes into a graph that has none, and every node keeps its place', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const graph = randomGraph(seed)
        if (graph.kind !== 'cyclic') expect(findCycle(graph)).toBeUndefined()
        expect(graph.positions.size).toBe(graph.nodes.length)
        for (const edge of graph.edges)
          expect(formsOf(graph.kind)).toContain(
            formOf(edge) ??
              formOf({ ...edge, from: edge.to, to: edge.from, fromMark: edge.toMark, toMark: edge.fromMark }),
          )
        for (const name of graph.nodes)
          expect(
            roleNames.filter((role) => role !== 'selected' && graph.roles[role].includes(name)).length,
          ).toBeLessThanOrEqual(1)
      }),
    )
  })

  test('an edge has one key, from whichever end it is read', () => {
    const edge = { from: 'a', to: 'b', fromMark: 'tail', toMark: 'arrow' } as const
    expect(edgeKey({ from: 'b', to: 'a', fromMark: 'arrow', toMark: 'tail' })).toBe(edgeKey(edge))
    expect(edgeKey({ ...edge, from: 'b', to: 'a' })).not.toBe(edgeKey(edge))
  })
})

describe('history', () => {
  test('goes back and forth; a drag is one step', () => {
    let history = record(startHistory('a'), 'b')
    history = amend(amend(record(history, 'c1'), 'c2'), 'c3')
    expect(history.now).toBe('c3')
    expect(undo(history).now).toBe('b')
    expect(redo(undo(history)).now).toBe('c3')
    expect(undo(undo(undo(undo(history)))).now).toBe('a')
    expect(redo(history).now).toBe('c3')
    expect(record(undo(history), 'd').future).toEqual([])
  })
})

describe('places', () => {
  test('an automatic layout puts causes to the left, no two nodes on one spot', () => {
    const graph = arranged(dag)
    for (const { from, to } of graph.edges)
      expect(graph.positions.get(from)!.x).toBeLessThan(graph.positions.get(to)!.x)
    expect(new Set([...graph.positions.values()].map(({ x, y }) => `${x},${y}`)).size).toBe(4)
    const down = arranged(dag, 'down')
    for (const { from, to } of down.edges) expect(down.positions.get(from)!.y).toBeLessThan(down.positions.get(to)!.y)
  })

  test('dagitty’s small coordinates are enlarged, points are kept', () => {
    const small = placed(parseGraph('dag { a [pos="-1,0"] b [pos="1,0.5"] a -> b }'))
    expect(small.positions.get('b')!.x - small.positions.get('a')!.x).toBeGreaterThan(150)
    expect(placed(dag).positions).toEqual(dag.positions)
  })

  test('a node that is new in the text does not move the others', () => {
    const moved = moveNode(dag, 'M', { x: 333, y: 5 })
    const reading = readGraph(`${writeGraph(moved).trimEnd().slice(0, -1)} New -> M }`, { before: moved })
    if ('fault' in reading) return expect.fail(reading.fault.message)
    expect(reading.graph.positions.get('M')).toEqual({ x: 333, y: 5 })
    expect(reading.graph.positions.size).toBe(5)
  })
})

describe('text', () => {
  test('what the picture writes is the same graph when it is read', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const graph = randomGraph(seed)
        const reading = readGraph(writeGraph(graph), { before: graph })
        if ('fault' in reading) return expect.fail(`${reading.fault.message}\n${writeGraph(graph)}`)
        expect(reading.graph.nodes).toEqual(graph.nodes)
        expect(reading.graph.edges.map(edgeKey)).toEqual(graph.edges.map(edgeKey))
        expect(reading.graph.roles).toEqual(graph.roles)
      }),
    )
  })

  test('a fault names line and column, and the line is shown at it', () => {
    const text = 'dag {\n  X -> Y\n  Y -> -> Z\n}'
    const reading = readGraph(text)
    if (!('fault' in reading)) return expect.fail('is refused')
    expect(reading.fault.line).toBe(3)
    const line = faultyLine(text, reading.fault)!
    expect(line.before + line.after).toBe('  Y -> -> Z')
    expect(text.slice(faultOffset(text, reading.fault))).toBe(`${line.after}\n}`)
  })

  test('a cycle in pasted text is said, with its line', () => {
    const reading = readGraph('dag {\n X -> Y\n Y -> X }')
    expect('fault' in reading && reading.fault.message).toMatch(/X/)
  })

  test('megabytes are refused before they are read', () => {
    const reading = readGraph('x'.repeat(2_000_001))
    expect('fault' in reading && reading.fault.message).toContain('2000001 letters')
  })
})

test('an unexpected failure is not hidden as a fault of the reader', () => {
  expect(new ScmError('a/b', 'c')).toBeInstanceOf(Error)
  expect(() =>
    createGraph({ kind: 'dag', edges: [{ from: 'a', to: 'a', fromMark: 'tail', toMark: 'arrow' }] }),
  ).toThrow(ScmError)
})
