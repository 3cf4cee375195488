import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { LabError } from '../errors.ts'
import { ledgerSchema } from '../ledger.ts'
import { checkClaims } from './checkClaims.ts'
import { formatted, readLedger, writeLedger } from './ledgerFile.ts'
import { openRegistry } from './registry.ts'

const toys = pathToFileURL(join(import.meta.dirname, '../testing/reproductions')).href
let root: string
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'causerie-claims-'))
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

let made = 0
/** A folder of reproductions with the toy coin, and what else is given. */
function registryWith(files: Record<string, string> = {}) {
  const folder = join(root, `folder-${++made}`)
  const all = { 'coin/claims.ts': `export { claims } from '${toys}/coin/claims.ts'`, ...files }
  for (const [path, text] of Object.entries(all)) {
    mkdirSync(join(folder, path, '..'), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return { folder, registry: openRegistry({ folders: [folder] }) }
}

const limits = { seconds: 1.5 }

test('every claim gets a verdict, kept with what it rests on; one that throws or hangs is inconclusive with the reason', async () => {
  const { folder, registry } = registryWith()
  const told: string[] = []
  const { checked, faults } = await checkClaims({
    registry,
    limits,
    onBegin: (slug, { id }) => told.push(`${slug} ${id}`),
    onChecked: ({ claim, measurement }) => told.push(`${claim.id} ${measurement.state}`),
  })
  expect(faults).toEqual([])
  expect(checked.map(({ claim, measurement }) => [claim.id, measurement.state, measurement.because])).toEqual([
    ['is-biased', 'holds', expect.stringContaining('of 20000 throws were heads.')],
    ['always-heads', 'refuted', expect.stringContaining('of 100 throws were tails.')],
    ['breaks-down', 'inconclusive', 'The check broke down: the coin rolled under the table.'],
    ['never-ends', 'inconclusive', expect.stringContaining('took more than 1.5 s')],
  ])
  expect(told.slice(0, 2)).toEqual(['coin is-biased', 'is-biased holds'])
  expect(checked.map(({ isLost, before }) => [isLost, before.state])).toEqual(Array(4).fill([false, 'unmeasured']))
  const ledger = ledgerSchema.parse(JSON.parse(readFileSync(join(folder, 'coin/ledger.json'), 'utf8')))
  expect(ledger.claims.map(({ id }) => id)).toEqual(['is-biased', 'always-heads', 'breaks-down', 'never-ends'])
  expect(ledger.claims[0]!.latest).toMatchObject({
    state: 'holds',
    quick: false,
    measured: [{ name: 'heads', n: 20_000, seed: 1 }],
    baseline: [{ name: 'a fair coin', value: 0.5 }],
    versions: registry.versions('coin'),
    machine: { runtime: `node ${process.versions.node}` },
  })
  expect(ledger.claims[3]!.latest.fault).toMatchObject({ code: 'run/time' })
  expect(readdirSync(join(folder, 'coin')).toSorted()).toEqual(['claims.ts', 'ledger.json'])
})

test('a claim that held and is refuted now is lost; the history has both', async () => {
  const { folder, registry } = registryWith()
  const once = await checkClaims({ registry, slugs: ['coin'], claim: 'always-heads' })
  expect(once.checked[0]!.isLost).toBe(false)
  const ledger = readLedger(join(folder, 'coin'), 'coin')
  writeLedger(join(folder, 'coin'), {
    ...ledger,
    claims: ledger.claims.map((each) => ({ ...each, latest: { ...each.latest, state: 'holds' as const } })),
  })
  const { checked } = await checkClaims({ registry, slugs: ['coin'], claim: 'always-heads' })
  expect(checked).toMatchObject([{ isLost: true, before: { state: 'holds' }, measurement: { state: 'refuted' } }])
  const [kept] = readLedger(join(folder, 'coin'), 'coin').claims
  expect(kept).toMatchObject({ latest: { state: 'refuted' }, history: [{ state: 'holds' }] })
})

test('quick checks say so, and nothing is written where nothing is to be kept', async () => {
  const { folder, registry } = registryWith()
  const { checked } = await checkClaims({ registry, claim: 'is-biased', quick: true, keep: false })
  expect(checked).toHaveLength(1)
  expect(checked[0]!.measurement).toMatchObject({ quick: true, measured: [{ n: 1000 }] })
  expect(existsSync(join(folder, 'coin/ledger.json'))).toBe(false)
})

test('a paper whose claims cannot be loaded is a fault and spares the others', async () => {
  const { registry } = registryWith({ 'torn/claims.ts': 'export const = ' })
  const { checked, faults } = await checkClaims({ registry, claim: 'is-biased', keep: false })
  expect(checked).toHaveLength(1)
  expect(faults).toMatchObject([{ code: 'method/broken', message: expect.stringContaining('torn/claims.ts') }])
})

test.each([
  [{ slugs: ['coins'] }, 'run/unknown', 'Did you mean coin?'],
  [{ slugs: ['coin'], claim: 'is-bias' }, 'claim/unknown', 'Did you mean is-biased?'],
  [{ claim: 'quetzalcoatlus' }, 'claim/unknown', expect.stringContaining('lists them')],
])('a name that is not there: %j', async (wanted, code, hint) => {
  const { registry } = registryWith()
  await expect(checkClaims({ registry, ...wanted })).rejects.toMatchObject({ code, hint })
})

test('cancelled, it ends at once and keeps what was measured', async () => {
  const { folder, registry } = registryWith()
  const cancel = new AbortController()
  const onBegin = (_: string, { id }: { id: string }) => {
    if (id === 'never-ends') setTimeout(() => cancel.abort(), 100)
  }
  await expect(checkClaims({ registry, signal: cancel.signal, onBegin })).rejects.toMatchObject({
    code: 'run/cancelled',
  })
  expect(readLedger(join(folder, 'coin'), 'coin').claims).toHaveLength(3)
})

test.each([
  ['{', 'JSON'],
  ['{"format":2}', 'format: '],
  ['{"format":1,"slug":"other","claims":[]}', 'it is of other, not of coin'],
])('a ledger that cannot be read names its file: %s', (text, why) => {
  const { folder } = registryWith({ 'coin/ledger.json': text })
  const error = (() => {
    try {
      return readLedger(join(folder, 'coin'), 'coin')
    } catch (each) {
      return each as LabError
    }
  })()
  expect(error).toMatchObject({ code: 'ledger/broken', hint: expect.stringContaining('delete it') })
  expect((error as LabError).message).toContain('coin/ledger.json cannot be read')
  expect((error as LabError).message).toContain(why)
})

test('the same ledger is the same text, and a folder that cannot be written is a sentence', async () => {
  const { folder, registry } = registryWith()
  await checkClaims({ registry, claim: 'is-biased', quick: true })
  const ledger = readLedger(join(folder, 'coin'), 'coin')
  const { slug, format, claims } = ledger
  expect(formatted({ claims, slug, format })).toBe(readFileSync(join(folder, 'coin/ledger.json'), 'utf8'))
  expect(() => writeLedger(join(folder, 'nowhere'), ledger)).toThrow('nowhere/ledger.json cannot be written')
})
