import { serveRuns, type WorkerScope } from '@causerie/lab/browser'
import { tabMethod } from './tabMethod.ts'

serveRuns({ method: tabMethod, claims: () => [] }, self as unknown as WorkerScope)
