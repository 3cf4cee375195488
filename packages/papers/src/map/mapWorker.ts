/** The thread in which a map is drawn: one message in, one out. */
import { parentPort, workerData } from 'node:worker_threads'
import { drawMap } from './drawMap.ts'

const { vectors, texts, seed } = workerData
parentPort!.postMessage(drawMap(vectors, texts, { seed }))
