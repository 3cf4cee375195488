/** The worked example of docs/desk.md, followed. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { askAdjustment } from '../../src/routes/desk/questions/adjustment.ts'
import { askIdentification } from '../../src/routes/desk/questions/identification.ts'
import { firstLimits } from '../../src/routes/desk/questions/kinds.ts'
import { askPaths } from '../../src/routes/desk/questions/paths.ts'
import { toggleRole } from '../../src/routes/desk/state/edits.ts'
import { decodeDesk } from '../../src/routes/desk/state/link.ts'
import { readGraph } from '../../src/routes/desk/state/text.ts'

const guide = readFileSync(new URL('../../../../docs/desk.md', import.meta.url), 'utf8')

test('the guide’s example gives what the guide says', () => {
  const reading = readGraph(/```\n(dag [\s\S]*?)```/.exec(guide)![1]!)
  if ('fault' in reading) return expect.fail(reading.fault.message)
  const { graph } = reading
  const paths = askPaths(graph, firstLimits)
  expect(paths.causal.map(({ written }) => written)).toEqual(['exercise → pressure', 'exercise → weight → pressure'])
  expect(paths.biasing.map(({ written }) => written)).toEqual([
    'exercise ← age → pressure',
    'exercise ← diet → weight → pressure',
  ])
  for (const { written } of [...paths.causal, ...paths.biasing]) expect(guide).toContain(`\`${written}\``)
  const adjustment = askAdjustment(graph, firstLimits)
  expect([adjustment.suffices, adjustment.total.sets, adjustment.direct.sets]).toEqual([
    false,
    [['age', 'diet']],
    [['age', 'weight']],
  ])
  const formula = askIdentification(graph)
  expect(formula.identifiable && formula.adjustment?.text).toContain('P(pressure | exercise, age, diet) P(age, diet)')
  const hidden = toggleRole(graph, 'diet', 'latent')
  expect(askAdjustment(hidden, firstLimits).total.sets).toEqual([])
  expect(askIdentification(hidden).identifiable).toBe(false)
})

test('the guide’s link opens', async () => {
  const found = await decodeDesk(/`\/desk#(graph=[^`\s]{5,})`/.exec(guide)![1]!)
  expect(found && 'desk' in found && found.desk.graph.roles.outcome).toEqual(['Y'])
})
