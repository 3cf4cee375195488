import { describe, expect, test } from 'vitest'
import { dateWords, onDate, periodLabel, periodTitle, weekOf } from '../src/lib/periods.ts'

describe('periods', () => {
  // The corner cases of the table in ISO 8601 and RFC 5545's neighbours: years that begin on each day of the week.
  test.each([
    ['2025-12-10', '2025-W50'],
    ['2005-01-01', '2004-W53'],
    ['2005-01-02', '2004-W53'],
    ['2006-01-01', '2005-W52'],
    ['2007-01-01', '2007-W01'],
    ['2007-12-31', '2008-W01'],
    ['2008-12-29', '2009-W01'],
    ['2010-01-03', '2009-W53'],
    ['2021-01-03', '2020-W53'],
    ['2024-12-30', '2025-W01'],
  ])('the ISO week of %s is %s', (day, week) => {
    expect(weekOf(day)).toBe(week)
  })

  test('titles are words', () => {
    expect(periodTitle({ kind: 'day', key: '2025-12-10', from: '2025-12-10', to: '2025-12-10' })).toBe(
      'Wednesday 10 December 2025',
    )
    expect(periodTitle({ kind: 'week', key: '2025-W50', from: '2025-12-08', to: '2025-12-14' })).toBe(
      '8–14 December 2025',
    )
    expect(periodTitle({ kind: 'week', key: '2025-W01', from: '2024-12-30', to: '2025-01-05' })).toMatch(
      /^30 December 2024\s*–\s*5 January 2025$/,
    )
    expect(periodTitle({ kind: 'month', key: '2025-12', from: '2025-12-01', to: '2025-12-31' })).toBe('December 2025')
    expect(periodLabel('week', '2025-W02')).toBe('Week 2')
    expect(periodLabel('day', '2025-12-09')).toBe('Tue 9 Dec')
  })

  test('a date says no more than is known', () => {
    expect([onDate('2022-07-05'), onDate('2022-07'), onDate('2022')]).toEqual([
      'on 5 July 2022',
      'in July 2022',
      'in 2022',
    ])
    expect(dateWords('2026-11-23T23:59:59.000Z')).toBe('23 November 2026')
    expect(dateWords('soon')).toBe('soon')
  })
})
