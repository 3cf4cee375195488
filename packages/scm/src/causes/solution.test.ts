import { expect, test } from 'vitest'
import { causalStories, solution } from '../index.ts'

const { model, context } = causalStories.rockThrowing

test('what happened follows from the context', () => {
  expect(solution(model, { context })).toEqual({ ST: 1, BT: 1, SH: 1, BH: 0, BS: 1 })
})

test('an action cuts its variable off from its causes and leaves the model as it was', () => {
  expect(solution(model, { context, do: { ST: 0 } })).toEqual({ ST: 0, BT: 1, SH: 0, BH: 1, BS: 1 })
  expect(solution(model, { context, do: { SH: 0, BH: 0 } })).toEqual({ ST: 1, BT: 1, SH: 0, BH: 0, BS: 0 })
  expect(solution(model, { context }).BS).toBe(1)
})

test('a context that says too little, and an action on what is exogenous, are refused by name', () => {
  expect(() => solution(model, { context: { U_ST: 1 } })).toThrow('The context says nothing of U_BT.')
  expect(() => solution(model, { context, do: { U_ST: 1 } })).toThrow('“U_ST” is exogenous')
})
