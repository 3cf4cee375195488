/** Gives documents their vectors as they are indexed, and later to those that had to wait. */
import { setImmediate as breathe } from 'node:timers/promises'
import type { Embedder } from '../meaning/embedder.ts'
import { type PaperTexts, type SearchDocument, textsOfWords } from './document.ts'
import type { IndexedDocument } from './indexTable.ts'
import type { SearchIndex } from './searchIndex.ts'

/** So many texts are embedded before others get their turn: 5 ms of a model that does 10,000 texts a second. */
const slice = 50

/** A model that fails (a server that does not answer) holds up no import: its documents wait for their vectors. */
export function withVectors(embedder: Embedder | undefined, onNote: (text: string) => void) {
  return async (documents: SearchDocument[]): Promise<IndexedDocument[]> => {
    if (!embedder) return documents
    try {
      const vectors = await vectorsFor(
        embedder,
        documents.map(({ words }) => textsOfWords(words)),
      )
      return documents.map((one, at) => ({ ...one, vector: vectors[at]! }))
    } catch (error) {
      onNote(
        `${documents.length} papers wait for their place by meaning: ${embedder.id} failed (${(error as Error).message}).`,
      )
      return documents
    }
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
    await index.fill(waiting.map(({ id, revision }, at) => ({ id, revision, vector: vectors[at]! })))
    done += waiting.length
    onProgress(done)
  }
  return done
}

async function vectorsFor(embedder: Embedder, texts: PaperTexts[], signal?: AbortSignal): Promise<Float32Array[]> {
  const vectors: Float32Array[] = []
  for (let from = 0; from < texts.length; from += slice) {
    const part = texts.slice(from, from + slice).map(({ title, abstract }) => `${title}\n${abstract}`)
    const made = await embedder.embed(part, { as: 'document', signal })
    for (let at = 0; at < part.length; at++)
      vectors.push(made.subarray(at * embedder.dimension, (at + 1) * embedder.dimension))
    await breathe()
  }
  return vectors
}
