import { readTable, type TablesError } from '@causerie/tables'
import type { Answer } from './readInWorker.ts'

type Asked = { source: File | string; name: string }

self.addEventListener('message', async ({ data: { source, name } }: MessageEvent<Asked>) => {
  self.postMessage(await answer(source, name))
})

async function answer(source: File | string, name: string): Promise<Answer> {
  try {
    return { reading: await readTable(source, { name }) }
  } catch (error) {
    const { message, hint } = error as TablesError
    return { fault: message, hint }
  }
}
