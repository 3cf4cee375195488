/** The contract suite over every source written here; what is special to a source is tested beside it. */
import { expect, test } from 'vitest'
import { acl } from './acl.ts'
import { bibtex } from './bibtex.ts'
import { fixturesIn, testSource } from './contract.ts'
import { csl } from './csl.ts'
import { dailyPage } from './dailyPage.ts'
import { jsonl } from './jsonl.ts'
import { openalex } from './openalex.ts'
import { paperlists } from './paperlists.ts'
import { detectSource, sources } from './registry.ts'
import { ris } from './ris.ts'
import { s2 } from './s2.ts'

testSource(dailyPage, fixturesIn('daily-page'))
testSource(jsonl, fixturesIn('jsonl'), {
  keysMayRepeat: 'ids are the publisher’s, and some give one id to hundreds of papers',
})
testSource(paperlists, fixturesIn('paperlists'))
testSource(acl, fixturesIn('acl'))
testSource(bibtex, fixturesIn('bibtex'), { keysMayRepeat: 'labels are the user’s' })
testSource(ris, fixturesIn('ris'))
testSource(csl, fixturesIn('csl'))
testSource(s2, fixturesIn('s2'))
testSource(openalex, fixturesIn('openalex'))

test('each source stands in the registry under its own id, with an authority from 0 to 100', () => {
  for (const [id, source] of Object.entries(sources)) {
    expect(source.id).toBe(id)
    expect(source.authority).toBeGreaterThanOrEqual(0)
    expect(source.authority).toBeLessThanOrEqual(100)
  }
})

test('nothing is detected in nothing, prose, a web page, or somebody else’s JSON', () => {
  for (const head of [
    '',
    'Swans are birds.',
    '<!doctype html><html><body>Swans</body></html>',
    '{"name":"swan","version":"1.0.0"}',
    '[1,2,3]',
  ]) {
    expect(detectSource({ name: '', head }), head).toBeUndefined()
  }
})
