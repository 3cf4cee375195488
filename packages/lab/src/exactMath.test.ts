import fc from 'fast-check'
import { expect, test } from 'vitest'
import { exactExp, exactLog } from './exactMath.ts'

/** Distance in units of the last place. */
function ulps(a: number, b: number): number {
  const order = (x: number) => {
    const view = new DataView(new ArrayBuffer(8))
    view.setFloat64(0, x)
    const bits = view.getBigInt64(0)
    return bits < 0n ? -(bits & 0x7fff_ffff_ffff_ffffn) : bits
  }
  return Number(order(a) - order(b))
}

// Correctly rounded, computed with 60 digits by Python’s decimal (Decimal(x).ln(), Decimal(x).exp() of the double x).
test.each([
  [2, Math.LN2],
  [10, Math.LN10],
  [0.5, -Math.LN2],
  [1e-320, -736.8272408909739],
  [1e308, 709.1962086421661],
  [1.0000001, 9.999999505838704e-8],
  [3, 1.0986122886681098],
])('known answer: the logarithm of %d', (x, expected) => expect(Math.abs(ulps(exactLog(x), expected))).toBeLessThan(2))

test.each([
  [1, Math.E],
  [-1, 0.36787944117144233],
  [0.5, 1.6487212707001282],
  [10, 22026.465794806718],
  [709.5, 1.3549863193146328e308],
  [-745, 4.94e-324],
  [-700, 9.85967654375977e-305],
])('known answer: e to the power of %d', (x, expected) => expect(Math.abs(ulps(exactExp(x), expected))).toBeLessThan(2))

test('the edges are those of Math', () => {
  for (const x of [0, -0, 1, -1, Number.NaN, Infinity, -Infinity, 710, -746, -745.2, 709.79])
    expect([x, exactExp(x)]).toEqual([x, Math.exp(x)])
  for (const x of [0, -0, 1, -1, Number.NaN, Infinity, -Infinity]) expect([x, exactLog(x)]).toEqual([x, Math.log(x)])
})

test('property: both are within 2 units in the last place of Math’s, which may err by 1 itself', () => {
  const any = fc.double({ noNaN: true, noDefaultInfinity: true })
  const near = fc.double({ min: -750, max: 750, noNaN: true })
  fc.assert(
    fc.property(any, near, (x, y) => {
      for (const value of [x, y]) {
        expect(Math.abs(ulps(exactExp(value), Math.exp(value)))).toBeLessThanOrEqual(2)
        const size = Math.abs(value)
        expect(Math.abs(ulps(exactLog(size), Math.log(size)))).toBeLessThanOrEqual(2)
      }
    }),
  )
})
