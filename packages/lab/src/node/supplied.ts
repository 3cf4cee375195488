/** Files the reader supplies for a check, such as a benchmark that may not be passed on: `<folder>/<slug>/<name>`. */
import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { LabError } from '../errors.ts'

/** `undefined` where there is no such file. Throws `supply/unreadable` for one that cannot be read. */
export async function readSupplied(folder: string, name: string): Promise<string | undefined> {
  const file = join(folder, basename(name))
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new LabError('supply/unreadable', `${file} cannot be read: ${(error as Error).message}.`, { cause: error })
  }
}
