import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parsePeriod, periodOf } from './period.ts'

describe('ISO weeks', () => {
  // First and last days from the calendar: 1 January 2021 was a Friday, 2024 a Monday, 2027 will be a Friday.
  test.each([
    ['2020-W53', '2020-12-28', '2021-01-03'],
    ['2021-W01', '2021-01-04', '2021-01-10'],
    ['2024-W01', '2024-01-01', '2024-01-07'],
    ['2024-W52', '2024-12-23', '2024-12-29'],
    ['2025-W01', '2024-12-30', '2025-01-05'],
    ['2025-W50', '2025-12-08', '2025-12-14'],
    ['2026-W01', '2025-12-29', '2026-01-04'],
    ['2026-W53', '2026-12-28', '2027-01-03'],
    ['2004-W53', '2004-12-27', '2005-01-02'],
    ['2008-W09', '2008-02-25', '2008-03-02'],
  ])('%s is %s to %s', (key, from, to) => {
    expect(parsePeriod('week', key)).toEqual({ kind: 'week', key, from, to })
    expect(periodOf('week', from).key).toBe(key)
    expect(periodOf('week', to).key).toBe(key)
  })

  test('there are 71 years of 53 weeks in the 400 years of the calendar', () => {
    const long = Array.from({ length: 400 }, (_, at) => 1900 + at).filter((year) => exists('week', `${year}-W53`))
    expect(long).toHaveLength(71)
  })
})

describe('months and days', () => {
  test.each([
    ['2024-02', '2024-02-01', '2024-02-29'],
    ['2023-02', '2023-02-01', '2023-02-28'],
    ['1900-02', '1900-02-01', '1900-02-28'],
    ['2000-02', '2000-02-01', '2000-02-29'],
    ['2025-12', '2025-12-01', '2025-12-31'],
  ])('%s is %s to %s', (key, from, to) => {
    expect(parsePeriod('month', key)).toEqual({ kind: 'month', key, from, to })
  })

  test('a day is itself', () => {
    expect(parsePeriod('day', '2024-02-29')).toEqual({
      kind: 'day',
      key: '2024-02-29',
      from: '2024-02-29',
      to: '2024-02-29',
    })
  })
})

describe('what is no period is refused with an example', () => {
  test.each([
    ['day', '2023-02-29'],
    ['day', '2025-13-01'],
    ['day', '2025-00-10'],
    ['day', '2025-12-32'],
    ['day', '2025-1-2'],
    ['day', ''],
    ['day', '2025-12-10T00:00'],
    ['day', ' 2025-12-10'],
    ['day', '２０２５-12-10'],
    ['day', '../../etc/passwd'],
    ['week', '2025-W00'],
    ['week', '2025-W53'],
    ['week', '2021-W53'],
    ['week', '2025-W54'],
    ['week', '2025-W99'],
    ['week', '2025-w50'],
    ['week', '2025-50'],
    ['month', '2025-00'],
    ['month', '2025-13'],
    ['month', '2025-1'],
    ['month', '2025'],
    ['month', '99999-01'],
  ] as const)('%s %j', (kind, key) => {
    expect(() => parsePeriod(kind, key)).toThrow(
      expect.objectContaining({
        code: 'library/bad-period',
        message: expect.stringContaining(`“${key}” is not a ${kind}`),
        hint: expect.stringContaining('2025'),
      }),
    )
  })
})

const anyDay = fc
  .integer({ min: Date.UTC(1000, 0, 1) / 864e5, max: Date.UTC(2999, 11, 31) / 864e5 })
  .map((days) => new Date(days * 864e5).toISOString().slice(0, 10))

test('every day is in its week and its month, and a week is seven days from a Monday', () => {
  fc.assert(
    fc.property(anyDay, (day) => {
      for (const kind of ['day', 'week', 'month'] as const) {
        const period = periodOf(kind, day)
        expect(period.from <= day && day <= period.to).toBe(true)
        expect(parsePeriod(kind, period.key)).toEqual(period)
      }
      const { from, to } = periodOf('week', day)
      expect(new Date(`${from}T00:00Z`).getUTCDay()).toBe(1)
      expect(Date.parse(to) - Date.parse(from)).toBe(6 * 864e5)
    }),
    { numRuns: 500 },
  )
})

test('any text is a period or library/bad-period', () => {
  const text = fc.oneof(fc.string(), fc.stringMatching(/^\d{4}-(W?\d{2})(-\d{2})?$/))
  fc.assert(
    fc.property(text, fc.constantFrom('day', 'week', 'month'), (key, kind) => {
      if (exists(kind, key)) expect(parsePeriod(kind, key).key).toBe(key)
    }),
    { numRuns: 1000 },
  )
})

function exists(kind: 'day' | 'week' | 'month', key: string): boolean {
  try {
    parsePeriod(kind, key)
    return true
  } catch (error) {
    expect((error as { code: string }).code).toBe('library/bad-period')
    return false
  }
}
