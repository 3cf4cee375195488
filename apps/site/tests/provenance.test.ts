import { expect, test } from 'vitest'
import { fieldsBySource, sourceOf } from '../src/lib/provenance.ts'

test('fields are grouped by source; what is not named comes from the source of the rest', () => {
  expect(fieldsBySource({ '*': 'catalogue', abstract: 'daily-page', 'dates.updated': 'daily-page' })).toEqual([
    { source: 'daily-page', fields: ['abstract', 'date updated'] },
    { source: 'catalogue', fields: ['everything else'] },
  ])
  expect(fieldsBySource({ '*': 'jsonl' })).toEqual([{ source: 'jsonl', fields: ['everything'] }])
  expect(fieldsBySource({})).toEqual([])
  expect([sourceOf({ '*': 'a', title: 'b' }, 'title'), sourceOf({ '*': 'a' }, 'title'), sourceOf({}, 'title')]).toEqual(
    ['b', 'a', undefined],
  )
})
