/**
 * The one polite HTTP client of all harvests. One request at a time per host with a pause between them, a user
 * agent that says who asks, limits on time and size, `Retry-After` obeyed, redirects followed by hand and checked.
 * Clock, sleep and jitter are arguments; only the two network time-outs run on the real clock.
 * Does not: send cookies or credentials, use a proxy, cache, or read robots.txt (it only asks published interfaces).
 */
import type { IncomingHttpHeaders } from 'node:http'
import { PapersError } from '../errors.ts'
import { unlessStopped } from '../unlessStopped.ts'
import { backoff, type RandomSource, type Sleep, systemRandom, systemSleep } from './backoff.ts'
import { decodeText } from './charset.ts'
import { type Address, cancelled, exchange, type Reply } from './exchange.ts'

export type FetcherOptions = {
  /** E-mail address or page where the operator can be reached; sent with every request. */
  contact: string
  /** From the end of one request to a host to the start of the next. */
  pauseMs?: number
  /** For one attempt, first look-up to last byte. */
  timeoutMs?: number
  /** Without a single byte. */
  idleMs?: number
  /** Of one body after unpacking; a longer announced length is refused unread. */
  maxBytes?: number
  /** Further attempts after network errors, time-outs and 5xx. */
  retries?: number
  /** Further attempts after 429, or 503 with Retry-After: a budget of its own. */
  throttleRetries?: number
  /** A longer Retry-After ends the harvest with a sentence that says when to come back. */
  maxRetryAfterMs?: number
  userAgent?: string
  /** For tests and an explicit base URL on this machine. */
  allowLoopback?: boolean
  now?: () => number
  sleep?: Sleep
  /** Spreads the back-off. */
  random?: RandomSource
  lookup?: (hostname: string) => Promise<Address[]>
  signal?: AbortSignal
}

export type Fetched = {
  status: number
  /** After redirects. */
  url: string
  headers: IncomingHttpHeaders
  text(): string
  charset: string
  /** Bytes that did not fit the declared encoding and were read as Windows-1252. */
  guessedBytes: number
  /** Requests sent for this answer, with retries and redirects. */
  requests: number
}

export type Fetcher = { get(url: string, options?: { signal?: AbortSignal; accept?: string }): Promise<Fetched> }

const backoffMs = 2000
const mostRedirects = 5

type Settings = Required<Omit<FetcherOptions, 'lookup' | 'signal'>> & Pick<FetcherOptions, 'lookup' | 'signal'>
type Host = { last: Promise<unknown>; notBefore: number }
type Job = { url: URL; accept: string; signal?: AbortSignal; requests: number }

export function createFetcher(options: FetcherOptions): Fetcher {
  const settings = withDefaults(options)
  const hosts = new Map<string, Host>()
  return {
    async get(url, { signal, accept = '*/*' } = {}) {
      const job: Job = { url: parsedUrl(url), accept, signal: anySignal(settings.signal, signal), requests: 0 }
      try {
        return await unlessStopped(getWithRetries(job, settings, hosts), job.signal)
      } catch (error) {
        throw job.signal?.aborted ? cancelled(url, job.signal) : error
      }
    },
  }
}

function withDefaults(options: FetcherOptions): Settings {
  const timeoutMs = options.timeoutMs ?? 120_000
  return {
    pauseMs: 3000,
    idleMs: Math.min(timeoutMs, 60_000),
    maxBytes: 64 * 1024 * 1024,
    retries: 5,
    throttleRetries: 8,
    maxRetryAfterMs: 15 * 60_000,
    allowLoopback: false,
    now: Date.now,
    sleep: systemSleep,
    random: systemRandom,
    ...withoutUndefined(options),
    timeoutMs,
    userAgent: options.userAgent ?? `Causerie/0.1 (+${checkedContact(options.contact)})`,
  }
}

function withoutUndefined(options: FetcherOptions): FetcherOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as FetcherOptions
}

function checkedContact(contact: string): string {
  if (/^[\x21-\x7e]+$/.test(contact)) return contact
  throw new PapersError('fetch/contact', `Cannot harvest with the contact ${JSON.stringify(contact)}.`, {
    hint: 'Give an e-mail address or a page where the operator can be reached; archives block clients without one.',
  })
}

function parsedUrl(url: string): URL {
  if (URL.canParse(url)) return new URL(url)
  throw new PapersError('fetch/refused-address', `Not an address that can be asked: ${JSON.stringify(url)}.`)
}

function anySignal(...signals: (AbortSignal | undefined)[]): AbortSignal | undefined {
  const given = signals.filter((signal) => signal !== undefined)
  return given.length > 1 ? AbortSignal.any(given) : given[0]
}

async function getWithRetries(job: Job, settings: Settings, hosts: Map<string, Host>): Promise<Fetched> {
  const spent = { failures: 0, throttled: 0 }
  for (;;) {
    try {
      return await followRedirects(job, settings, hosts)
    } catch (error) {
      const waitMs = waitAfter(error, spent, settings, job)
      const host = hostOf(hosts, (error as FetchFailure).host ?? job.url.hostname)
      host.notBefore = Math.max(host.notBefore, settings.now() + waitMs)
    }
  }
}

