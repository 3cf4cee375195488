/**
 * One HTTP GET, or POST where there is a body: resolve, check the address, connect to exactly that address, read the body within its limits.
 * The name is looked up once and the connection is pinned to the checked answer, so a name that changes between
 * the check and the connection (DNS rebinding) gains nothing. Knows nothing of pauses, retries or redirects.
 */
import { lookup as systemLookup } from 'node:dns/promises'
import http, { type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import https from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { pipeline, type Readable } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import { PapersError } from '../errors.ts'
import { unlessStopped } from '../unlessStopped.ts'
import { addressKind } from './addresses.ts'

export type Address = { address: string; family: number }

export type ExchangeOptions = {
  headers: Record<string, string>
  /** Milliseconds for the whole exchange, first look-up to last byte. */
  timeoutMs: number
  /** Milliseconds without a single byte. */
  idleMs: number
  /** Most bytes of body after unpacking. */
  maxBytes: number
  /** Allow 127.0.0.0/8 and ::1; every other address that is not public stays refused. */
  allowLoopback: boolean
  /** Allow every address: only for a server that the operator has named. */
  allowPrivate?: boolean
  /** Sent as it is, with POST. */
  body?: string
  lookup?: (hostname: string) => Promise<Address[]>
  signal?: AbortSignal
}

export type Reply = {
  status: number
  headers: IncomingHttpHeaders
  /** Unpacked; empty unless the status is 2xx. */
  bytes: Buffer
}

export async function exchange(url: URL, options: ExchangeOptions): Promise<Reply> {
  const deadline = AbortSignal.timeout(options.timeoutMs)
  const stop = options.signal ? AbortSignal.any([options.signal, deadline]) : deadline
  try {
    const addresses = await unlessStopped(checkedAddresses(url, options), stop)
    const response = await open(url, addresses, stop, options)
    const { statusCode: status = 0, headers } = response
    const bytes = status >= 200 && status < 300 ? await bodyOf(response, url, options) : Buffer.alloc(0)
    response.destroy()
    return { status, headers, bytes }
  } catch (error) {
    throw asPapersError(error, url, options, deadline)
  }
}

async function checkedAddresses(
  url: URL,
  { allowLoopback, allowPrivate = false, lookup = lookupAll }: ExchangeOptions,
): Promise<Address[]> {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw refused(url, `${url.protocol} is not http or https`)
  if (url.username || url.password) throw refused(url, 'it carries a user name or password')
  const hostname = url.hostname.replace(/^\[|\]$/g, '')
  const family = isIP(hostname)
  const addresses = family ? [{ address: hostname, family }] : await lookup(hostname)
  for (const { address } of addresses) {
    const kind = addressKind(address)
    const allowed = kind === 'public' || (kind === 'loopback' && allowLoopback) || allowPrivate
    if (!allowed)
      throw refused(
        url,
        `${hostname === address ? address : `${hostname} is ${address}, which`} is not a public address`,
      )
  }
  return addresses
}

function lookupAll(hostname: string): Promise<Address[]> {
  return systemLookup(hostname, { all: true })
}

function refused(url: URL, why: string): PapersError {
  const shown = `${url.protocol}//${url.host}${url.pathname}`
  return new PapersError('fetch/refused-address', `Did not ask ${shown}: ${why}.`, {
    hint: 'Harvests only talk to public http and https addresses. Check the base URL, or where the server redirects to.',
    details: { url: shown },
  })
}

function open(url: URL, addresses: Address[], signal: AbortSignal, options: ExchangeOptions): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const client = url.protocol === 'https:' ? https : http
    const { headers, idleMs, body } = options
    const method = body === undefined ? 'GET' : 'POST'
    const request = client.request(url, { method, headers, signal, agent: false, lookup: pinned(addresses) }, resolve)
    request.setTimeout(idleMs, () => request.destroy(idle(url, idleMs)))
    request.on('error', reject)
    request.end(body)
  })
}

/** A look-up that only ever answers with the addresses that were checked. */
function pinned(addresses: Address[]): LookupFunction {
  return (_hostname, { all }, done) => {
    const first = addresses[0]!
    if (all) done(null, addresses)
    else done(null, first.address, first.family)
  }
}

async function bodyOf(response: IncomingMessage, url: URL, { maxBytes }: ExchangeOptions): Promise<Buffer> {
  const announced = Number(response.headers['content-length'])
  if (announced > maxBytes) throw tooLarge(url, maxBytes)
  const chunks: Buffer[] = []
  let unpacked = 0
  for await (const chunk of unpackedBody(response)) {
    unpacked += chunk.length
    if (unpacked > maxBytes) throw tooLarge(url, maxBytes)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function unpackedBody(response: IncomingMessage): Readable {
  const coding = (response.headers['content-encoding'] ?? 'identity').trim().toLowerCase()
  if (coding === 'gzip' || coding === 'x-gzip') return pipeline(response, createGunzip(), () => {})
  if (coding === 'br') return pipeline(response, createBrotliDecompress(), () => {})
  if (coding === 'deflate') return pipeline(response, createInflate(), () => {})
  return response
}

function tooLarge(url: URL, maxBytes: number): PapersError {
  return new PapersError('fetch/too-large', `Stopped reading ${url.href}: more than ${maxBytes} bytes.`, {
    hint: 'Ask for a smaller set or a shorter period, or raise maxBytes.',
    details: { url: url.href, maxBytes },
  })
}

function idle(url: URL, idleMs: number): PapersError {
  return new PapersError('fetch/timeout', `${url.host} sent nothing for ${seconds(idleMs)}.`, {
    hint: 'The server may be overloaded; try again later.',
    details: { url: url.href, idleMs },
  })
}

function asPapersError(error: unknown, url: URL, options: ExchangeOptions, deadline: AbortSignal): PapersError {
  if (options.signal?.aborted) return cancelled(url.href, options.signal)
  if (error instanceof PapersError) return error
  const details = { url: url.href }
  if (deadline.aborted) {
    return new PapersError('fetch/timeout', `${url.host} was not done after ${seconds(options.timeoutMs)}.`, {
      hint: 'The server may be overloaded; try again later, or raise timeoutMs.',
      details,
    })
  }
  const cause = error as NodeJS.ErrnoException
  return new PapersError('fetch/unreachable', `No usable answer from ${url.host}: ${cause.code ?? cause.message}.`, {
    hint: 'Check the connection and the base URL; the harvest goes on where it stopped.',
    details: { ...details, code: cause.code },
    cause,
  })
}

export function cancelled(url: string, signal: AbortSignal): PapersError {
  return new PapersError('aborted', `Stopped asking ${url}, as requested.`, { cause: signal.reason })
}

function seconds(ms: number): string {
  return `${ms / 1000} s`
}
