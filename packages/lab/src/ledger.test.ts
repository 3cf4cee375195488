import { expect, test } from 'vitest'
import type { Measurement } from './claimCheck.ts'
import { changesIn, emptyLedger, type Ledger, ledgerSchema, markOf, recorded } from './ledger.ts'

const claims = [{ id: 'first' }, { id: 'second' }]
const machine = { processor: 'Test', cores: 2, memoryGb: 8, runtime: 'node 24.0.0' }
let day = 0

function measure(ledger: Ledger, id: string, state: Measurement['state'], { quick = false, version = 'v1' } = {}) {
  const measurement: Measurement = {
    state,
    quick,
    measured: [{ name: 'x', value: 1 }],
    baseline: [],
    seeds: [1],
    because: 'Seen.',
    seconds: 1,
  }
  const date = new Date(Date.UTC(2026, 0, ++day)).toISOString()
  const versions = { package: '1', engine: 'e', method: 'm', claims: version }
  return recorded(ledger, claims, id, measurement, { date, machine, versions })
}

test('verdicts are kept in the order of the claims, the latest apart from those before it', () => {
  let ledger = measure(emptyLedger('x'), 'second', 'holds')
  ledger = measure(ledger, 'gone', 'holds')
  ledger = measure(ledger, 'first', 'refuted')
  ledger = measure(ledger, 'second', 'refuted')
  expect(ledger.claims.map(({ id }) => id)).toEqual(['first', 'second', 'gone'])
  expect(ledger.claims[1]).toMatchObject({ latest: { state: 'refuted' }, history: [{ state: 'holds' }] })
  expect(ledgerSchema.parse(JSON.parse(JSON.stringify(ledger)))).toEqual(ledger)
})

test('a verdict of another version is stale; what was never measured is unmeasured', () => {
  const ledger = measure(emptyLedger('x'), 'first', 'holds')
  expect(markOf(ledger, 'first', { claims: 'v1' })).toMatchObject({ state: 'holds', isStale: false })
  expect(markOf(ledger, 'first', { claims: 'v2' })).toMatchObject({ state: 'holds', isStale: true })
  expect(markOf(ledger, 'second', { claims: 'v1' })).toEqual({ state: 'unmeasured', isStale: false, history: [] })
})

test('a quick verdict does not take the place of a full one of the same version, but of an older one it does', () => {
  const full = measure(emptyLedger('x'), 'first', 'holds')
  const quick = measure(full, 'first', 'inconclusive', { quick: true })
  expect(quick.claims[0]).toMatchObject({ latest: { state: 'holds', quick: false }, history: [{ quick: true }] })
  expect(measure(full, 'first', 'holds', { quick: true, version: 'v2' }).claims[0]!.latest.quick).toBe(true)
  const twice = measure(measure(emptyLedger('x'), 'first', 'holds', { quick: true }), 'first', 'refuted', {
    quick: true,
  })
  expect(twice.claims[0]!.latest.state).toBe('refuted')
})

test('changes are the verdicts that differ from the one before, the newest first', () => {
  let ledger = emptyLedger('x')
  for (const state of ['holds', 'holds', 'refuted', 'holds'] as const) ledger = measure(ledger, 'first', state)
  ledger = measure(ledger, 'second', 'inconclusive')
  expect(changesIn(ledger).map(({ claim, from, to }) => `${claim}: ${from} → ${to.state}`)).toEqual([
    'second: unmeasured → inconclusive',
    'first: refuted → holds',
    'first: holds → refuted',
    'first: unmeasured → holds',
  ])
})

test('the history does not grow without end', () => {
  let ledger = emptyLedger('x')
  for (let at = 0; at < 70; at++) ledger = measure(ledger, 'first', 'holds')
  expect(ledger.claims[0]!.history).toHaveLength(50)
})
