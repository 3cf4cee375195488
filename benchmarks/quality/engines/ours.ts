/** Causerie's own search on its own index: by words, by meaning, and by both. */
import { join } from 'node:path'
import type { Embedder } from '../../../packages/papers/src/meaning/embedder.ts'
import { createStaticEmbedder } from '../../../packages/papers/src/meaning/staticEmbedder.ts'
import type { StaticWeights } from '../../../packages/papers/src/meaning/staticFile.ts'
import { settleIn } from '../../../packages/papers/src/meaning/training/settleIn.ts'
import { searchDocument } from '../../../packages/papers/src/search/document.ts'
import { withVectors } from '../../../packages/papers/src/search/embedding.ts'
import { programQuery } from '../../../packages/papers/src/search/query/programQuery.ts'
import { openLibrarySample } from '../../../packages/papers/src/search/rank/librarySample.ts'
import { searchIds } from '../../../packages/papers/src/search/search.ts'
import { openSearchIndex, type SearchIndex } from '../../../packages/papers/src/search/searchIndex.ts'
import type { TestDocument } from '../collection.ts'
import type { Engine, EngineMaker } from './engine.ts'

/**
 * With the embedder that a library of these documents comes to by itself, made of `weights` (settleIn.ts). Hybrid comes
 * last: the others are compared with it.
 */
export const ours =
  (weights: StaticWeights & { checksum: string }): EngineMaker =>
  async (documents, folder) => {
    const settled = await settleIn(weights, documents, { seed: 1 })
    if (settled)
      console.log(
        `  Of ${settled.examined} papers kept apart ${told(settled.given)} are found first by their titles${settled.learnt === undefined ? ': the weights stay.' : `, ${told(settled.learnt)} after learning.`}\n`,
      )
    const embedder = createStaticEmbedder(settled?.weights ?? weights, settled?.weights ? 'learnt' : weights.checksum)
    const meaning = { embedder: embedder.id, dimension: embedder.dimension }
    const index = await openSearchIndex(join(folder, 'index'), { meaning })
    await fill(index, embedder, documents)
    const sample = openLibrarySample({
      count: () => index.count(),
      ids: async (size) => documents.slice(0, size).map((_, at) => at + 1),
      textsOf: (ids) => index.textsOf(ids),
    })
    const engine = (name: string, mode: 'words' | 'meaning' | 'hybrid'): Engine => ({
      name,
      ours: true,
      async search(query, limit) {
        const { ids } = await searchIds({ index, sample }, programQuery(query), { limit, mode, embedder })
        return ids.map((id) => documents[id - 1]!.id)
      },
      close: mode === 'hybrid' ? () => index.close() : undefined,
    })
    return [engine('Words', 'words'), engine('Meaning', 'meaning'), engine('Hybrid', 'hybrid')]
  }

const told = (share: number) => `${(100 * share).toFixed(1)} %`

async function fill(index: SearchIndex, embedder: Embedder, documents: readonly TestDocument[]): Promise<void> {
  const onFault = (error: Error) => {
    throw error
  }
  const pageSize = 1000
  for (let from = 0; from < documents.length; from += pageSize) {
    const page = documents.slice(from, from + pageSize)
    await index.put(
      await withVectors(
        page.map((one, at) => searchDocument({ id: from + at + 1, state: stateOf(one) }, 1)),
        embedder,
        { onFault },
      ),
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
