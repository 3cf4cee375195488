import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ScmError } from '../errors.ts'
import { createGraph, type Edge, type Graph, type GraphKind, type Mark } from '../graph/graph.ts'
import { formatGraph, type WritableSyntax } from './formatGraph.ts'
import { detectSyntax, parseGraph, type ReadableSyntax } from './parseGraph.ts'

const sign: Record<Mark, string> = { tail: '-', arrow: '>', circle: 'o' }
const shown = ({ from, to, fromMark, toMark }: Edge) => `${from}${sign[fromMark]}${sign[toMark]}${to}`
const edgesOf = (text: string, syntax?: ReadableSyntax) => parseGraph(text, syntax ? { syntax } : {}).edges.map(shown)

describe('dagitty', () => {
  test.each([
    ['dag{a->b}', 'dag', ['a->b']],
    [' dag { a <- b } ', 'dag', ['b->a']],
    ['a->b', 'dag', ['a->b']],
    ['dag{x->{a ; b}}', 'dag', ['x->a', 'x->b']],
    ['dag{x->{a->b}}', 'dag', ['a->b', 'x->a', 'x->b']],
    ['dag { X -> Y <-> X }', 'admg', ['X->Y', 'Y>>X']],
    ['pdag { x -- y -> z }', 'cpdag', ['x--y', 'y->z']],
    ['mag { x <-> y -> z }', 'mag', ['x>>y', 'y->z']],
    ['pag{a @-> {b --@ {c @-@ d} }}', 'pag', ['cood', 'b-oc', 'b-od', 'ao>b', 'ao>c', 'ao>d']],
    ['pag{a @->b<-@c @-@d}', 'pag', ['ao>b', 'b>oc', 'cood']],
    ['digraph { a -> b; b -> a }', 'cyclic', ['a->b', 'b->a']],
    ['graph { x -- y }', 'cpdag', ['x--y']],
    ['dag{;;;}', 'dag', []],
    ['dag {}', 'dag', []],
  ])('%s', (text, kind, edges) => {
    const graph = parseGraph(text)
    expect(graph.kind).toBe(kind)
    expect(graph.edges.map(shown)).toEqual(edges)
  })

  test('ten edges of nested groups', () => {
    expect(edgesOf('dag{a->{b->{c->{d->e}}}}')).toHaveLength(10)
  })

  test('roles in every spelling, positions, quoted and foreign names', () => {
    const graph = parseGraph(`dag "my graph" { bb="0,0,1,1"
      x [ exposure , pos =" 12. , .13 "]  y [o] "the u" [latent,pos="-1,2e-3"] ζ [adjusted] s [selected]
      "the u" -> {x y} // a comment
      x -> ζ /* another */ -> y }`)
    expect(graph.nodes).toEqual(['x', 'y', 'the u', 'ζ', 's'])
    expect(graph.roles).toEqual({
      treatment: ['x'],
      outcome: ['y'],
      latent: ['the u'],
      adjusted: ['ζ'],
      selected: ['s'],
    })
    expect(graph.positions.get('x')).toEqual({ x: 12, y: 0.13 })
    expect(graph.positions.get('the u')).toEqual({ x: -1, y: 0.002 })
  })

  test('roles inside groups', () => {
    const graph = parseGraph('{x[e]} <- a -> m <- b -> {y[o]}')
    expect(graph.edges.map(shown)).toEqual(['a->x', 'a->m', 'b->m', 'b->y'])
    expect([graph.roles.treatment, graph.roles.outcome]).toEqual([['x'], ['y']])
  })

  test('words of the language as names', () => {
    expect(edgesOf('length -> push -> pop map -> { length push }')).toHaveLength(4)
    expect(edgesOf('"graph" -> node')).toEqual(['graph->node'])
  })

  test('a role or a place on an edge chain’s last node belongs to the edges', () => {
    expect(parseGraph('dag { x -> y [pos="0.5,0.1"] z }').positions.size).toBe(0)
  })

  test('the old text of adjacency lists, with roles, places and names of two words', () => {
    const graph = parseGraph(
      'E E @-1.897,0.342\nD O @-0.067,0.302\nein A 1\nU%20x U\n\nE D ein A\nU%20x E D\nD ein A\nein A D',
    )
    expect(graph.edges.map(shown)).toEqual(['E->D', 'E->ein A', 'U x->E', 'U x->D', 'D>>ein A'])
    expect(graph.roles).toMatchObject({ treatment: ['E'], outcome: ['D'], latent: ['U x'] })
    expect(graph.positions.get('E')).toEqual({ x: -1.897, y: 0.342 })
  })
})

