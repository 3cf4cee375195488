/**
 * Spelling suggestions on the conference papers: made slips of library words put right, correct queries left alone, cost.
 * The vocabulary is of nine papers in ten; correct queries come from the tenth, whose rarest words it has never seen.
 * `SEED` draws other words (the thresholds were chosen with seed 1; the documented figures are of seed 2).
 */
import { wordsOf } from '../packages/papers/src/intake/slug.ts'
import { parseQuery } from '../packages/papers/src/search/query/query.ts'
import { chosen, wordsToDoubt } from '../packages/papers/src/search/spelling/suggestion.ts'
import { createVocabulary, isCorrectable } from '../packages/papers/src/search/spelling/vocabulary.ts'
import { conferencePapers, machine, quantile, requireFile, seeded, table } from './measuring/measure.ts'
import { type Paper, readPapers } from './measuring/queries.ts'

const seed = Number(process.env.SEED ?? 2)
const random = seeded(seed)
const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)]!

const edits = ['swap', 'leave out', 'insert', 'replace']

requireFile(conferencePapers)
const papers = await readPapers(conferencePapers)
const split = seeded(11)
const known: Paper[] = []
const heldOut: Paper[] = []
for (const paper of papers) (split() < 0.9 ? known : heldOut).push(paper)

const counts = new Map<string, number>()
const cost = build()
console.log(`${machine()}; ${known.length} papers known, ${heldOut.length} held out, seed ${seed}.`)
console.log(
  `Vocabulary: ${JSON.stringify(cost.vocabulary.size())}, ${cost.cpuSeconds.toFixed(1)} s of CPU, ${cost.megabytes.toFixed(0)} MB.\n`,
)

const usual = [...counts].filter(([word, papers]) => papers >= 5 && isCorrectable(word) && word.length >= 4)
console.log(table([...edits, 'two of these'].map(slips)))
const lower = (query: (paper: Paper) => string | undefined) => (paper: Paper) => query(paper)?.toLowerCase()
console.log(
  `\n${table([
    correct('author keywords', keyword),
    correct('author keywords, lower case', lower(keyword)),
    correct('three words of a title', titleRun),
    correct('three words of a title, lower case', lower(titleRun)),
    correct('author names', name),
    correct('author names, lower case', lower(name)),
  ])}`,
)

function build() {
  const { heapUsed, arrayBuffers } = memory()
  const started = process.cpuUsage()
  const vocabulary = createVocabulary()
  for (const paper of known) vocabulary.add(wordsOf(textOf(paper)))
  vocabulary.settle()
  const { user, system } = process.cpuUsage(started)
  const now = memory()
  for (const paper of known)
    for (const word of new Set(wordsOf(textOf(paper)))) counts.set(word, (counts.get(word) ?? 0) + 1)
  return {
    vocabulary,
    cpuSeconds: (user + system) / 1e6,
    megabytes: (now.heapUsed + now.arrayBuffers - heapUsed - arrayBuffers) / 1e6,
  }
}

function memory() {
  globalThis.gc?.()
  return process.memoryUsage()
}

function textOf({ title, abstract, authors, venue, keywords }: Paper): string {
  return [title, abstract, ...authors, venue, ...keywords].join('\n')
}

/** Words in five papers or more, drawn evenly, with a slip in them. */
function slips(kind: string) {
  const times: number[] = []
  let [right, offered, isWord] = [0, 0, 0]
  const tries = 2000
  for (let n = 0; n < tries; n++) {
    const [word] = pick(usual)
    const wrong = kind === 'two of these' ? slip(slip(word, pick(edits)), pick(edits)) : slip(word, kind)
    if (cost.vocabulary.papersWith(wrong) > 0) isWord++
    const started = performance.now()
    const [first] = cost.vocabulary.corrections(wrong)
    times.push(performance.now() - started)
    if (first) offered++
    if (first?.word === word) right++
  }
  return {
    slip: kind,
    'right %': (100 * right) / tries,
    'right of those that are no word %': (100 * right) / (tries - isWord),
    'offered %': (100 * offered) / tries,
    'is a word %': (100 * isWord) / tries,
    'p50 ms': quantile(times, 0.5),
    'p95 ms': quantile(times, 0.95),
  }
}

function slip(word: string, kind: string): string {
  const at = Math.floor(random() * word.length)
  const letter = String.fromCharCode(97 + Math.floor(random() * 26))
  const made = {
    swap: () => word.slice(0, at) + (word[at + 1] ?? '') + word[at] + word.slice(at + 2),
    'leave out': () => word.slice(0, at) + word.slice(at + 1),
    insert: () => word.slice(0, at) + letter + word.slice(at),
    replace: () => word.slice(0, at) + letter + word.slice(at + 1),
  }[kind]!()
  return made === word ? slip(word, kind) : made
}

/** Queries out of papers the vocabulary does not have, as their authors wrote them. */
function correct(of: string, query: (paper: Paper) => string | undefined) {
  const made: { from: string; to: string }[] = []
  let [queries, doubted, unknown] = [0, 0, 0]
  for (const paper of heldOut) {
    const text = query(paper)
    if (!text) continue
    queries++
    const words = wordsToDoubt(parseQuery(text))
    if (words.some(({ word }) => cost.vocabulary.papersWith(word) === 0)) unknown++
    const changed = words.flatMap((doubtful) => {
      const found = chosen(doubtful, cost.vocabulary.corrections(doubtful.word))
      return found ? [{ from: doubtful.word, to: found.word }] : []
    })
    if (changed.length > 0) doubted++
    made.push(...changed)
  }
  if (process.env.SHOW)
    console.log(
      made
        .slice(0, 60)
        .map(({ from, to }) => `${from}→${to}`)
        .join(' '),
    )
  return {
    'correct queries': of,
    queries,
    'with a word never seen %': (100 * unknown) / queries,
    'false suggestion %': (100 * doubted) / queries,
  }
}

function keyword({ keywords }: Paper): string | undefined {
  return keywords.length > 0 ? pick(keywords) : undefined
}

function titleRun({ title }: Paper): string | undefined {
  const words = title.match(/[\p{L}\p{N}-]+/gu) ?? []
  const at = Math.floor(random() * Math.max(1, words.length - 2))
  return words.slice(at, at + 3).join(' ')
}

function name({ authors }: Paper): string | undefined {
  return authors.length > 0 ? pick(authors) : undefined
}
