/** The thread of learnApart. */
import { parentPort, workerData } from 'node:worker_threads'
import { PapersError } from '../../errors.ts'
import { learnEmbedder } from './learn.ts'
import type { Message, Order } from './learnApart.ts'

const tell = (message: Message) => parentPort!.postMessage(message)
const { articles, seed, minutes } = workerData as Order

try {
  const learnt = await learnEmbedder(articles, {
    ...{ seed, minutes },
    onProgress: (progress) => tell({ kind: 'progress', progress }),
  })
  tell({ kind: 'learnt', learnt })
} catch (error) {
  if (!(error instanceof PapersError)) throw error
  tell({ kind: 'failed', error: { code: error.code, message: error.message, hint: error.hint } })
}
