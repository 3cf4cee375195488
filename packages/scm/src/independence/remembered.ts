import type { IndependenceTest, TestResult } from './variable.ts'

/** The same test, each question answered once; `asked` has every question in order, for the reader. */
export function remembered(test: IndependenceTest): IndependenceTest & {
  readonly asked: readonly { x: string; y: string; given: readonly string[]; result: TestResult }[]
} {
  const known = new Map<string, TestResult>()
  const asked: { x: string; y: string; given: readonly string[]; result: TestResult }[] = []
  return {
    ...test,
    asked,
    test: (x, y, given = []) => {
      const key = JSON.stringify([[x, y].sort(), [...given].sort()])
      const before = known.get(key)
      if (before) return before
      const result = test.test(x, y, given)
      known.set(key, result)
      asked.push({ x, y, given: [...given], result })
      return result
    },
  }
}
