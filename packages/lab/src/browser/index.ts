export { createWebRunner, serveRuns, type WebRunner, type WebRunnerOptions, type WorkerScope } from './webWorkers.ts'
