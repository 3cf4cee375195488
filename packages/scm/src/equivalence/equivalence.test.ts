import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { withRoles } from '../graph/changes.ts'
import type { Edge, Graph, Mark } from '../graph/graph.ts'
import { parseGraph } from '../syntax/parseGraph.ts'
import { allDags, names, pairsOf, randomMixedGraph } from '../testing/graphs.ts'
import { allMags, magsLike, separationModel as model } from '../testing/mags.ts'
import { canonicalDag } from './canonicalDag.ts'
import { consistentExtension } from './consistentExtension.ts'
import { countDags } from './countDags.ts'
import { enumerateDags, equivalenceClass } from './enumerateDags.ts'
import { latentProjection } from './latentProjection.ts'
import { meekRules } from './meekRules.ts'
import { simplifyLatents } from './simplifyLatents.ts'
import { toCpdag } from './toCpdag.ts'
import { toMag } from './toMag.ts'
import { toPag } from './toPag.ts'

const same = (a: string, b: Graph) => expect(edgeSet(b)).toEqual(edgeSet(parseGraph(a)))

function edgeSet({ edges }: Graph): string[] {
  return edges
    .map(
      (edge) =>
        [
          written(edge),
          written({ from: edge.to, to: edge.from, fromMark: edge.toMark, toMark: edge.fromMark }),
        ].sort()[0]!,
    )
    .sort()
}

/** Each end of each edge with its mark. */
function* endsOf({ edges }: Graph): Generator<[string, Mark]> {
  for (const { from, to, fromMark, toMark } of edges) {
    yield [`${from} ${to}`, toMark]
    yield [`${to} ${from}`, fromMark]
  }
}

const written = ({ from, to, fromMark, toMark }: Edge) => `${from} ${fromMark} ${toMark} ${to}`

describe('toCpdag, enumerateDags, countDags', () => {
  test.each([
    ['dag{x->y}', 'pdag { x -- y }'],
    ['dag{x->y<-z}', 'pdag { x -> y <- z }'],
    ['dag{x->y<-z->x}', 'pdag { x -- y -- z -- x }'],
    ['dag{z1->{x z3} z2->{z3 y} z3->{x y} x->w->y}', 'pdag {x <- z1 z1->z3 z2->z3 y<-z2 x<-z3 z3->y x->w->y}'],
  ])('%s: %s', (dag, cpdag) => same(cpdag, toCpdag(parseGraph(dag))))

  test.each([3, 4])(
    'classes of DAGs of %i nodes: the CPDAG has the marks they share, the listing is the class',
    (count) => {
      const classes = new Map<string, Graph[]>()
      for (const dag of allDags(count)) {
        const key = model(dag)
        classes.set(key, [...(classes.get(key) ?? []), dag])
      }
      expect(classes.size).toBe(count === 3 ? 11 : 185)
      for (const dags of classes.values()) {
        const all = dags.map((dag) => new Set(edgeSet(dag)))
        const shared = [...all[0]!].filter((edge) => all.every((set) => set.has(edge)))
        const cpdag = toCpdag(dags[0]!)
        for (const dag of dags) expect(edgeSet(toCpdag(dag))).toEqual(edgeSet(cpdag))
        expect(edgeSet(cpdag).filter((edge) => edge.includes('arrow'))).toEqual(shared.toSorted())
        expect(
          enumerateDags(cpdag)
            .map((dag) => edgeSet(dag).join())
            .sort(),
        ).toEqual(all.map((set) => [...set].join()).sort())
        expect(countDags(cpdag)).toBe(BigInt(dags.length))
      }
    },
  )

  test('the 8,782 classes of five nodes, by CPDAG and count', () => {
    const sizes = new Map<string, { cpdag: Graph; dags: number }>()
    for (const dag of allDags(5)) {
      const cpdag = toCpdag(dag)
      const key = edgeSet(cpdag).join()
      const known = sizes.get(key) ?? { cpdag, dags: 0 }
      known.dags++
      sizes.set(key, known)
    }
    expect(sizes.size).toBe(8782)
    for (const { cpdag, dags } of sizes.values()) expect(countDags(cpdag)).toBe(BigInt(dags))
  }, 120_000)

  test('counts of larger classes agree with listing', () => {
    for (let seed = 0; seed < 60; seed++) {
      const dag = randomMixedGraph(seed, { nodes: 8, kind: 'dag', density: 0.2 + (seed % 5) / 10 })
      expect(countDags(dag)).toBe(BigInt(equivalenceClass(dag).length))
    }
  })

  test('a clique of n nodes has n! orientations, a tree n, exactly', () => {
    const clique = parseGraph(
      `pdag { ${pairsOf(names(25))
        .map(([a, b]) => `${a} -- ${b}`)
        .join('\n')} }`,
    )
    expect(countDags(clique)).toBe(15_511_210_043_330_985_984_000_000n)
    const path = parseGraph(`pdag { ${Array.from({ length: 500 }, (_, i) => `v${i}`).join(' -- ')} }`)
    expect(countDags(path)).toBe(500n)
    expect(enumerateDags(clique, { limit: 3 })).toHaveLength(3)
  })

  test('with knowledge the listing and the count keep it', () => {
    const known = meekRules(parseGraph('pdag { a -- b -- c -- a c -- d }'), { required: [['c', 'd']] })
    const kept = enumerateDags(parseGraph('pdag { a -- b -- c -- a c -- d }')).filter((dag) =>
      edgeSet(dag).includes('c tail arrow d'),
    )
    expect(
      enumerateDags(known)
        .map((dag) => edgeSet(dag).join())
        .sort(),
    ).toEqual(kept.map((dag) => edgeSet(dag).join()).sort())
    expect(countDags(known)).toBe(BigInt(kept.length))
  })

  test('5,000 nodes', () => {
    const edges = Array.from({ length: 4999 }, (_, i) => `v${i} -> v${i + 1}`).concat(
      Array.from({ length: 2000 }, (_, i) => `v${i} -> v${i + 3}`),
    )
    const cpdag = toCpdag(parseGraph(`dag { ${edges.join('\n')} }`))
    expect(cpdag.nodes).toHaveLength(5000)
    expect(consistentExtension(cpdag)).toBeDefined()
  })
})

