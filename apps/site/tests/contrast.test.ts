import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

/** WCAG 2.2 relative luminance and contrast, on the pairs that the style sheets put together. */
const css = readFileSync(new URL('../src/styles/tokens.css', import.meta.url), 'utf8')
const tokens = new Map(
  [...css.matchAll(/--([a-z]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)].map(([, name, light, dark]) => [
    name!,
    { light: light!, dark: dark! },
  ]),
)

const channel = (value: number) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)
const luminance = (hex: string) =>
  [1, 3, 5]
    .map((i) => channel(Number.parseInt(hex.slice(i, i + 2), 16) / 255))
    .reduce((sum, value, i) => sum + value * [0.2126, 0.7152, 0.0722][i]!, 0)
const contrast = (a: string, b: string) => {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

const text = [
  ...['ink', 'soft', 'new', 'runs', 'warn', 'causal', 'biasing', 'holds', 'refuted', 'unsure'].map(
    (front) => [front, 'paper'] as const,
  ),
  ...['wash', 'found', 'added', 'removed'].map((back) => ['ink', back] as const),
]
const lines = ['edge', 'focus', 'rule'].map((front) => [front, 'paper'] as const)

describe.each(['light', 'dark'] as const)('in the %s', (mode) => {
  test('the formula agrees with WCAG on black and white', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 10)
    expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2)
  })
  test.each(text)('%s on %s can be read (4.5 : 1)', (front, back) => {
    expect(contrast(tokens.get(front)![mode], tokens.get(back)![mode])).toBeGreaterThanOrEqual(4.5)
  })
  test.each(lines)('%s on %s can be seen (3 : 1)', (front, back) => {
    expect(contrast(tokens.get(front)![mode], tokens.get(back)![mode])).toBeGreaterThanOrEqual(3)
  })
})