test('the old text with a matrix, and with bends of edges', () => {
  expect(edgesOf('X E\nY O\nZ 1\n\n0 1 0\n0 0 0\n1 1 0')).toEqual(['X->Y', 'Z->X', 'Z->Y'])
  expect(edgesOf('X E @0,0\nY O\n\nX Y @0.446,0.643')).toEqual(['X->Y'])
})

describe('other syntaxes', () => {
  test('DOT: subgraphs, defaults, ports, ends of edges, comments, HTML labels', () => {
    const graph = parseGraph(`strict digraph G {
      rankdir=LR; node [shape=circle]; U [label="Unobserved", observed="no"]
      # a line of the preprocessor
      a:n -> b:s [label=<<b>x</b>>]; subgraph cluster_1 { c -> d } ; a -> c [dir=both] ; a -> d [dir=none]
      e -> f [dir=both, arrowtail=odot]; U -> {a b}
    }`)
    expect(graph.kind).toBe('pag')
    expect(graph.edges.map(shown)).toEqual(['a->b', 'c->d', 'a>>c', 'a--d', 'eo>f', 'U->a', 'U->b'])
    expect(graph.roles.latent).toEqual(['U'])
  })

  test('lavaan: regressions, factors, covariances, what is no edge', () => {
    const model = `# measurement
      f =~ 1*y1 + NA*y2 +
           start(0.5)*y3
      y1 ~~ y2; y1 ~~ y1
      f ~ a*x + 0*z
      ind := a*2
      y1 ~ 1`
    const graph = parseGraph(model)
    expect(graph.edges.map(shown)).toEqual(['f->y1', 'f->y2', 'f->y3', 'y1>>y2', 'x->f'])
    expect(graph.nodes).toContain('z')
    expect(graph.roles.latent).toEqual(['f'])
  })

  test('Tetrad', () => {
    const text =
      'Graph Nodes:\nX;Y;(L);Z\n\nGraph Edges:\n1. X --> Y\n2. X o-> Z nl\n3. Y o-o Z\n4. (L) <-> X\n\nGraph Attributes:\nBIC: -3'
    expect(edgesOf(text)).toEqual(['X->Y', 'Xo>Z', 'YooZ', 'L>>X'])
    expect(parseGraph(text).roles.latent).toEqual(['L'])
  })

  test('BIF', () => {
    const text = `network "asia" { } // c
      variable asia { type discrete [ 2 ] { yes, no }; }
      variable tub { type discrete [ 2 ] { yes, no }; }
      probability ( asia ) { table 0.01, 0.99; }
      probability ( tub | asia ) { (yes) 0.05, 0.95; (no) 0.01, 0.99; }`
    expect(edgesOf(text)).toEqual(['asia->tub'])
  })

  test('GraphML of another program: ids, labels, undirected edges', () => {
    const text = `<?xml version='1.0'?><graphml><key id="d0" for="node" attr.name="label"/><graph edgedefault="undirected">
      <node id="n0"><data key="d0">a &amp; b</data></node><node id="n1"><data key="d0">c</data></node>
      <edge source="n0" target="n1" directed="true"/></graph></graphml>`
    expect(edgesOf(text)).toEqual(['a & b->c'])
  })

  test('edge lists: arrows, commas, tabs, weights, header', () => {
    expect(edgesOf('from,to\na,b\nb,c')).toEqual(['a->b', 'b->c'])
    expect(edgesOf('a\tb\nb\tc', 'edges')).toEqual(['a->b', 'b->c'])
    expect(edgesOf('a b 0.5\nb c 1', 'edges')).toEqual(['a->b', 'b->c'])
    expect(edgesOf('a o-> b\nb <-> c\nd\n"e f" --- a # note')).toEqual(['ao>b', 'b>>c', 'e f--a'])
    expect(edgesOf('foo o-o bar')).toEqual(['foooobar'])
  })

  test('bnlearn’s model string', () => {
    expect(edgesOf('[A][S][T|A][D|T:S]')).toEqual(['A->T', 'T->D', 'S->D'])
  })

  test.each<[string, ReadableSyntax]>([
    ['dag { a }', 'dagitty'],
    ['digraph { a }', 'dot'],
    ['y ~ x', 'lavaan'],
    ['f =~ x', 'lavaan'],
    ['[A][B|A]', 'bnlearn'],
    ['network x { }\nvariable a { }', 'bif'],
    ['<graphml/>', 'graphml'],
    ['Graph Nodes:\na', 'tetrad'],
    ['a,b\nb,c', 'edges'],
    ['a -> b', 'dagitty'],
    ['X E\nY O\n\nX Y', 'dagitty'],
  ])('%j is taken for %s', (text, syntax) => expect(detectSyntax(text)).toBe(syntax))
})