describe('meekRules', () => {
  test('what knowledge implies is what all DAGs that keep it share', () => {
    for (let seed = 0; seed < 150; seed++) {
      const cpdag = toCpdag(randomMixedGraph(seed, { nodes: 5, kind: 'dag', density: 0.6 }))
      const dags = enumerateDags(cpdag)
      const [a, b, c] = cpdag.nodes as [string, string, string]
      const knowledge = { required: [[a, b]] as [string, string][], tiers: [[b], [c]] }
      const keeps = (dag: Graph) => {
        const edges = edgeSet(dag)
        return !edges.includes(`${a} arrow tail ${b}`) && !edges.includes(`${b} arrow tail ${c}`)
      }
      const kept = dags.filter(keeps).map((dag) => new Set(edgeSet(dag)))
      if (kept.length === 0) {
        expect(() => meekRules(cpdag, knowledge)).toThrow()
        continue
      }
      const shared = [...kept[0]!].filter((edge) => kept.every((set) => set.has(edge)))
      expect(edgeSet(meekRules(cpdag, knowledge)).filter((edge) => edge.includes('arrow'))).toEqual(shared.toSorted())
    }
  })

  test('the fourth rule', () => {
    same(
      'pdag { d -> c -> b a -- d a -> b a -- c }',
      meekRules(parseGraph('pdag { d -> c -> b a -- d a -- b a -- c }')),
    )
  })

  test('contradictions say which', () => {
    const line = parseGraph('pdag { a -- b -- c }')
    expect(() =>
      meekRules(line, {
        required: [
          ['a', 'b'],
          ['c', 'b'],
        ],
      }),
    ).toThrow('“c → b is required” asks for c → b, but')
    expect(() => meekRules(line, { required: [['a', 'b']], forbidden: [['a', 'b']] })).toThrow(
      '“a → b is forbidden” asks for b → a, but “a → b is required” has a → b',
    )
    expect(() => meekRules(parseGraph('pdag { a -> b c }'), { tiers: [['b'], ['a']] })).toThrow('earlier tier')
    expect(() => meekRules(parseGraph('pdag { a -- b -- c -- d -- a }'))).toThrow('stands for no DAG')
    expect(() => toCpdag(parseGraph('a <-> b'))).toThrow('ADMG')
  })
})

describe('consistentExtension', () => {
  test('is a DAG of the class', () => {
    for (const dag of allDags(4)) expect(model(consistentExtension(toCpdag(dag))!)).toBe(model(dag))
  })
  test('there may be none', () => {
    expect(consistentExtension(parseGraph('pdag { a -- b -- c -- d -- a }'))).toBeUndefined()
    expect(consistentExtension(parseGraph('pdag { a -> b -- c <- d }'))).toBeUndefined()
  })
})

