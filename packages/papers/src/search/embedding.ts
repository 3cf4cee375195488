/** Gives documents their vectors as they are indexed, and later to those that had to wait. */
import { setImmediate as breathe } from 'node:timers/promises'
import type { Embedder } from '../meaning/embedder.ts'
import { unlessStopped } from '../unlessStopped.ts'
import { type PaperTexts, type SearchDocument, textsOfWords } from './document.ts'
import type { IndexedDocument } from './indexTable.ts'
import type { SearchIndex } from './searchIndex.ts'

/** So many texts are embedded before others get their turn: 5 ms of a model that does 10,000 texts a second here. */
const fewTexts = 50

/**
 * Documents with their vectors, or as they are without an embedder. `onFault` hears what the embedder throws, and the
 * documents then wait for their vectors.
 */
export async function withVectors(
  documents: SearchDocument[],
  embedder: Embedder | undefined,
  { signal, onFault }: { signal?: AbortSignal; onFault: (error: Error) => void },
): Promise<IndexedDocument[]> {
  if (!embedder) return documents
  try {
    const texts = documents.map(({ words }) => textsOfWords(words))
    const vectors = await vectorsFor(embedder, texts, signal)
    return documents.map((one, at) => ({ ...one, vector: vectors[at]! }))
  } catch (error) {
    onFault(error as Error)
    return documents
  }
}

/** Makes the vectors that are missing, and says how many it made. Throws what the embedder throws. */
export async function fillMissing(
  index: SearchIndex,
  embedder: Embedder,
  { signal, onProgress = () => {} }: { signal?: AbortSignal; onProgress?: (done: number) => void } = {},
): Promise<number> {
  let done = 0
  while (index.meaning?.embedder === embedder.id) {
    signal?.throwIfAborted()
    const waiting = await index.withoutVector(500)
    if (waiting.length === 0) break
    const vectors = await vectorsFor(
      embedder,
      waiting.map(({ texts }) => texts),
      signal,
    )
    await index.fill(
      waiting.map(({ id, revision }, at) => ({ id, revision, vector: vectors[at]! })),
      embedder.id,
    )
    done += waiting.length
    onProgress(done)
  }
  return done
}

async function vectorsFor(embedder: Embedder, texts: PaperTexts[], signal?: AbortSignal): Promise<Float32Array[]> {
  const vectors: Float32Array[] = []
  const slice = embedder.atOnce ?? fewTexts
  for (let from = 0; from < texts.length; from += slice) {
    signal?.throwIfAborted()
    const part = texts.slice(from, from + slice).map(({ title, abstract }) => `${title}\n${abstract}`)
    const made = await unlessStopped(embedder.embed(part, { as: 'document', signal }), signal)
    for (let at = 0; at < part.length; at++)
      vectors.push(made.subarray(at * embedder.dimension, (at + 1) * embedder.dimension))
    await breathe()
  }
  return vectors
}
