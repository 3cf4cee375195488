import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isNew, SESSION_GAP_MS, visit } from '../src/lib/visits.ts'

const at = (minutes: number) => new Date(Date.UTC(2099, 0, 5, 12, minutes))
const cookieAfter = (...minutes: number[]) =>
  minutes.reduce<string | undefined>((cookie, m) => JSON.stringify(visit(cookie, at(m))), undefined)

describe('visits', () => {
  test('a first visit has no previous one, however long it lasts', () => {
    expect(visit(undefined, at(0))).toEqual({ current: at(0).toISOString() })
    expect(visit(cookieAfter(0, 20, 40), at(60)).last).toBeUndefined()
  })

  test('after a gap of more than 30 minutes the previous visit is the one that ended before it', () => {
    expect(visit(cookieAfter(0, 10), at(41)).last).toBe(at(10).toISOString())
    expect(visit(cookieAfter(0, 10), at(40)).last).toBeUndefined()
  })

  test('the previous visit stays the same for as long as the present one lasts', () => {
    expect(visit(cookieAfter(0, 60, 80, 100), at(120)).last).toBe(at(0).toISOString())
  })

  test('a cookie that was tampered with counts as none', () => {
    const wrong = [
      '',
      '{',
      'null',
      '7',
      '[]',
      '{"current":5}',
      '{"current":"soon"}',
      JSON.stringify({ current: at(600).toISOString() }),
    ]
    for (const cookie of wrong) expect(visit(cookie, at(0))).toEqual({ current: at(0).toISOString() })
    expect(visit(JSON.stringify({ current: at(0).toISOString(), last: '<script>' }), at(1)).last).toBeUndefined()
  })

  test('property: the previous visit ended more than one gap before now, and never after', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 20 }), (gaps) => {
        const minutes = gaps.map((_, i) => gaps.slice(0, i + 1).reduce((a, b) => a + b))
        const { current, last } = JSON.parse(cookieAfter(...minutes)!)
        if (last) expect(Date.parse(current) - Date.parse(last)).toBeGreaterThan(SESSION_GAP_MS)
        expect(last === undefined).toBe(gaps.slice(1).every((gap) => gap <= 30))
      }),
    )
  })

  test('new is what came in after the previous visit; nothing is new on a first visit', () => {
    expect(isNew(at(5).toISOString(), undefined)).toBe(false)
    expect(isNew(at(5).toISOString(), at(4).toISOString())).toBe(true)
    expect(isNew(at(4).toISOString(), at(4).toISOString())).toBe(false)
  })
})
