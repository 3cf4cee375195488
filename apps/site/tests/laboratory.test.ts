/** What the laboratory's pages know without a browser or a server. */

import { formOf } from '@causerie/lab'
import { describe, expect, test } from 'vitest'
import { inputDifferences } from '../src/lib/run/inputValue.ts'
import { durationText, figure, intervalText } from '../src/lib/run/quantity.ts'
import { faultsByField, inputFrom, typedFrom } from '../src/lib/run/typed.ts'
import { setText } from '../src/lib/run/words.ts'
import { badge } from '../src/lib/server/lab/badge.ts'
import { requireQuota } from '../src/lib/server/lab/quota.ts'
import { html } from '../src/lib/server/lab/readme.ts'
import { pondLevels } from './support/reproductions/pond-levels/method.ts'

const fields = formOf(pondLevels)

describe('figures', () => {
  test.each([
    [0.6833333, '0.6833'],
    [-0.5, '−0.5'],
    [0, '0'],
    [-0, '0'],
    [2000, '2000'],
    [100_000, '100\u202f000'],
    [1234567.8, '1.23·10⁶'],
    [0.00001234, '1.23·10⁻⁵'],
    [Number.POSITIVE_INFINITY, '∞'],
  ])('%d is printed %s', (value, text) => expect(figure(value)).toBe(text))
  test('with as many digits as a column asks for', () => expect(figure(3.2166, 2)).toBe('3.22'))
  test('an interval says its level', () =>
    expect(intervalText({ low: 0.1, high: 0.3, level: 0.9 })).toBe('0.1 … 0.3 (90 %)'))
  test.each([
    [0.0002, 'under 1 ms'],
    [0.034, '34 ms'],
    [2.345, '2.3 s'],
    [75, '75 s'],
    [600, '10 min'],
    [7200, '2 h'],
  ])('%d seconds are %s', (seconds, text) => expect(durationText(seconds)).toBe(text))
})

describe('what is typed', () => {
  const { typed, tables } = typedFrom(fields, pondLevels.sample)
  test('the sample filled in and sent as it is, is the sample with its defaults', () => {
    const { input, faults } = inputFrom(fields, typed, tables)
    expect(faults).toEqual({})
    expect(pondLevels.input.parse(input)).toEqual(pondLevels.input.parse(pondLevels.sample))
  })
  test('an input, filled in and read again, is that input', () => {
    const input = pondLevels.input.parse({
      shuffles: 12,
      side: 'greater',
      ponds: ['c', 'a'],
      drawing: false,
      note: 'x\ny',
    })
    const again = typedFrom(fields, input)
    expect(pondLevels.input.parse(inputFrom(fields, again.typed, again.tables).input)).toEqual(input)
  })
  test('what cannot be read is said at its field, and the rest is read', () => {
    const { input, faults } = inputFrom(fields, { ...typed, shuffles: 'many', level: '0,9' }, tables)
    expect(faults).toEqual({
      shuffles: ['expected a number, got “many”'],
      level: ['expected a number, got “0,9”; write the decimals after a point'],
    })
    expect(input).toMatchObject({ side: 'both', drawing: true })
  })
  test('faults come to their fields, in words; what has no field comes to the form', () => {
    const issues = [
      { path: ['shuffles'], message: 'Too small: expected number to be >=10' },
      { path: ['table', 'columns', '0'], message: 'no' },
      { path: ['elsewhere'], message: 'Unrecognized' },
    ]
    expect(faultsByField(fields, { issues })).toEqual({
      shuffles: ['must be at least 10'],
      table: ['columns.0: no'],
      '': ['elsewhere: Unrecognized'],
    })
  })
})

test('two inputs differ in the fields in which they do', () => {
  expect(inputDifferences({ a: 1, b: { c: 2, d: [1] } }, { a: 1, b: { c: 3, d: [1] }, e: true })).toEqual([
    { path: 'b.c', first: '2', second: '3' },
    { path: 'e', first: '–', second: 'yes' },
  ])
})

test('of a text with formulas everything else is escaped', () => {
  const set = setText('a < b & $x_1$ <img> $$y$$', (tex, display) => `[${tex}${display ? '!' : ''}]`)
  expect(set).toBe('a &lt; b &amp; [x_1] &lt;img&gt; [y!]')
})

describe('a README', () => {
  test('has tables and formulas, and no mark-up or address that runs', () => {
    const made = html(
      '## Is `a_b_c` and $x_1 + y_1$\n\n| a |\n|--:|\n| 1 |\n\n<b onclick=x>bold</b> [go](javascript:x) ![i](http://a/i.png)',
    )
    expect(made).toContain('<h3>Is <code>a_b_c</code> and <math')
    expect(made).toContain('<td class="right">1</td>')
    expect(made).not.toMatch(/onclick=x>|javascript:|<img|<b /)
    expect(made).toContain('&lt;b onclick=x&gt;')
  })
})

test('a badge escapes what it is about, and says when its verdict is stale', () => {
  const picture = badge('a<b', 'refuted', true)
  expect(picture).toContain('aria-label="a&lt;b: refuted, stale"')
  expect(picture).not.toContain('a<b')
})

test('an address that has used up its hour is told when to come back', () => {
  for (let n = 0; n < 3; n++) requireQuota('192.0.2.1', 3, 1000 + n)
  expect(() => requireQuota('192.0.2.1', 3, 2000)).toThrow(expect.objectContaining({ code: 'run/quota' }))
  expect(() => requireQuota('192.0.2.2', 3, 2000)).not.toThrow()
  expect(() => requireQuota('192.0.2.1', 3, 3_700_000)).not.toThrow()
})