describe('simplifyLatents', () => {
  test('keeps the latent projection, and no latent node has parents or a superset', () => {
    for (let seed = 0; seed < 150; seed++) {
      const graph = withRoles(randomMixedGraph(seed, { nodes: 8, kind: 'dag', density: 0.4 }), {
        latent: ['a', 'b', 'c'],
      })
      const simple = simplifyLatents(graph)
      expect(edgeSet(latentProjection(simple))).toEqual(edgeSet(latentProjection(graph)))
      for (const name of simple.roles.latent) expect(simple.edges.filter(({ to }) => to === name)).toEqual([])
    }
  })

  test('one latent of two with the same children stays', () => {
    same(
      'dag { u -> {x y} w -> x }',
      simplifyLatents(parseGraph('dag { u [latent] v [latent] t [latent] u -> {x y} v -> {x y} w -> t -> x }')),
    )
  })
})

describe('toMag, toPag', () => {
  test.each([
    ['dag { v1 [latent] z <- v1 -> v2 -> y x -> v1}', 'mag { x -> z <-> v2 -> y x -> v2 }'],
    [
      'dag { l1 [latent] l2 [latent] a -> x l1 -> x l1 -> z l2 -> y l2 -> z x -> y z -> x z -> y}',
      'mag { a -> x a -> y x -> y z -> x z -> y }',
    ],
    ['dag { s [selected] x -> s <- y }', 'mag { x -- y }'],
  ])('%s: %s', (dag, mag) => same(mag, toMag(parseGraph(dag))))

  const checkClass = (mags: Graph[]) => {
    const marks = new Map<string, Set<Mark>>()
    for (const mag of mags)
      for (const [end, mark] of endsOf(mag)) marks.set(end, (marks.get(end) ?? new Set()).add(mark))
    const expected = [...marks].map(([end, seen]) => `${end} ${seen.size > 1 ? 'circle' : [...seen][0]}`).sort()
    for (const mag of [mags[0]!, mags.at(-1)!]) {
      const pag = toPag(mag)
      expect([...endsOf(pag)].map(([end, mark]) => `${end} ${mark}`).sort()).toEqual(expected)
      expect(model(pag)).toBe(model(mag))
    }
  }

  test.each([3, 4])(
    'the PAG has the marks that all equivalent MAGs of %i nodes share, selection included',
    (count) => {
      const classes = new Map<string, Graph[]>()
      for (const mag of allMags(count, { selection: true })) {
        const key = model(mag)
        classes.set(key, [...(classes.get(key) ?? []), mag])
      }
      expect(classes.size).toBeGreaterThan(count === 3 ? 10 : 185)
      for (const mags of classes.values()) checkClass(mags)
    },
    120_000,
  )

  test('… and of random MAGs of six nodes, without selection', () => {
    let checked = 0
    for (let seed = 0; checked < 8; seed++) {
      const mag = toMag(
        withRoles(randomMixedGraph(seed, { nodes: 8, kind: 'dag', density: 0.35 }), { latent: ['a', 'b'] }),
      )
      if (mag.edges.length < 6 || mag.edges.length > 8) continue
      checkClass(magsLike(mag))
      checked++
    }
  }, 120_000)

  test('projections keep the separations of the observed nodes', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const whole = randomMixedGraph(seed, { nodes: 7, kind: 'admg', density: 0.3 })
        const graph = withRoles(whole, { latent: ['a', 'b'], selected: ['c'] })
        const observed = ['d', 'e', 'f', 'g']
        expect(model(latentProjection(whole, { latent: ['a', 'b'] }), [...observed, 'c'])).toBe(
          model(whole, [...observed, 'c']),
        )
        const expected = model(whole, observed, ['c'])
        expect(model(toMag(graph), observed)).toBe(expected)
        expect(model(toPag(graph), observed)).toBe(expected)
        const canonical = canonicalDag(toMag(graph))
        expect(model(canonical, observed, canonical.roles.selected)).toBe(expected)
        expect(model(canonicalDag(whole), whole.nodes.slice(0, 4))).toBe(model(whole, whole.nodes.slice(0, 4)))
      }),
      { numRuns: 120 },
    )
  })
})
