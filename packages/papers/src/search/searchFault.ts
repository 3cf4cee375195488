/** Asks the index a question that reads every part of it: files may be gone although the rows are all counted. */
import { parseQuery } from './query/query.ts'
import type { SearchIndex } from './searchIndex.ts'

/** What is wrong with the index in one line; undefined when it answers. */
export async function searchFault(index: SearchIndex): Promise<string | undefined> {
  const question = parseQuery('paper author:nobody venue:nowhere year:2000')
  try {
    await index.search(question, { all: true, limit: 1 })
    if (index.meaning) await index.nearest(new Float32Array(index.meaning.dimension).fill(1), { limit: 1 })
    return undefined
  } catch (error) {
    return (error as Error).message.split('\n')[0]!.slice(0, 200)
  }
}
