/**
 * How a value is said in English, and read back: `read(say(value))` is the value, to the precision that is printed. User
 * text stands in quotation marks, its own doubled, so that nothing in it can be taken for a sentence of ours.
 */
import { threatTypes } from './warning.ts'

export type Verbaliser<Value> = {
  say: (value: Value) => string
  /** What `say` can give, as the source of a regular expression without capturing groups. */
  pattern: string
  read: (text: string) => Value
}

const longestName = 80

/** A name longer than 80 characters is cut with an ellipsis; what was cut is in the sentence’s fields. */
const name: Verbaliser<string> = {
  say: (text) => {
    const clean = text.replace(/\s+/g, ' ')
    const letters = [...clean]
    const short = letters.length > longestName ? `${letters.slice(0, longestName - 1).join('')}…` : clean
    return `“${short.replaceAll('”', '””')}”`
  },
  pattern: '“(?:[^”]|””)*”',
  read: (text) => text.slice(1, -1).replaceAll('””', '”'),
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
const oneOf = (texts: readonly string[]) =>
  `(?:${[...texts]
    .sort((a, b) => b.length - a.length)
    .map(escaped)
    .join('|')})`
const capital = (text: string) => text[0]!.toUpperCase() + text.slice(1)

const Threat: Verbaliser<string> = {
  say: capital,
  pattern: oneOf(threatTypes.map(capital)),
  read: (text) => text[0]!.toLowerCase() + text.slice(1),
}

const decimal = String.raw`[-−]?\d[\d,]*(?:\.\d+)?(?:e[-−]?\d+)?`

/** Four significant digits, thousands apart, a true minus. */
const number: Verbaliser<number> = {
  say: (value) => {
    const rounded = Number(value.toPrecision(4))
    const plain = Math.abs(rounded) >= 1e-6 && Math.abs(rounded) < 1e15
    const text =
      rounded === 0
        ? '0'
        : plain
          ? rounded.toLocaleString('en-US', { maximumFractionDigits: 10 })
          : rounded.toExponential()
    return text.replace('e+', 'e').replaceAll('-', '−')
  },
  pattern: decimal,
  read: (text) => Number(text.replaceAll('−', '-').replaceAll(',', '')),
}

const count: Verbaliser<number> = {
  ...number,
  say: (value) => value.toLocaleString('en-US'),
  pattern: String.raw`\d[\d,]*`,
}

/** Ten decimals: sums are to be checked by whoever audits them. */
const exact: Verbaliser<number> = {
  say: (value) => (value < 0 ? '−' : '+') + Math.abs(value).toFixed(10),
  pattern: String.raw`[+−]\d+\.\d{10}`,
  read: (text) => Number(text.replace('−', '-')),
}

/** Three decimals, more near 0 and 1, so that what is unlikely never reads as impossible. */
const probability: Verbaliser<number> = {
  say: (p) => {
    const nearest = Math.min(p, 1 - p)
    if (nearest <= 0) return p.toFixed(0)
    return p.toFixed(Math.min(12, Math.max(3, 1 + Math.ceil(-Math.log10(nearest)))))
  },
  pattern: String.raw`[01](?:\.\d+)?`,
  read: Number,
}

const words = [
  'very unlikely',
  'unlikely',
  'less likely than not',
  'about even',
  'likely',
  'very likely',
  'almost certain',
] as const
const bounds = [0.05, 0.2, 0.4, 0.6, 0.8, 0.95, 1]

export function likelihoodWord(p: number): (typeof words)[number] {
  return words[bounds.findIndex((bound) => p <= bound)]!
}

/** Never the word alone. */
const likelihood: Verbaliser<number> = {
  say: (p) => `${likelihoodWord(p)} (${probability.say(p)})`,
  pattern: String.raw`${oneOf(words)} \(${probability.pattern}\)`,
  read: (text) => Number(/\(([^)]*)\)/.exec(text)![1]),
}

const months = 'January February March April May June July August September October November December'.split(' ')
const datePattern = String.raw`\d{1,2} ${oneOf(months)} \d{4}`

/** A day as given: 2026-11-24. */
const date: Verbaliser<string> = {
  say: (iso) => {
    const [year, month, day] = iso.split('-')
    return `${Number(day)} ${months[Number(month) - 1]} ${year}`
  },
  pattern: datePattern,
  read: (text) => {
    const [day, month, year] = text.split(' ')
    return `${year}-${String(months.indexOf(month!) + 1).padStart(2, '0')}-${day!.padStart(2, '0')}`
  },
}

/** A moment in the zone it was given in, which is printed; to the second. */
const moment: Verbaliser<string> = {
  say: (iso) => {
    const [, day, time, zone] = /^([\d-]+)T(\d\d:\d\d(?::\d\d)?)(?:\.\d+)?(Z|[+-]\d\d:?\d\d)$/.exec(iso)!
    return `${date.say(day!)}, ${time!.replace(/:00$/, (end) => (time!.length > 5 ? '' : end))} ${zone === 'Z' ? 'UTC' : zone!.replace('-', '−')}`
  },
  pattern: String.raw`${datePattern}, \d\d:\d\d(?::\d\d)? (?:UTC|[+−]\d\d:?\d\d)`,
  read: (text) => {
    const [day, rest] = text.split(', ')
    const [time, zone] = rest!.split(' ')
    return `${date.read(day!)}T${time}${time!.length === 5 ? ':00' : ''}${zone === 'UTC' ? 'Z' : zone!.replace('−', '-')}`
  },
}

const direction: Verbaliser<string> = { say: (way) => way, pattern: '(?:above|below)', read: (text) => text }

export const verbalisers = { name, Threat, number, count, exact, probability, likelihood, date, moment, direction }
export type VerbaliserName = keyof typeof verbalisers

/** “1 signal”, “2 signals”: the noun for a count. */
export function plural(count: number, noun: string): string {
  return count === 1 ? noun : `${noun}s`
}
