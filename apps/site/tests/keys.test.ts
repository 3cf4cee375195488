import { readFileSync, statSync } from 'node:fs'
import { expect, test } from 'vitest'

const script = new URL('../static/keys.js', import.meta.url)
const help = readFileSync(new URL('../src/routes/about/Keys.svelte', import.meta.url), 'utf8')

test('the scripts of the keyboard and of the search box stay small', () => {
  expect(statSync(script).size).toBeLessThan(6000)
  expect(statSync(new URL('../static/complete.js', import.meta.url)).size).toBeLessThan(5000)
})

test('its overlay and the page about this instance name the same keys', () => {
  const overlay = [...readFileSync(script, 'utf8').matchAll(/^ {4}\['([^']+)', '/gm)]
    .flatMap(([, names]) => names!.split(' '))
    .filter((name) => name !== 'Esc')
  const page = [...help.matchAll(/\[\[((?:'[^']+'(?:, )?)+)\]/g)].flatMap(([, names]) =>
    names!.split(', ').map((name) => name.slice(1, -1)),
  )
  expect(overlay).toEqual(page)
  expect(page.length).toBeGreaterThan(6)
})