describe('bad text', () => {
  test.each([
    ['dag { a -> b', 'Line 1, column 13', '}'],
    ['dag {\n  a -> -> b }', 'Line 2, column 8', '->'],
    ['dag { "a }', 'Line 1, column 7', '"'],
    ['dag { a [latent }', 'Line 1, column 9', ']'],
    ['dag { x [pos="1;2"] }', 'Line 1, column 7', 'pos='],
    ['dag { a } b', 'Line 1, column 11', ''],
    ['dag {\n a -> b\n b -> a }', 'Line 3, column 4', ''],
    ['dag { a -> a }', 'Line 1', 'itself'],
    ['dag {\n a -- b }', 'Line 2', ''],
    ['dag { a -> b -> c -> a }', 'a → b → c → a', ''],
    ['y ~ a b', 'Line 1, column 1', 'names'],
    ['A E\nB O\n\nA C', 'Line 4', 'line'],
    ['<graphml><graph><edge source="a" target="b"/></graph></graphml>', 'Line 1, column 17', ''],
    [`${'{'.repeat(5000)}a${'}'.repeat(5000)}`, 'nested', ''],
  ])('%j says where and what to do', (text, message, hint) => {
    let caught: unknown
    try {
      parseGraph(text)
    } catch (error) {
      caught = error
    }
    expect(caught).toBeInstanceOf(ScmError)
    expect(`${(caught as ScmError).message}`).toContain(message)
    expect(`${(caught as ScmError).message} ${(caught as ScmError).hint}`).toContain(hint)
  })

  test('anything is a graph or an ScmError', () => {
    const piece = fc.constantFrom(
      'dag',
      '{',
      '}',
      '[',
      ']',
      '->',
      '<-',
      '--',
      '@-@',
      '<->',
      '"',
      '\\',
      ';',
      ',',
      'a',
      'b',
      ' ',
      '\n',
      '~',
      '=~',
      '|',
      ':',
      '<',
      '>',
      'graph',
      'pos="1,2"',
      '1',
      '#',
      '/*',
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece, { maxLength: 25 }).map((pieces) => pieces.join('')),
        ),
        (text) => {
          try {
            parseGraph(text)
          } catch (error) {
            expect(error).toBeInstanceOf(ScmError)
          }
        },
      ),
      { numRuns: 2000 },
    )
  })

  test('an unknown syntax is named with its nearest', () => {
    expect(() => parseGraph('a', { syntax: 'dagity' as 'dagitty' })).toThrow('no syntax “dagity”')
  })
})

const marks: Record<GraphKind, [Mark, Mark][]> = {
  dag: [['tail', 'arrow']],
  admg: [
    ['tail', 'arrow'],
    ['arrow', 'arrow'],
  ],
  cpdag: [
    ['tail', 'arrow'],
    ['tail', 'tail'],
  ],
  mag: [
    ['tail', 'arrow'],
    ['arrow', 'arrow'],
    ['tail', 'tail'],
  ],
  pag: (['tail', 'arrow', 'circle'] as Mark[]).flatMap((a) =>
    (['tail', 'arrow', 'circle'] as Mark[]).map((b) => [a, b] as [Mark, Mark]),
  ),
  cyclic: [['tail', 'arrow']],
}

function graphs(kinds: GraphKind[], name: fc.Arbitrary<string>): fc.Arbitrary<Graph> {
  return fc
    .record({
      kind: fc.constantFrom(...kinds),
      nodes: fc.uniqueArray(name, { minLength: 1, maxLength: 7 }),
      picks: fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat()), { maxLength: 14 }),
      roles: fc.array(fc.nat(6), { minLength: 7, maxLength: 7 }),
      places: fc.array(
        fc.option(
          fc.tuple(
            fc.double({ noNaN: true, noDefaultInfinity: true }),
            fc.double({ noNaN: true, noDefaultInfinity: true }),
          ),
        ),
        { minLength: 7, maxLength: 7 },
      ),
    })
    .map(({ kind, nodes, picks, roles, places }) => {
      const edges = new Map<string, Edge>()
      for (const [a, b, which] of picks) {
        const [i, j] = [a % nodes.length, b % nodes.length].sort((one, other) => one - other) as [number, number]
        const [fromMark, toMark] = marks[kind][which % marks[kind].length]!
        const backward = fromMark === 'arrow' && toMark === 'tail' // would make cycles, which these kinds do not have
        const [from, to] = backward ? [nodes[j]!, nodes[i]!] : [nodes[i]!, nodes[j]!]
        if (i !== j) edges.set(`${i} ${j}`, { from, to, fromMark, toMark })
      }
      const having = (code: number) => nodes.filter((_, i) => roles[i] === code)
      return createGraph({
        kind,
        nodes,
        edges: [...edges.values()],
        roles: {
          treatment: having(1),
          outcome: having(2),
          latent: having(3),
          adjusted: having(4),
          selected: having(5),
        },
        positions: new Map(
          nodes.flatMap((one, i) =>
            places[i] ? [[one, { x: places[i]![0] + 0, y: places[i]![1] + 0 }] as const] : [],
          ),
        ),
      })
    })
}

