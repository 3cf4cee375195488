/** Says of a full disk what it is: the database's own words are about blocks of relations, and WebAssembly has numbers. */
import { PapersError } from '../errors.ts'

/** `work`, whose failures for want of space are `disk-full`. */
export async function sayingDiskFull<Result>(home: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    if (!isDiskFull(error)) throw error
    throw new PapersError('disk-full', `The disk of the home is full: ${home}.`, {
      hint: 'Everything committed before is kept. Free some space and run the same command again; it goes on from there.',
      cause: error,
    })
  }
}

function isDiskFull(error: unknown): boolean {
  for (let at = error; at instanceof Error || typeof at === 'object'; at = (at as Error).cause) {
    if (at === null) return false
    const { message = '', code, errno } = at as { message?: string; code?: unknown; errno?: unknown }
    if (code === 'ENOSPC' || code === '53100') return true // PostgreSQL: disk_full
    if ((at as Error).name === 'ErrnoError' && errno === 51) return true // ENOSPC of WASI
    if (/ENOSPC|No space left|errno:? 51|os error 28/i.test(message)) return true
  }
  return false
}
