/** The Cranfield collection: 1,400 abstracts of aerodynamics, 225 questions, graded judgements. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

export type Collection = {
  name: string
  documents: string[]
  queries: string[]
  /** What it is worth to show a document for a query: 0 when it does not answer. */
  gain(query: number, document: number): number
}

/** Grade 1 is best: a gain of 2^(5 − grade) − 1 for grades 1 to 4, none for 5 and −1. */
export async function readCranfield(folder: string): Promise<Collection> {
  const [documents, queries] = await Promise.all(
    ['corpus.jsonl', 'queries.jsonl'].map((name) => lines(join(folder, name))),
  )
  const gains = new Map<string, number>()
  for (const line of (await readFile(join(folder, 'qrels.txt'), 'utf8')).trim().split('\n')) {
    const [query, document, grade] = line.trim().split(/\s+/)
    const value = Number(grade)
    if (value >= 1 && value <= 4) gains.set(`${query} ${document}`, 2 ** (5 - value) - 1)
  }
  return {
    name: 'Cranfield',
    documents: documents!.map(({ text }) => text),
    queries: queries!.map(({ text }) => text),
    gain: (query, document) => gains.get(`${queries![query]!._id} ${documents![document]!._id}`) ?? 0,
  }
}

async function lines(file: string): Promise<{ _id: string; text: string }[]> {
  return (await readFile(file, 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
}