/** Edges whatever their direction of writing, sorted. */
function edgeSet(graph: Graph): string[] {
  return graph.edges
    .map(
      (edge) =>
        [shown(edge), shown({ from: edge.to, to: edge.from, fromMark: edge.toMark, toMark: edge.fromMark })].sort()[0]!,
    )
    .sort()
}

describe('round trips', () => {
  const anyName = fc.oneof(
    fc.string({ minLength: 1, maxLength: 6, unit: 'grapheme' }),
    fc.constantFrom('graph', 'node', 'dag', 'o', '-', 'a b', '"', '\\', '->', '1'),
  )
  const everyKind: GraphKind[] = ['dag', 'admg', 'cpdag', 'mag', 'pag']

  test('dagitty keeps nodes, marks, roles, positions and kind', () => {
    fc.assert(
      fc.property(graphs(everyKind, anyName), (graph) => {
        const again = parseGraph(formatGraph(graph, 'dagitty'), { syntax: 'dagitty' })
        const bidirected = graph.spouses.items.length > 0
        expect(again.kind).toBe(graph.kind === 'admg' && !bidirected ? 'dag' : graph.kind)
        expect(again.nodes).toEqual(graph.nodes)
        expect(edgeSet(again)).toEqual(edgeSet(graph))
        expect(again.roles).toEqual(graph.roles)
        expect([...again.positions]).toEqual([...graph.positions])
      }),
      { numRuns: 500 },
    )
  })

  test.each<[WritableSyntax & ReadableSyntax, GraphKind[], fc.Arbitrary<string>]>([
    ['dot', everyKind, anyName],
    ['graphml', everyKind, fc.stringMatching(/^[a-z&<>"'é]{1,5}$/)],
    ['edges', everyKind, fc.stringMatching(/^[a-zA-Z._ -]{1,5}$/)],
    ['tetrad', everyKind, fc.stringMatching(/^[a-z][a-zA-Z._]{0,4}$/)],
    ['lavaan', ['dag', 'admg'], fc.stringMatching(/^[a-z][a-zA-Z._0-9]{0,4}$/)],
    ['bif', ['dag'], fc.stringMatching(/^[a-z][a-zA-Z._0-9-]{0,4}$/)],
    ['bnlearn', ['dag'], fc.stringMatching(/^[a-z][a-zA-Z._0-9-]{0,4}$/)],
  ])('%s keeps nodes and marks', (syntax, kinds, name) => {
    fc.assert(
      fc.property(graphs(kinds, name), (graph) => {
        const again = parseGraph(formatGraph(graph, syntax), { syntax })
        expect(again.nodes.toSorted()).toEqual(graph.nodes.toSorted())
        expect(edgeSet(again)).toEqual(edgeSet(graph))
        if (syntax === 'dot' || syntax === 'graphml') expect(again.roles).toEqual(graph.roles)
      }),
      { numRuns: 300 },
    )
  })

  test('what a syntax cannot say is refused by name', () => {
    const graph = parseGraph('pag { a @-> b }')
    for (const syntax of ['lavaan', 'bif', 'bnlearn'] as const)
      expect(() => formatGraph(graph, syntax)).toThrow('a o-> b')
    expect(() => formatGraph(parseGraph('"a b" -> c'), 'lavaan')).toThrow('a b')
    expect(formatGraph(graph, 'tikz')).toContain('\\draw [{Circle[open]}->] (n0) to (n1);')
  })

  test('5,000 nodes and 7,500 edges are read and written within a second', () => {
    const nodes = Array.from({ length: 5000 }, (_, i) => `v${i}`)
    const edges = Array.from({ length: 7500 }, (_, i) => `v${i % 4999} -> v${(i % 4999) + 1 + (i < 4999 ? 0 : 1)}`)
    const text = `dag { ${nodes.join('\n')}\n${edges.slice(0, 7400).join('\n')} }`
    const start = process.cpuUsage()
    const graph = parseGraph(text)
    expect(parseGraph(formatGraph(graph)).edges).toHaveLength(graph.edges.length)
    const { user, system } = process.cpuUsage(start)
    expect((user + system) / 1e6).toBeLessThan(1)
  })
})
