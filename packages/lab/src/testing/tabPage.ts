/** The page of the browser test: web workers over the toys, steered by the test through `window.lab`. */
import { createWebRunner } from '../browser/webWorkers.ts'

declare const WORKER: string
type Told = (id: number, what: 'progress' | 'log', value: unknown) => void

const address = URL.createObjectURL(new Blob([WORKER], { type: 'text/javascript' }))
const worker = () => new Worker(address, { type: 'module' })
const runners = { plain: createWebRunner({ worker, size: 2 }), brief: createWebRunner({ worker, limitSeconds: 1 }) }
const cancels = new Map<number, AbortController>()

const lab = {
  async run(id: number, which: keyof typeof runners, request: never) {
    const cancel = new AbortController()
    cancels.set(id, cancel)
    const tell = (globalThis as unknown as { told: Told }).told
    try {
      const result = await runners[which].run(request, {
        signal: cancel.signal,
        onProgress: (progress) => tell(id, 'progress', progress),
        onLog: (line) => tell(id, 'log', line),
      })
      return { result }
    } catch (error) {
      const { code, message, hint, details, cause } = error as Error & { code: string; hint: string; details: object }
      return { fault: { code, message, hint, details }, stack: (cause as Error | undefined)?.stack }
    }
  },
  cancel: (id: number) => cancels.get(id)?.abort(),
  close: () => Promise.all(Object.values(runners).map((runner) => runner.close())),
}

Object.assign(globalThis, { lab })
