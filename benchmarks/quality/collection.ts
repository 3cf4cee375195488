/** What a test of search quality is made of: documents, queries in two parts, and how much each document is worth. */
import { createHash } from 'node:crypto'

export type TestDocument = { id: string; title: string; abstract: string }

/** Choices are made on development queries only; figures that are reported come from test queries. */
export type Part = 'development' | 'test'

export type TestQuery = { id: string; text: string; part: Part; gains: ReadonlyMap<string, number> }

export type Collection = {
  name: string
  /** One sentence: where it is from, what counts as relevant. */
  about: string
  documents: TestDocument[]
  queries: TestQuery[]
}

/** A fraction of a text's own, the same on every machine: the first 48 bits of its SHA-256. */
export function hashFraction(text: string): number {
  return createHash('sha256').update(text).digest().readUIntBE(0, 6) / 2 ** 48
}

/** Half of the queries each, by their own text: adding or removing one moves no other. */
export function partOf(collection: string, query: string): Part {
  return hashFraction(`${collection}/${query}`) < 0.5 ? 'development' : 'test'
}
