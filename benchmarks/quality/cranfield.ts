/** The Cranfield collection (Cleverdon 1967): 1,400 abstracts on aerodynamics, 225 questions, five grades. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../measuring/measure.ts'
import { type Collection, partOf } from './collection.ts'

export const cranfieldFolder = join(root, '../shared/data/cranfield')

export function readCranfield(): Collection {
  const read = (name: string) => readFileSync(join(cranfieldFolder, name), 'utf8').trim().split('\n')
  const gains = gainsOf(read('qrels.txt'))
  return {
    name: 'Cranfield',
    about: '1,400 abstracts on aerodynamics, questions in sentences, gain 2^(5 − grade) − 1 for grades 1–4',
    // The texts as they are given: each begins with its title once more.
    documents: read('corpus.jsonl').map((line) => {
      const { _id: id, title, text } = JSON.parse(line)
      return { id, title, abstract: text }
    }),
    queries: read('queries.jsonl').flatMap((line) => {
      const { _id: id, text } = JSON.parse(line) as { _id: string; text: string }
      const own = gains.get(id)
      return own ? [{ id, text, part: partOf('Cranfield', id), gains: own }] : []
    }),
  }
}

export const hasCranfield = (): boolean => existsSync(cranfieldFolder)

/** Lines `query document grade`: 1 is best; 5 and −1 are not relevant. */
export function gainsOf(lines: readonly string[]): Map<string, Map<string, number>> {
  const gains = new Map<string, Map<string, number>>()
  for (const line of lines) {
    const [query, document, grade] = line.trim().split(/\s+/)
    if (!query || !document || !(Number(grade) >= 1 && Number(grade) <= 4)) continue
    const own = gains.get(query) ?? new Map<string, number>()
    gains.set(query, own.set(document, 2 ** (5 - Number(grade)) - 1))
  }
  return gains
}
