/** The facts in reproductions/*\/paper.json: their shape, checked by hand so that the check shares nothing with the code. */
import type { Tree } from './tree.ts'

type Facts = Record<string, unknown>
type Check = (value: unknown, facts: Facts) => string | undefined

export function catalogueFaults(files: Tree): string[] {
  const papers = [...files].filter(([path]) => /^reproductions\/[^/]+\/paper\.json$/.test(path))
  const read = papers.map(([path, text]) => ({ path, facts: parsed(text) }))
  return [
    ...read.flatMap(({ path, facts }) => faultsOf(path, facts).map((fault) => `${path}: ${fault}`)),
    ...twice(read, 'arxivId'),
    ...twice(read, 'title'),
    ...unlikeTopics(read),
  ]
}

function parsed(text: string): Facts | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Facts) : undefined
  } catch {
    return undefined
  }
}

function faultsOf(path: string, facts: Facts | undefined): string[] {
  if (!facts) return ['is not a JSON object']
  const folder = path.split('/')[1]
  const wrong = Object.entries(fields).flatMap(([name, { check, optional }]) => {
    if (facts[name] === undefined) return optional ? [] : [`"${name}" is missing`]
    const fault = check(facts[name], facts)
    return fault ? [`"${name}" ${fault}, is ${JSON.stringify(facts[name])}`] : []
  })
  const unknown = Object.keys(facts)
    .filter((name) => !(name in fields))
    .map((name) => `"${name}" is not a known field`)
  const slug = facts.slug === folder ? [] : [`"slug" is ${JSON.stringify(facts.slug)}, its folder is "${folder}"`]
  return [...wrong, ...unknown, ...slug]
}

const text: Check = (value) =>
  typeof value === 'string' && value.trim() === value && value !== ''
    ? undefined
    : 'must be a text without blanks around it'
const day: Check = (value) => (isDay(value) ? undefined : 'must be a day, YYYY-MM-DD')
const date: Check = (value) =>
  isDay(`${value}-01-01`.slice(0, 10)) && typeof value === 'string' && [4, 7, 10].includes(value.length)
    ? undefined
    : 'must be a date, as exact as it is known'
const count: Check = (value) =>
  Number.isInteger(value) && (value as number) >= 0 ? undefined : 'must be a whole number'
const webAddress: Check = (value) =>
  typeof value === 'string' && URL.parse(value)?.protocol === 'https:' ? undefined : 'must be an https address'

const fields: Record<string, { check: Check; optional?: true }> = {
  slug: { check: matching(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'must be words of small letters and digits joined by -') },
  name: { check: text },
  title: { check: text },
  arxivId: { check: matching(/^\d{2}(?:0[1-9]|1[0-2])\.(?:\d{4}|\d{5})$/, 'must be an arXiv id without version') },
  doi: { check: matching(/^10\.\d{4,9}\/[^\sA-Z]+$/, 'must be a DOI in small letters'), optional: true },
  authors: { check: listOf(text) },
  organisations: { check: listOf(text), optional: true },
  dates: { check: recordOf({ submitted: date, listed: day }, {}) },
  venue: { check: text, optional: true },
  links: {
    check: recordOf(
      {},
      Object.fromEntries('code project model data openreview acl'.split(' ').map((kind) => [kind, webAddress])),
    ),
    optional: true,
  },
  licence: { check: text, optional: true },
  onPage: { check: recordOf({ position: count }, { date: day, comments: count }) },
  topics: { check: listOf(text) },
  summary: { check: twoSentences },
}

function matching(pattern: RegExp, sentence: string): Check {
  return (value) => (typeof value === 'string' && pattern.test(value) ? undefined : sentence)
}

function listOf(check: Check): Check {
  return (value, facts) => {
    if (!Array.isArray(value) || value.length === 0) return 'must be a list that is not empty'
    if (new Set(value).size < value.length) return 'names something twice'
    return value.map((item) => check(item, facts)).find((fault) => fault !== undefined)
  }
}

function recordOf(required: Record<string, Check>, optional: Record<string, Check>): Check {
  return (value, facts) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'must be an object'
    const record = value as Facts
    const missing = Object.keys(required).find((name) => record[name] === undefined)
    if (missing) return `lacks "${missing}"`
    for (const [name, item] of Object.entries(record)) {
      const check = required[name] ?? optional[name]
      const fault = check ? check(item, facts) : 'is not known here'
      if (fault) return `has "${name}", which ${fault}`
    }
    return undefined
  }
}

function isDay(value: unknown): boolean {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return false
  const time = new Date(`${value}T00:00:00Z`)
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(value)
}

/** Our own summary, never the abstract: two sentences, of a length that can be read in a list. */
function twoSentences(value: unknown): string | undefined {
  if (typeof value !== 'string') return 'must be a text'
  const ends =
    value
      .replace(/\b(?:e\.g|i\.e|vs|cf|al|Fig|Eq|No|approx)\./g, '')
      .match(/[.!?]["”’)]*(?=\s+["“‘(]?[\p{Lu}\d]|$)/gu) ?? []
  if (ends.length !== 2) return `must have exactly two sentences, has ${ends.length}`
  return value.length <= 900 ? undefined : 'is longer than 900 characters'
}

type Read = { path: string; facts: Facts | undefined }[]

function twice(read: Read, field: string): string[] {
  const groups = Map.groupBy(read, ({ facts }) => facts?.[field])
  return [...groups]
    .filter(([value, papers]) => value !== undefined && papers.length > 1)
    .map(([value, papers]) => `${field} ${value} stands in ${papers.map(({ path }) => path).join(' and ')}`)
}

/** "Causal discovery" and "Causal Discovery" would be two topics. */
function unlikeTopics(read: Read): string[] {
  const labels = new Set(read.flatMap(({ facts }) => (Array.isArray(facts?.topics) ? facts.topics.map(String) : [])))
  const groups = Map.groupBy(labels, (label) => label.toLowerCase().replace(/[\s-]+/g, ' '))
  return [...groups.values()]
    .filter((same) => same.length > 1)
    .map((same) => `topics ${same.map((label) => `"${label}"`).join(' and ')} differ only in case or hyphens`)
}
