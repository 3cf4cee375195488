/**
 * A static embedder that gives many documents to a thread of its own: an import then reads, writes and embeds at once.
 * Queries and few texts are embedded where they are asked for; the thread begins with the first large batch, ends when
 * none has come for a while, and does not keep the process alive.
 */
import { Worker } from 'node:worker_threads'
import { PapersError } from '../errors.ts'
import { unlessStopped } from '../unlessStopped.ts'
import type { Embedder } from './embedder.ts'
import { createStaticEmbedder } from './staticEmbedder.ts'
import type { StaticWeights } from './staticFile.ts'

/** The weights come first, and as a message: what came with the making of a thread would stay as long as it does. */
export type Asked =
  | { kind: 'weights'; weights: StaticWeights; checksum: string }
  | { kind: 'texts'; number: number; texts: readonly string[] }
/** [texts.length, dimension] */
export type Given = { number: number; vectors: Float32Array<ArrayBuffer> }

export type ApartOptions = {
  /** Fewer texts are not worth a thread, which takes a fifth of a second to begin. */
  fewest?: number
  /** The thread ends when it has been asked nothing for so long, and gives back its 60 MB. */
  idleMs?: number
}

/** Little young space keeps garbage small; words, codes and rows take some 40 MB. */
const resourceLimits = { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 8 }

export function embedsApart(
  weights: StaticWeights,
  checksum: string,
  { fewest = 200, idleMs = 2000 }: ApartOptions = {},
): Embedder {
  const here = createStaticEmbedder(weights, checksum)
  let thread: EmbedderThread | undefined
  let idle: NodeJS.Timeout | undefined

  function rest(): void {
    clearTimeout(idle)
    idle = setTimeout(() => void end(), idleMs)
    idle.unref()
  }

  async function end(): Promise<void> {
    clearTimeout(idle)
    const ended = thread
    thread = undefined
    await ended?.close()
  }

  return {
    ...here,
    atOnce: 500,
    async embed(texts, options) {
      if (options.as === 'query' || texts.length < fewest) return here.embed(texts, options)
      const { signal } = options
      if (signal?.aborted) throw stopped()
      if (!thread || thread.over()) thread = startThread(weights, checksum)
      clearTimeout(idle)
      const asked = thread
      try {
        return await unlessStopped(asked.embed(texts), signal)
      } catch (error) {
        throw signal?.aborted ? stopped() : error
      } finally {
        if (asked === thread && asked.waiting() === 0) rest()
      }
    },
    close: end,
  }
}

function stopped(): PapersError {
  return new PapersError('aborted', 'Embedding was stopped, as requested.')
}

type EmbedderThread = ReturnType<typeof startThread>

function startThread(weights: StaticWeights, checksum: string) {
  const worker = new Worker(new URL('staticThread.ts', import.meta.url), { resourceLimits })
  worker.unref()
  worker.postMessage({ kind: 'weights', weights, checksum } satisfies Asked)
  const waiting = new Map<number, PromiseWithResolvers<Float32Array>>()
  let asked = 0
  let over = false
  worker.on('message', ({ number, vectors }: Given) => {
    waiting.get(number)?.resolve(vectors)
    waiting.delete(number)
    if (waiting.size === 0) worker.unref()
  })
  const fail = (error: Error) => {
    over = true
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
  }
  worker.on('error', fail)
  worker.on('exit', () => fail(new PapersError('aborted', 'The thread that embeds was ended.')))
  return {
    over: () => over,
    waiting: () => waiting.size,
    embed(texts: readonly string[]): Promise<Float32Array> {
      const answer = Promise.withResolvers<Float32Array>()
      const number = ++asked
      waiting.set(number, answer)
      worker.ref()
      worker.postMessage({ kind: 'texts', number, texts } satisfies Asked)
      return answer.promise
    },
    close: async () => void (await worker.terminate()),
  }
}
