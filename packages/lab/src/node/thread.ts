/** A worker thread: finds methods and claims in the modules it is told. Started by `threads.ts`; has no exports. */
import { parentPort } from 'node:worker_threads'
import { performing } from '../worker/perform.ts'
import type { ToWorker } from '../worker/protocol.ts'
import { serveTasks } from '../worker/serve.ts'
import { loadClaims, loadMethod } from './load.ts'
import { readSupplied } from './supplied.ts'

const port = parentPort
if (!port) throw new Error('thread.ts is the inside of a worker thread.')
const perform = performing({
  method: (slug, module) => loadMethod(slug, module!),
  claims: (slug, module) => loadClaims(slug, module!),
  supplied: readSupplied,
})
serveTasks(perform, {
  post: (message) => port.postMessage(message),
  listen: (handler) => port.on('message', (message: ToWorker) => handler(message)),
})
