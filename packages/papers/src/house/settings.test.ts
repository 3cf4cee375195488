import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readSettings, settingsSchema } from './settings.ts'

const folder = mkdtempSync(join(tmpdir(), 'causerie-settings-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function homeWith(settings?: string): string {
  const home = mkdtempSync(join(folder, 'home-'))
  if (settings !== undefined) writeFileSync(join(home, 'settings.json'), settings)
  return home
}

test('a home without settings gets the defaults, written out for whoever wants to change them', async () => {
  const home = homeWith()
  const settings = await readSettings(home)
  expect(settings).toEqual(settingsSchema.parse({}))
  expect(settings.trending).toEqual({
    ...{ votes: 0.15, comments: 0.3, code: 0.1, runnable: 0.2, ageDays: 7, windowDays: 90, pageSize: 50 },
  })
  expect(JSON.parse(readFileSync(join(home, 'settings.json'), 'utf8'))).toEqual(settings)
  expect(await readSettings(home)).toEqual(settings)
})

test('what is left out has its default, and the file is left as it is', async () => {
  const text = '{ "trending": { "votes": 1 } }'
  const home = homeWith(text)
  expect(await readSettings(home)).toEqual(settingsSchema.parse({ trending: { votes: 1 } }))
  expect((await readSettings(home)).trending).toMatchObject({ votes: 1, comments: 0.3 })
  expect(readFileSync(join(home, 'settings.json'), 'utf8')).toBe(text)
})

test('all faults are reported at once, each with its path', async () => {
  const home = homeWith(
    JSON.stringify({
      contact: 7,
      trending: { votes: 'many', ageDays: 0, windowdays: 3 },
      search: { pageSize: 1000 },
      harvest: { timeoutMs: 2 },
      colour: 'green',
    }),
  )
  const error = await readSettings(home).catch((caught) => caught)
  expect(error).toMatchObject({ code: 'settings/invalid', hint: expect.stringContaining('docs/settings.md') })
  expect(error.message).toContain(join(home, 'settings.json'))
  for (const part of [
    '7 faults',
    'contact:',
    'trending.votes:',
    'trending.ageDays:',
    'windowdays',
    'search.pageSize:',
    'harvest.timeoutMs:',
    'colour',
  ])
    expect(error.message, part).toContain(part)
})

test.each([['{"contact": '], [''], ['contact = me'], ['{"a": 1,}']])(
  'what is no JSON is said to be none: %j',
  async (text) => {
    await expect(readSettings(homeWith(text))).rejects.toMatchObject({
      code: 'settings/not-json',
      hint: expect.stringContaining('delete it'),
    })
  },
)

test.each([['[]'], ['null'], ['7'], ['"contact"']])(
  'JSON of another shape is a fault of the file: %s',
  async (text) => {
    await expect(readSettings(homeWith(text))).rejects.toMatchObject({
      code: 'settings/invalid',
      message: expect.stringContaining('the file:'),
    })
  },
)
