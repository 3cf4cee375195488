/** Stopping the making of vectors: at any moment, with the reason, and with nothing left over that fails unheard. */
import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { Embedder } from '../meaning/embedder.ts'
import { searchDocument } from './document.ts'
import { withVectors } from './embedding.ts'
import { hashedEmbedder } from './testing.ts'

const documents = Array.from({ length: 200 }, (_, id) =>
  searchDocument(
    {
      id,
      state: {
        fields: { title: `Swan ${id}` },
        ...{ provenance: {}, identifiers: [], links: [], topics: [], listings: [] },
      },
    },
    1,
  ),
)
const whole = hashedEmbedder()

/** Embeds with a model that is stopped by `stop` in its first slice; says how often it was asked, and what was heard. */
async function stopping(stop: (abort: () => void) => void, heeds: boolean) {
  const stopped = new AbortController()
  let calls = 0
  const embedder: Embedder = {
    ...whole,
    async embed(texts, options) {
      if (heeds) options.signal?.throwIfAborted()
      if (++calls === 1) stop(() => stopped.abort(new Error('the house closes')))
      return whole.embed(texts, options)
    },
  }
  const faults: string[] = []
  const { signal } = stopped
  await withVectors(documents, embedder, { signal, onFault: ({ message }) => faults.push(message) })
  return { calls, faults }
}

test.each([true, false])('a model is not asked once it is stopped, whether it heeds the signal (%s)', async (heeds) => {
  const unheard: unknown[] = []
  const listen = (reason: unknown) => unheard.push(reason)
  process.on('unhandledRejection', listen)
  try {
    for (const stop of [
      (abort: () => void) => abort(), // while the model works
      (abort: () => void) => void queueMicrotask(abort),
      (abort: () => void) => void setImmediate(abort), // while others have their turn between two slices
    ])
      expect(await stopping(stop, heeds)).toEqual({ calls: 1, faults: ['the house closes'] })
    await delay(20)
    expect(unheard).toEqual([])
  } finally {
    process.off('unhandledRejection', listen)
  }
})

test('a model that fails after it was stopped fails unheard by anyone, and nothing else does', async () => {
  const stopped = new AbortController()
  const unheard: unknown[] = []
  const listen = (reason: unknown) => unheard.push(reason)
  process.on('unhandledRejection', listen)
  const embedder: Embedder = {
    ...whole,
    async embed() {
      stopped.abort(new Error('the house closes'))
      await delay(10)
      throw new Error('too late')
    },
  }
  const faults: string[] = []
  await withVectors(documents, embedder, {
    signal: stopped.signal,
    onFault: ({ message }) => faults.push(message),
  })
  await delay(30)
  process.off('unhandledRejection', listen)
  expect(faults).toEqual(['the house closes'])
  expect(unheard).toEqual([])
})
