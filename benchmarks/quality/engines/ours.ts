/** Causerie's own search on its own index. */
import { join } from 'node:path'
import { searchDocument } from '../../../packages/papers/src/search/document.ts'
import { searchIds } from '../../../packages/papers/src/search/search.ts'
import { openSearchIndex, type SearchIndex } from '../../../packages/papers/src/search/searchIndex.ts'
import type { TestDocument } from '../collection.ts'
import type { Engine } from './engine.ts'

export async function ours(documents: readonly TestDocument[], folder: string): Promise<Engine[]> {
  const index = await openSearchIndex(join(folder, 'index'))
  await fill(index, documents)
  return [
    {
      name: 'Words',
      ours: true,
      async search(query, limit) {
        const { ids } = await searchIds(index, query.replace(/[":]/g, ' '), limit)
        return ids.map((id) => documents[id - 1]!.id)
      },
      close: () => index.close(),
    },
  ]
}

async function fill(index: SearchIndex, documents: readonly TestDocument[]): Promise<void> {
  const pageSize = 1000
  for (let from = 0; from < documents.length; from += pageSize) {
    const page = documents.slice(from, from + pageSize)
    await index.put(
      page.map((one, at) => searchDocument({ id: from + at + 1, state: stateOf(one) }, 1)),
      { fresh: true },
    )
  }
  await index.settle({ always: true })
}

function stateOf({ title, abstract }: TestDocument) {
  return {
    fields: { title, abstract },
    provenance: { '*': 'jsonl' },
    identifiers: [],
    links: [],
    topics: [],
    listings: [],
  }
}
