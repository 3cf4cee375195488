import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { authorLine, dateParts, longDate, plural, shortDate, thin } from './describe.ts'

const people = (...names: string[]) => names.map((name) => ({ name }))

describe('dates', () => {
  test('a day has its weekday, month and year', () => {
    expect(longDate('2025-12-10')).toBe('Wednesday 10 December 2025')
    expect(longDate('2024-02-29')).toBe('Thursday 29 February 2024')
    expect(shortDate('2025-12-10')).toBe('10 December 2025')
  })

  test('a partial date says no more than its source knew', () => {
    expect(longDate('2023-03')).toBe('March 2023')
    expect(longDate('2023')).toBe('2023')
    expect(shortDate('2023-03')).toBe('March 2023')
  })

  test('what is no date of the calendar is given back as it came', () => {
    for (const wrong of ['', 'yesterday', '2025-13-01', '2025-02-29', '2025-00', '2025-01-00', '2025-1-1']) {
      expect(longDate(wrong)).toBe(wrong)
      expect(dateParts(wrong)).toBeUndefined()
    }
  })

  test('property: every day of the calendar comes back as its own parts', () => {
    const days = fc.date({ min: new Date('1500-01-01'), max: new Date('2999-12-31'), noInvalidDate: true })
    fc.assert(
      fc.property(days, (date) => {
        expect(dateParts(date.toISOString().slice(0, 10))).toEqual({
          year: date.getUTCFullYear(),
          month: date.getUTCMonth() + 1,
          day: date.getUTCDate(),
        })
      }),
    )
  })
})

describe('authors', () => {
  test('few are all named, many are named and counted', () => {
    expect(authorLine(people('Fan Zhou'))).toBe('Fan Zhou')
    expect(authorLine(people('Fan Zhou', 'Wei Bai'))).toBe('Fan Zhou and Wei Bai')
    expect(authorLine(people('Fan Zhou', 'Wei Bai', 'Ada Lin'))).toBe('Fan Zhou, Wei Bai and Ada Lin')
    expect(authorLine(people('Fan Zhou', 'Wei Bai', 'Ada Lin', 'Bo Ek', 'Cy Un'))).toBe('Fan Zhou, Wei Bai and 3 more')
  })

  test('a printed number counts those whose names are not known', () => {
    expect(authorLine([], 5)).toBe('5 authors')
    expect(authorLine([], 1)).toBe('1 author')
    expect(authorLine(people('Fan Zhou'), 3)).toBe('Fan Zhou and 2 more')
    expect(authorLine([])).toBe('')
  })
})

describe('counts', () => {
  test('nouns take their plural', () => {
    expect(plural(1, 'paper')).toBe('1 paper')
    expect(plural(0, 'paper')).toBe('0 papers')
    expect(plural(2, 'entry')).toBe('2 entries')
    expect(plural(2, 'day')).toBe('2 days')
    expect(plural(2, 'match')).toBe('2 matches')
    expect(plural(2, 'analysis', 'analyses')).toBe('2 analyses')
  })

  test('long numbers are grouped in threes, four digits stay together', () => {
    expect(thin(4096)).toBe('4096')
    expect(thin(87000)).toBe('87\u202f000')
    expect(thin(-1234567.5)).toBe('-1\u202f234\u202f567.5')
    expect(thin(1e21)).toBe('1e+21')
  })
})
