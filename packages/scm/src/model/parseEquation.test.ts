import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseEquation } from './parseEquation.ts'

const at = { X: 1, Z: 0, dose: 3 }
const value = (text: string) => parseEquation(text, Object.keys(at)).valueOf(at)

describe('an equation', () => {
  test.each([
    ['X and not Z', 1],
    ['X & Z | X', 1],
    ['Z or X xor X', 0],
    ['not X or X', 1],
    ['!(X ∨ Z)', 0],
    ['dose >= 2', 1],
    ['dose = 3 and X', 1],
    ['1 - X', 0],
    ['2 + dose * 2 - 1', 7],
    ['-dose + 10', 7],
    ['dose % 2', 1],
    ['max(X, Z, dose)', 3],
    ['min(dose, 1)', 1],
    ['if(Z, 5, abs(0 - dose))', 3],
    ['"dose" <> 3', 0],
    ['true', 1],
    ['10 / 4', 2.5],
  ])('%s is %d', (text, expected) => expect(value(text)).toBe(expected))

  test('names what it reads, once each', () => {
    expect(parseEquation('Z + X + Z', ['X', 'Y', 'Z']).names).toEqual(['Z', 'X'])
  })

  test('reads a variable named as a function as the variable', () => {
    expect(parseEquation('max + 1', ['max']).valueOf({ max: 2 })).toBe(3)
  })

  test.each([
    ['', 1, 'the end'],
    ['X and', 6, 'the end'],
    ['X Z', 3, '“Z”'],
    ['(X', 3, 'the end'],
    ['X $ Z', 3, '“$”'],
    ['abs(X, Z)', 1, 'abs'],
    [`${'('.repeat(100)}X`, 61, 'fewer brackets'],
  ])('%j is refused at column %d', (text, column, what) => {
    expect(() => value(text)).toThrow(
      expect.objectContaining({
        code: 'equation/parse',
        details: expect.objectContaining({ column }),
        message: expect.stringContaining(what),
      }),
    )
  })

  test('an unknown name is refused with the nearest', () => {
    expect(() => value('dos')).toThrow(
      expect.objectContaining({ code: 'equation/unknown-name', hint: 'Did you mean “dose”?' }),
    )
    expect(() => value('constructor')).toThrow(expect.objectContaining({ code: 'equation/unknown-name' }))
  })
})

test('arithmetic agrees with JavaScript on random expressions', () => {
  const leaf = fc.oneof(fc.nat(20).map(String), fc.constantFrom('X', 'Z', 'dose'))
  const tree = fc.letrec<{ node: string }>((tie) => ({
    node: fc.oneof(
      { depthSize: 'small' },
      leaf,
      fc.tuple(tie('node'), fc.constantFrom('+', '-', '*'), tie('node')).map(([a, op, b]) => `(${a}) ${op} (${b})`),
    ),
  }))
  fc.assert(
    fc.property(tree.node, (text) => {
      const expected = new Function('X', 'Z', 'dose', `return ${text}`)(at.X, at.Z, at.dose)
      expect(value(text) + 0).toBe(expected + 0)
    }),
  )
})
