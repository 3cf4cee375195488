/** The thread of learnApart. */
import { parentPort, workerData } from 'node:worker_threads'
import { PapersError } from '../../errors.ts'
import { readWeights } from '../staticFile.ts'
import { learnEmbedder } from './learn.ts'
import type { Message, Order } from './learnApart.ts'
import type { LearnProgress } from './progress.ts'
import { settleIn } from './settleIn.ts'

const tell = (message: Message) => parentPort!.postMessage(message)
const { articles, seed, minutes, weights } = workerData as Order
const onProgress = (progress: LearnProgress) => tell({ kind: 'progress', progress })

try {
  const learnt = weights
    ? await settleIn(await readWeights(weights), articles, { seed, onProgress })
    : await learnEmbedder(articles, { seed, minutes, onProgress })
  tell({ kind: 'learnt', learnt })
} catch (error) {
  if (!(error instanceof PapersError)) throw error
  tell({ kind: 'failed', error: { code: error.code, message: error.message, hint: error.hint } })
}
