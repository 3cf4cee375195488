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
  /** Whether what was read is what was said, to the precision that is printed. Equality by default. */
  same?: (said: Value, read: Value) => boolean
}

const longestName = 80

/** A name longer than 80 characters is cut with an ellipsis; what was cut is in the sentence’s fields. */
const name: Verbaliser<string> = {
  say: (text) => `“${shortened(text).replaceAll('”', '””')}”`,
  pattern: '“(?:[^”]|””)*”',
  read: (text) => text.slice(1, -1).replaceAll('””', '”'),
  same: (said, read) => shortened(said) === read,
}

const plainUnit = String.raw`[\p{L}%°µ/²³]+(?: [\p{L}%°µ/²³]+){0,2}`

/** A unit of one to three words stands without quotation marks. */
const unit: Verbaliser<string> = {
  say: (text) => (new RegExp(`^${plainUnit}$`, 'u').test(text) ? text : name.say(text)),
  pattern: `(?:${plainUnit}|${name.pattern})`,
  read: (text) => (text.startsWith('“') ? name.read(text) : text),
}

function shortened(text: string): string {
  const clean = text.replace(/\s+/g, ' ')
  const letters = [...clean]
  return letters.length > longestName ? `${letters.slice(0, longestName - 1).join('')}…` : clean
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
  same: (said, read) => Math.abs(said - read) <= 5.01e-4 * Math.abs(said),
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
  same: (said, read) => Math.abs(said - read) <= 5.01e-11 * Math.max(1, Math.abs(said)),
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
  same: (said, read) => Math.abs(said - read) <= Math.min(5.01e-4, 0.0501 * Math.min(said, 1 - said) + 1e-13),
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
  return words[bounds.findIndex((bound) => p <= bound + 1e-9)]!
}

/** Never the word alone. */
const likelihood: Verbaliser<number> = {
  say: (p) => `${likelihoodWord(p)} (${probability.say(p)})`,
  pattern: String.raw`${oneOf(words)} \(${probability.pattern}\)`,
  read: (text) => Number(/\(([^)]*)\)/.exec(text)![1]),
  same: probability.same!,
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
  same: (said, read) => Math.floor(Date.parse(said) / 1000) === Date.parse(read) / 1000,
}

const direction: Verbaliser<string> = { say: (way) => way, pattern: '(?:above|below)', read: (text) => text }

const scale: Verbaliser<string> = {
  say: (text) => text,
  pattern: '(?:log-odds|survival|probability)',
  read: (text) => text,
}

export const verbalisers = {
  unit,
  name,
  scale,
  Threat,
  number,
  count,
  exact,
  probability,
  likelihood,
  date,
  moment,
  direction,
}
export type VerbaliserName = keyof typeof verbalisers

/** Every word a verbaliser may say by itself. */
export const closedWords: readonly string[] = [
  ...threatTypes.flatMap((threat) => [threat, capital(threat)]),
  ...words,
  ...months,
  'UTC',
  'above',
  'below',
  'log-odds',
  'survival',
  'probability',
  'e',
].flatMap((phrase) => phrase.split(' '))
