/** Web workers in a real Chromium as a `Runner` in Node, for the contract suite and the benchmark. */
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { type Browser, chromium, type Page } from 'playwright-core'
import { build } from 'vite'
import { errorOf, type RunFault, type Runner, type RunOptions, type RunResult } from '../index.ts'

const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking']
const fixtures = { page: './tabPage.ts', worker: './tabWorker.ts' }

export function findChromium(): string | undefined {
  try {
    return execFileSync('sh', ['-c', 'command -v chromium'], { encoding: 'utf8' }).trim()
  } catch {
    return undefined
  }
}

export type Tabs = { open: () => Promise<Tab>; close: () => Promise<void> }

/** Each tab has pools of its own: `runner` of two workers, and `brief`, whose runs may take a second. */
export type Tab = { page: Page; runner: Runner; brief: Runner; close: () => Promise<void> }

export async function openTabs(executablePath: string): Promise<Tabs> {
  const worker = await bundled(fixtures.worker, {})
  const script = await bundled(fixtures.page, { WORKER: JSON.stringify(worker) })
  const browser = await chromium.launch({ executablePath, args: flags })
  return { open: () => openTab(browser, script), close: () => browser.close() }
}

async function bundled(entry: string, define: Record<string, string>): Promise<string> {
  const lib = { entry: fileURLToPath(new URL(entry, import.meta.url)), formats: ['es' as const], fileName: 'bundle' }
  const built = await build({
    configFile: false,
    logLevel: 'silent',
    define,
    build: { write: false, target: 'es2022', lib },
  })
  return (built as unknown as { output: { code: string }[] }[])[0]!.output[0]!.code
}

type InPage = {
  lab: { run: (id: number, which: string, request: object) => Promise<Answer>; cancel: (id: number) => void }
}
type Answer = { result: RunResult } | { fault: RunFault; stack?: string }
let lastId = 0

async function openTab(browser: Browser, script: string): Promise<Tab> {
  const page = await browser.newPage()
  const told = new Map<number, RunOptions>()
  await page.exposeFunction('told', (id: number, what: 'progress' | 'log', value: never) =>
    what === 'log' ? told.get(id)?.onLog?.(value) : told.get(id)?.onProgress?.(value),
  )
  // A page of nobody has no origin, and may not make workers of modules.
  const empty = { body: '<!doctype html><title>lab</title>', contentType: 'text/html' }
  await page.route('http://lab.localhost/', (route) => route.fulfill(empty))
  await page.goto('http://lab.localhost/')
  await page.addScriptTag({ content: script, type: 'module' })
  await page.waitForFunction(() => 'lab' in globalThis)
  const runnerIn = (which: string): Runner => ({
    async run(request, options = {}) {
      const id = ++lastId
      told.set(id, options)
      const cancel = () => void page.evaluate((each) => (globalThis as unknown as InPage).lab.cancel(each), id)
      options.signal?.addEventListener('abort', cancel)
      if (options.signal?.aborted) throw errorOf({ code: 'run/cancelled', message: 'The run was cancelled.' })
      const answer = await page.evaluate(
        (args) => (globalThis as unknown as InPage).lab.run(...(args as [number, string, object])),
        [id, which, request],
      )
      options.signal?.removeEventListener('abort', cancel)
      if ('result' in answer) return answer.result
      throw errorOf(answer.fault, Object.assign(new Error(answer.fault.message), { stack: answer.stack }))
    },
    close: () => page.evaluate(() => void (globalThis as unknown as { lab: { close: () => void } }).lab.close()),
  })
  return { page, runner: runnerIn('plain'), brief: runnerIn('brief'), close: () => page.close() }
}
