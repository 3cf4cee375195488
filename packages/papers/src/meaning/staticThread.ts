/** The thread of a static embedder: texts in, vectors out, in the order asked. It reads no file. */
import { parentPort } from 'node:worker_threads'
import type { Embedder } from './embedder.ts'
import type { Asked, Given } from './embedsApart.ts'
import { createStaticEmbedder } from './staticEmbedder.ts'

let embedder: Embedder
let working: Promise<void> = Promise.resolve()

parentPort!.on('message', (asked: Asked) => {
  if (asked.kind === 'weights') embedder = createStaticEmbedder(asked.weights, asked.checksum)
  else working = working.then(() => answer(asked))
})

async function answer({ number, texts }: Extract<Asked, { kind: 'texts' }>): Promise<void> {
  const vectors = (await embedder.embed(texts, { as: 'document' })) as Float32Array<ArrayBuffer>
  parentPort!.postMessage({ number, vectors } satisfies Given, [vectors.buffer])
}
