import { packGraph, parseGraph, withRoles } from '@causerie/scm'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { askAdjustment } from '../../src/routes/desk/questions/adjustment.ts'
import { answer, answerAll } from '../../src/routes/desk/questions/answer.ts'
import { type Answerer, createAsker } from '../../src/routes/desk/questions/asker.ts'
import { askIdentification } from '../../src/routes/desk/questions/identification.ts'
import { firstLimits, graphKinds, modelKinds, type QuestionKind } from '../../src/routes/desk/questions/kinds.ts'
import { askPaths } from '../../src/routes/desk/questions/paths.ts'
import type { Order, Reply } from '../../src/routes/desk/questions/worker.ts'
import { noQuestions } from '../../src/routes/desk/state/desk.ts'
import { examples } from '../../src/routes/desk/state/examples.ts'
import { randomDesk, randomGraph } from './support.ts'

const example = (name: string) => examples.find((each) => each.name === name)!.desk().graph

describe('paths', () => {
  test('M-bias: the back door is shut until M is adjusted for, and the reason names it', () => {
    const graph = example('M-bias')
    expect(askPaths(graph, firstLimits).blocked).toMatchObject([
      { written: 'X ← U1 → M ← U2 → Y', reason: 'Blocked by the collider M, of which nothing is known.' },
    ])
    const opened = askPaths(withRoles(graph, { adjusted: ['M'] }), firstLimits)
    expect(opened.biasing).toMatchObject([{ reason: 'Opened at the collider M, which is conditioned on.' }])
  })

  test('say what blocks and what does not', () => {
    const graph = example('Confounding')
    expect(askPaths(graph, firstLimits).biasing[0]!.reason).toBe('Nothing blocks it: Z is not conditioned on.')
    expect(askPaths(withRoles(graph, { adjusted: ['Z'] }), firstLimits).blocked[0]!.reason).toBe(
      'Blocked by conditioning on Z.',
    )
    const below = parseGraph('dag { X [exposure] Y [outcome] D [adjusted] X -> C <- Y  C -> D }')
    expect(askPaths(below, firstLimits).biasing[0]!.reason).toBe('Opened at the collider C, through its descendant D.')
  })

  test('open ones are found behind a crowd of blocked ones', () => {
    const crowd = Array.from({ length: 40 }, (_, i) => `X -> c${i} <- Y`).join('  ')
    const graph = parseGraph(`dag { X [exposure] Y [outcome] ${crowd}  X <- a <- b <- c -> d -> e -> Y }`)
    const { biasing, complete, blocked } = askPaths(graph, { paths: 10 })
    expect(biasing.map(({ written }) => written)).toEqual(['X ← a ← b ← c → d → e → Y'])
    expect([complete, blocked.length]).toEqual([false, 10])
  })
})

describe('adjustment', () => {
  test('says whether what is drawn suffices, what would, and what is best', () => {
    const found = askAdjustment(example('Confounding'), firstLimits)
    expect(found).toMatchObject({
      suffices: false,
      total: { sets: [['Z']] },
      optimal: { set: ['Z'] },
      direct: { sets: [['Z']] },
    })
    expect(askAdjustment(withRoles(example('Confounding'), { adjusted: ['Z'] }), firstLimits)).toMatchObject({
      suffices: true,
      adjusted: ['Z'],
    })
  })

  test('a list that was cut says so', () => {
    const many = Array.from({ length: 6 }, (_, i) => `X <- a${i} -> b${i} -> Y`).join('  ')
    const graph = parseGraph(`dag { X [exposure] Y [outcome] ${many} }`)
    const { total } = askAdjustment(graph, { sets: 5 })
    expect([total.sets.length, total.complete]).toEqual([5, false])
  })

  test('a kind without direct effects says why', () => {
    const pag = parseGraph('pag { X [exposure] Y [outcome] A @-> X  B @-> X  X -> Y }')
    expect(askAdjustment(pag, firstLimits).direct.reason).toContain('PAG')
  })
})

describe('identification', () => {
  test('the napkin has a formula with the lines of its derivation', () => {
    const found = askIdentification(example('Napkin'))
    if (!found.identifiable) return expect.fail('is identifiable')
    expect(found.mathml).toContain('<mfrac>')
    expect(found.steps.some((step) => step.startsWith('Line 7'))).toBe(true)
    expect(found.adjustment).toBeUndefined()
  })

  test('the bow has a hedge', () => {
    const found = askIdentification(example('Bow'))
    expect(found).toMatchObject({ identifiable: false, hedge: { outer: { nodes: ['X', 'Y'] } } })
  })

  test('where adjustment gives another formula, both are there', () => {
    const found = askIdentification(example('Sprinkler'))
    expect(found.identifiable && found.adjustment?.text).toContain('P(Slippery | ')
  })
})