/** What made an attempt fail, with what a decision about the next one needs. */
type FetchFailure = PapersError & { host?: string; retryAfterMs?: number; status?: number }

/** Milliseconds until the next attempt; throws the error when there must be none. */
function waitAfter(
  error: unknown,
  spent: { failures: number; throttled: number },
  settings: Settings,
  job: Job,
): number {
  if (!(error instanceof PapersError) || job.signal?.aborted) throw error
  const { status, retryAfterMs } = error as FetchFailure
  const pause = { baseMs: backoffMs, random: settings.random }
  if (status === 429 || (status === 503 && retryAfterMs !== undefined)) {
    if ((retryAfterMs ?? 0) > settings.maxRetryAfterMs) throw comeBackLater(error, retryAfterMs!, settings)
    if (++spent.throttled > settings.throttleRetries) throw error
    return Math.max(retryAfterMs ?? 0, backoff(spent.throttled, pause)) // never sooner than asked
  }
  const mayPass = error.code === 'fetch/timeout' || error.code === 'fetch/unreachable' || (status ?? 0) >= 500
  if (!mayPass || ++spent.failures > settings.retries) throw error
  return backoff(spent.failures, pause)
}

function comeBackLater(error: PapersError, retryAfterMs: number, { now }: Settings): PapersError {
  const until = new Date(now() + retryAfterMs).toISOString()
  return new PapersError('fetch/throttled', `${error.message} It asks not to be asked again before ${until}.`, {
    hint: 'Start the harvest again after that time; it goes on where it stopped.',
    details: { retryAfterMs, until },
    cause: error,
  })
}

async function followRedirects(job: Job, settings: Settings, hosts: Map<string, Host>): Promise<Fetched> {
  let url = job.url
  for (let hops = 0; hops <= mostRedirects; hops++) {
    const reply = await inTurn(hostOf(hosts, url.hostname), settings, job.signal, () => {
      job.requests++
      return attempt(url, job, settings)
    })
    if (reply.status >= 200 && reply.status < 300) return fetched(reply, url, job)
    if (!isRedirect(reply)) throw statusError(reply, url, settings)
    url = redirectTarget(reply, url)
  }
  throw new PapersError('fetch/redirects', `${job.url.href} redirects more than ${mostRedirects} times.`, {
    hint: 'The address may have moved; look it up in the documentation of the source.',
  })
}

async function attempt(url: URL, { accept, signal }: Job, settings: Settings): Promise<Reply> {
  const headers = { 'user-agent': settings.userAgent, accept, 'accept-encoding': 'gzip, br, deflate' }
  try {
    return await exchange(url, { ...settings, headers, signal })
  } catch (error) {
    throw Object.assign(error as PapersError, { host: url.hostname })
  }
}

/** Waits until earlier work for this host is done and its pause is over. */
function inTurn<T>(
  host: Host,
  settings: Settings,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  const turn = host.last.then(async () => {
    const waitMs = host.notBefore - settings.now()
    if (waitMs > 0) await settings.sleep(waitMs, signal)
    signal?.throwIfAborted()
    try {
      return await work()
    } finally {
      host.notBefore = settings.now() + settings.pauseMs
    }
  })
  host.last = turn.catch(() => {})
  return turn
}

function hostOf(hosts: Map<string, Host>, hostname: string): Host {
  const known = hosts.get(hostname) ?? { last: Promise.resolve(), notBefore: 0 }
  hosts.set(hostname, known)
  return known
}

function fetched({ status, headers, bytes }: Reply, url: URL, { requests }: Job): Fetched {
  const { text, charset, guessed } = decodeText(bytes, headers['content-type'])
  return { status, url: url.href, headers, text: () => text, charset, guessedBytes: guessed, requests }
}

function isRedirect({ status, headers }: Reply): boolean {
  return [301, 302, 303, 307, 308].includes(status) && headers.location !== undefined
}

function redirectTarget({ headers }: Reply, from: URL): URL {
  const location = headers.location!
  const target = URL.canParse(location, from) ? new URL(location, from) : undefined
  if (target && !(from.protocol === 'https:' && target.protocol === 'http:')) return target
  throw new PapersError(
    'fetch/refused-address',
    `${from.host} redirects to ${JSON.stringify(location)}, which is refused.`,
    {
      hint: 'A redirect must lead to an address, and never from https down to http.',
    },
  )
}

function statusError({ status, headers }: Reply, url: URL, { now }: Settings): FetchFailure {
  const retryAfterMs = retryAfter(headers['retry-after'], now())
  const busy = status === 429 || status >= 500
  const error = new PapersError('fetch/status', `${url.host} answered ${status} to ${url.pathname}${url.search}.`, {
    hint: busy
      ? 'The server is busy; try again later.'
      : 'The request was understood and refused; check its parameters.',
    details: { url: url.href, status, retryAfterMs },
  })
  return Object.assign(error, { host: url.hostname, status, retryAfterMs })
}

/** Milliseconds from `now`, from seconds or an HTTP date; undefined where neither can be read. */
export function retryAfter(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined
  if (/^\s*\d+\s*$/.test(value)) return Number(value) * 1000
  const at = Date.parse(value)
  return Number.isNaN(at) ? undefined : Math.max(0, at - now)
}
