/** The worker of the browser test. */

import { serveRuns, type WorkerScope } from '../browser/webWorkers.ts'
import { method as coin } from './reproductions/coin/method.ts'
import { method as stubborn } from './reproductions/stubborn/method.ts'

serveRuns([coin, stubborn], globalThis as unknown as WorkerScope)
