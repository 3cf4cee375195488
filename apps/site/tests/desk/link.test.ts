import { deflateRawSync } from 'node:zlib'
import { parseGraph } from '@causerie/scm'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { examples } from '../../src/routes/desk/state/examples.ts'
import { decodeDesk, encodeDesk } from '../../src/routes/desk/state/link.ts'
import { arranged } from '../../src/routes/desk/state/places.ts'
import { startDesk } from '../../src/routes/desk/state/start.ts'
import { randomDesk } from './support.ts'

const packed = (value: unknown) => `1.${deflateRawSync(JSON.stringify(value)).toString('base64url')}`

test('every desk comes back from its link: graph, roles, places, model, questions', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer(), async (seed) => {
      const desk = arrangedDesk(randomDesk(seed))
      const link = await encodeDesk(desk)
      expect(link).toMatch(/^1\.[\w-]+$/)
      expect(await decodeDesk(link)).toEqual({ desk })
    }),
  )
})

/** A graph whose nodes stand nearly on one spot is spread out when it is opened, so the test keeps to others. */
function arrangedDesk(desk: ReturnType<typeof randomDesk>) {
  return { ...desk, graph: arranged(desk.graph) }
}

test('so do the examples and the worked one, in a short link', async () => {
  for (const desk of [startDesk(), ...examples.map((example) => example.desk())]) {
    const link = await encodeDesk(desk)
    expect(link.length).toBeLessThan(1400)
    expect(await decodeDesk(link)).toEqual({ desk })
  }
})

test('a field that was left empty in the model stays empty', async () => {
  const desk = startDesk()
  if (desk.model?.kind !== 'finite') return expect.fail('the worked example has tables')
  const age = { ...desk.model.variables.age!, p: [Number.NaN, 0.5] }
  const emptied = { ...desk, model: { ...desk.model, variables: { ...desk.model.variables, age } } }
  expect(await decodeDesk(await encodeDesk(emptied))).toEqual({ desk: emptied })
})

test('a graph as text in the link opens as well', async () => {
  const found = await decodeDesk(`graph=${encodeURIComponent('dag { X [exposure] X -> Y }')}`)
  if (!found || 'fault' in found) return expect.fail('opens')
  expect(found.desk.graph.edges).toEqual(parseGraph('X -> Y').edges)
  expect(found.desk.graph.roles.treatment).toEqual(['X'])
  expect(found.desk.graph.positions.size).toBe(2)
})

describe('a broken link is a sentence', () => {
  const model = (variables: unknown) => [
    ['dag', ['X'], [], [[], [], [], [], []], []],
    { kind: 'finite', variables },
    {},
  ]
  test.each([
    ['1.', 'does not hold a desk'],
    ['1.%%%', 'does not hold a desk'],
    ['1.AAAA', 'does not hold a desk'],
    [packed('x'), 'three parts'],
    [packed([1, 0, {}]), 'no packed graph'],
    [packed([['dag', ['a'], [0, 0, 1], [[], [], [], [], []], []], 0, {}]), 'joins a node to itself'],
    [packed(model({ X: { levels: [], form: 'table' } })), 'something else'],
    [
      packed(
        model({ X: { levels: ['0', '1'], form: 'table', causes: ['Y'], cards: [2], p: [1], equation: '', noise: 0 } }),
      ),
      'a table of its size',
    ],
    [packed([['dag', ['X'], [], [[], [], [], [], []], []], 0, { whatIf: 3 }]), 'something else'],
    ['graph=dag%20%7B%20X%20-%3E', 'Line 1'],
    ['graph=%E0%A4%A', 'not written as addresses are'],
  ])('%s', async (fragment, sentence) => {
    const found = await decodeDesk(fragment)
    expect(found && 'fault' in found && found.fault.message).toContain(sentence)
  })

  test('one cut short is, too', async () => {
    const link = await encodeDesk(startDesk())
    for (const length of [10, 50, link.length - 5])
      expect(await decodeDesk(link.slice(0, length))).toHaveProperty('fault')
  })

  test('one that would unfold without end is refused', async () => {
    const found = await decodeDesk(`1.${deflateRawSync(Buffer.alloc(30_000_000, 32)).toString('base64url')}`)
    expect(found && 'fault' in found && found.fault.message).toContain('more than 8 MB')
  })

  test('other fragments are none of the desk’s', async () => {
    expect(await decodeDesk('')).toBeUndefined()
    expect(await decodeDesk('paths')).toBeUndefined()
  })
})
