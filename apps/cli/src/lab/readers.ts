/** Files that a method's fields are read from. */
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { type FlagReaders, LabError } from '@causerie/lab'
import { readTable } from '@causerie/tables'

export const readers: FlagReaders = {
  text: (path) => readFile(path, 'utf8').catch((error) => notRead(path, error)),
  async table(path) {
    const bytes = await readFile(path).catch((error) => notRead(path, error))
    return (await readTable(bytes, { name: basename(path) })).table
  },
}

function notRead(path: string, error: NodeJS.ErrnoException): never {
  const why =
    error.code === 'ENOENT' ? 'there is no such file' : error.code === 'EISDIR' ? 'it is a folder' : error.message
  throw new LabError('file/unreadable', `${path} cannot be read: ${why}.`, { cause: error })
}

/** The input in a file: an object of JSON. */
export async function readInput(path: string): Promise<Record<string, unknown>> {
  const text = await readers.text(path)
  try {
    const input: unknown = JSON.parse(text)
    if (typeof input === 'object' && input !== null && !Array.isArray(input)) return input as Record<string, unknown>
    throw new Error('expected an object with the fields of the input')
  } catch (error) {
    throw new LabError('input/invalid', `${path} is no input: ${(error as Error).message}.`, { cause: error })
  }
}