test('every question about every graph and model has an answer or a fault in words, and leaves plain data', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const { graph, model, ask } = randomDesk(seed)
      const request = { graph: packGraph(graph), limits: firstLimits, ...(model ? { model } : {}), ask }
      const answers = answerAll(request)
      expect(structuredClone(answers)).toEqual(answers)
      for (const kind of model ? [...graphKinds, ...modelKinds] : graphKinds) {
        const one = answers[kind]!
        if ('fault' in one) expect(one.fault.message).toMatch(/^[A-ZÄ“{<a-z].{8,}/s)
        expect(JSON.stringify(one)).not.toContain('NaN')
      }
    }),
    { numRuns: 60 },
  )
})

test('on 500 nodes the answers stay short enough to be shown: long paths, formulas and derivations are cut', () => {
  const edges = Array.from({ length: 499 }, (_, i) => `n${i} -> n${i + 1}${i >= 7 ? `  n${i - 7} -> n${i + 1}` : ''}`)
  const large = parseGraph(`dag { n0 [exposure] n499 [outcome] ${edges.join('  ')} }`)
  const { causal, complete } = askPaths(large, { paths: 5 })
  expect([causal.length >= 5, complete]).toEqual([true, false])
  for (const { written } of causal) expect(written.length).toBeLessThan(200)
  expect(causal[0]!.written).toMatch(/^n0 → .* … \d+ nodes … .* → n499$/)
  const found = askIdentification(large)
  if (!found.identifiable) return expect.fail('is identifiable')
  expect([found.mathml, found.steps.length, found.text.length > 2500]).toEqual(['', 61, true])
  expect(found.adjustment?.mathml).toContain('<math')
})

test('without roles the answer is what to do', () => {
  const graph = withRoles(randomGraph(1, 'dag'), { treatment: [], outcome: [] })
  const one = answer('adjustment', { graph: packGraph(graph), limits: firstLimits, ask: noQuestions })
  expect(one).toMatchObject({ fault: { message: 'No treatment and no outcome is named.' } })
})

describe('asking in a worker', () => {
  const request = { graph: packGraph(parseGraph('X -> Y')), limits: firstLimits, ask: noQuestions }

  function bench() {
    const workers: (Answerer & { orders: Order[]; ended: boolean })[] = []
    const seen: Reply[] = []
    let pending: readonly QuestionKind[] = []
    const failures: string[] = []
    const asker = createAsker({
      start: () => {
        const worker = {
          orders: [] as Order[],
          ended: false,
          onmessage: null,
          onerror: null,
          postMessage: (order: Order) => void worker.orders.push(order),
          terminate: () => {
            worker.ended = true
          },
        } as (typeof workers)[number]
        workers.push(worker)
        return worker
      },
      onAnswer: (reply) => seen.push(reply),
      onPending: (kinds) => {
        pending = kinds
      },
      onFailure: (message) => failures.push(message),
    })
    const reply = (at: number, kind: QuestionKind) =>
      workers[at]!.onmessage!({
        data: { number: workers[at]!.orders.at(-1)!.number, kind, answer: 1, milliseconds: 1 },
      } as MessageEvent<Reply>)
    return { asker, workers, seen, failures, reply, pending: () => pending }
  }

  test('one worker serves while nothing overtakes it', () => {
    const { asker, workers, reply, seen, pending } = bench()
    asker.ask(['paths', 'adjustment'], request)
    expect(pending()).toEqual(['paths', 'adjustment'])
    reply(0, 'paths')
    reply(0, 'adjustment')
    asker.ask(['paths'], request)
    expect([workers.length, seen.length, pending()]).toEqual([1, 2, ['paths']])
  })

  test('a newer question ends the worker that is still busy, and asks what it left again', () => {
    const { asker, workers, reply, seen, pending } = bench()
    asker.ask(['paths', 'identification'], request)
    reply(0, 'paths')
    asker.ask(['whatIf'], request)
    expect([workers[0]!.ended, workers.length]).toEqual([true, 2])
    expect(workers[1]!.orders[0]!.kinds).toEqual(['whatIf', 'identification'])
    workers[0]!.onmessage!({
      data: { number: 1, kind: 'identification', answer: 'late', milliseconds: 1 },
    } as MessageEvent<Reply>)
    expect([seen.length, pending().length]).toEqual([1, 2])
  })

  test('stopping leaves nothing pending; a worker that fails says so and is replaced', () => {
    const { asker, workers, pending, failures } = bench()
    asker.ask(['paths'], request)
    asker.cancel()
    expect([workers[0]!.ended, pending()]).toEqual([true, []])
    asker.ask(['paths'], request)
    workers[1]!.onerror!({ message: 'out of memory' } as ErrorEvent)
    expect([failures, pending()]).toEqual([['out of memory'], []])
    asker.ask(['paths'], request)
    expect(workers.length).toBe(3)
  })
})
