/** Where an index lives: a folder, or an address of an object store, opened with what the environment says of it. */
import { mkdir } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { type Connection, connect } from '@lancedb/lancedb'
import { PapersError } from '../errors.ts'

/** An object store that does not answer is given up after some seconds; LanceDB would try for three minutes. */
const patience = { client_max_retries: '3', client_retry_timeout: '10', connect_timeout: '5s' }

export const isAddress = (place: string): boolean => /^[a-z][a-z0-9+-]+:\/\//i.test(place)

/**
 * Lance keeps two cores free for reading files, so that on a machine of two the full-text index is built by one thread. Read
 * by Lance once, when it first builds. Two threads on 87,402 papers take 55 MB more and 14.8 s of processor time, not 14.5.
 */
function buildOnAllCores(): void {
  process.env.LANCE_IO_CORE_RESERVATION ??= '0'
  process.env.LANCE_FTS_NUM_SHARDS ??= String(Math.min(4, availableParallelism()))
}

/** Credentials, region and endpoint are read by LanceDB from the environment (AWS_…, GOOGLE_…, AZURE_…). */
export async function connectTo(place: string, { make }: { make: boolean }): Promise<Connection> {
  buildOnAllCores()
  if (isAddress(place)) return sayingWhere(place, () => connect(place, { storageOptions: patience }))
  return sayingWhere(place, async () => {
    if (make) await mkdir(place, { recursive: true })
    return connect(place)
  })
}

/** Runs work on an index, and says of a failure in one sentence where and why. Our own errors pass. */
export async function sayingWhere<Result>(place: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (cause) {
    if (cause instanceof PapersError) throw cause
    const { why, hint } = reasonOf(cause as Error, place)
    throw new PapersError('search/unreachable', `The search index at ${place} cannot be used: ${why}.`, { hint, cause })
  }
}

const settings: Record<string, string> = {
  s3: 'AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION and, for a store other than Amazon’s, AWS_ENDPOINT',
  gs: 'GOOGLE_SERVICE_ACCOUNT (a key file)',
  az: 'AZURE_STORAGE_ACCOUNT_NAME and AZURE_STORAGE_ACCOUNT_KEY',
}

function reasonOf({ message }: Error, place: string): { why: string; hint: string } {
  const scheme = isAddress(place) ? place.slice(0, place.indexOf('://')).toLowerCase() : undefined
  if (scheme === undefined) return { why: firstLine(message), hint: 'Check that the folder exists and may be written.' }
  const names = settings[scheme] ?? 'the settings of this kind of store'
  if (/No object store provider/i.test(message))
    return { why: `“${scheme}://” is no kind of store known here`, hint: 'Use a folder, s3://, gs:// or az://.' }
  if (
    /TokenRequest|credential|AccessKey|Signature|AccessDenied|Forbidden|Unauthorized|\b40[13]\b|no storage account/i.test(
      message,
    )
  )
    return { why: 'the store does not let this process in', hint: `Set ${names}.` }
  if (/NoSuchBucket|Not ?Found|\b404\b/i.test(message))
    return { why: 'there is no such place in the store', hint: 'Check the address.' }
  if (/connect|dns|resolve|timed? ?out|refused|sending request/i.test(message))
    return { why: 'the store does not answer', hint: `Check the address and the network, and ${names}.` }
  return { why: firstLine(message), hint: `Check the address, and ${names}.` }
}

function firstLine(message: string): string {
  return message
    .split(/\n|, location: /)[0]!
    .slice(0, 200)
    .replace(/[.\s]+$/, '')
}
