/** Reads a reader's file as a table in a worker, so that the page stays usable while 100 MB are read. */
import type { TableReading } from '@causerie/tables'

export type Answer = { reading: TableReading } | { fault: string; hint?: string | undefined }

export function readInWorker(source: File | string, name: string): Promise<Answer> {
  const worker = new Worker(new URL('./tables.worker.ts', import.meta.url), { type: 'module' })
  return new Promise<Answer>((resolve) => {
    worker.addEventListener('message', ({ data }: MessageEvent<Answer>) => resolve(data))
    worker.addEventListener('error', (event) => {
      event.preventDefault()
      resolve({
        fault: `${name} could not be read: the tab ran out of memory or the program for it did not load.`,
        hint: 'Try a smaller file, or reload the page.',
      })
    })
    worker.postMessage({ source, name })
  }).finally(() => worker.terminate())
}
