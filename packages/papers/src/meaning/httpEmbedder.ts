/**
 * An embedder behind HTTP: any server that speaks OpenAI's `POST /v1/embeddings` (hosted, Ollama, vLLM, llama.cpp,
 * text-embeddings-inference). Texts go in batches, one request at a time; what may pass is tried again, `Retry-After` is
 * obeyed, and an answer is believed only when every vector is there, finite, not zero, and of the promised length.
 */
import { PapersError } from '../errors.ts'
import { backoff, type RandomSource, type Sleep, systemRandom, systemSleep } from '../harvest/backoff.ts'
import { exchange, type Reply } from '../harvest/exchange.ts'
import { retryAfter } from '../harvest/fetcher.ts'
import type { Embedder } from './embedder.ts'
import { modelFault, unitRows } from './unitRows.ts'

export type HttpEmbedderOptions = {
  /** Up to and without `/embeddings`: https://api.example.org/v1 */
  baseUrl: string
  model: string
  /** Sent as a bearer token; none for a server of one's own. */
  apiKey?: string
  /** Texts in one request. */
  batch?: number
  timeoutMs?: number
  /** Further attempts of one batch. */
  retries?: number
  /** A server that asks for a longer pause is not waited for. */
  maxRetryAfterMs?: number
  /** Characters of a text that are sent; servers refuse what is longer than their model reads. */
  maxCharacters?: number
  /** Put before every query, or document; some models were trained with one (“query: ”, “passage: ”). */
  queryPrefix?: string
  documentPrefix?: string
  /** Speak to an address that is not public; this machine's own is always allowed. */
  allowPrivate?: boolean
  sleep?: Sleep
  random?: RandomSource
}

type Settings = Required<Omit<HttpEmbedderOptions, 'apiKey'>> & { apiKey?: string; endpoint: URL }

/** Asks the server once, for the dimension of its vectors. */
export async function openHttpEmbedder(
  options: HttpEmbedderOptions,
  { signal }: { signal?: AbortSignal } = {},
): Promise<Embedder> {
  const settings = withDefaults(options)
  const [probe] = await askForBatch(['dimension'], settings, signal)
  const dimension = probe!.length
  return {
    id: `http-${settings.model}-${dimension}`,
    dimension,
    async embed(texts, { as, signal }) {
      const prefix = as === 'query' ? settings.queryPrefix : settings.documentPrefix
      const vectors = new Float32Array(texts.length * dimension)
      const asked = texts.flatMap((text, at) => (text.trim() === '' ? [] : [at])) // servers refuse the empty text
      for (let from = 0; from < asked.length; from += settings.batch) {
        const places = asked.slice(from, from + settings.batch)
        const answer = await askForBatch(
          places.map((at) => prefix + texts[at]!),
          settings,
          signal,
        )
        vectorsInto(vectors, places, unitRows(answer, dimension, settings.model), dimension)
      }
      return vectors
    },
  }
}

function withDefaults(options: HttpEmbedderOptions): Settings {
  const { baseUrl } = options
  if (!URL.canParse(baseUrl) || !/^https?:/.test(baseUrl))
    throw new PapersError(
      'meaning/settings',
      `The embedder's server is ${JSON.stringify(baseUrl)}, which is no address.`,
      {
        hint: 'Set "meaning.baseUrl" to something like http://127.0.0.1:11434/v1 in settings.json.',
      },
    )
  return {
    batch: 64,
    timeoutMs: 60_000,
    retries: 4,
    maxRetryAfterMs: 120_000,
    maxCharacters: 8000,
    queryPrefix: '',
    documentPrefix: '',
    allowPrivate: false,
    sleep: systemSleep,
    random: systemRandom,
    ...options,
    endpoint: new URL(`${baseUrl.replace(/\/+$/, '')}/embeddings`),
  }
}

function vectorsInto(vectors: Float32Array, places: number[], rows: Float32Array, dimension: number): void {
  for (const [at, place] of places.entries())
    vectors.set(rows.subarray(at * dimension, (at + 1) * dimension), place * dimension)
}

/** The vectors of the texts, in their order. */
async function askForBatch(texts: string[], settings: Settings, signal?: AbortSignal): Promise<number[][]> {
  for (let tries = 1; ; tries++) {
    try {
      const reply = await askOnce(texts, settings, signal)
      if (reply.status >= 200 && reply.status < 300) return vectorsOf(reply, texts.length, settings)
      throw statusFault(reply, settings)
    } catch (error) {
      const waitMs = waitAfter(error, tries, settings)
      await settings.sleep(waitMs, signal).catch((cause) => {
        throw signal?.aborted ? new PapersError('aborted', 'Embedding was stopped, as requested.', { cause }) : cause
      })
    }
  }
}

function askOnce(texts: string[], settings: Settings, signal?: AbortSignal): Promise<Reply> {
  const { endpoint, apiKey, model, timeoutMs, maxCharacters, allowPrivate } = settings
  const input = texts.map((text) => text.slice(0, maxCharacters).toWellFormed())
  return exchange(endpoint, {
    headers: {
      'content-type': 'application/json',
      accept: 'application/json',
      ...(apiKey && { authorization: `Bearer ${apiKey}` }),
    },
    body: JSON.stringify({ model, input, encoding_format: 'float' }),
    timeoutMs,
    idleMs: timeoutMs,
    maxBytes: 64 * 1024 * 1024,
    allowLoopback: true,
    allowPrivate,
    signal,
  })
}

type Fault = PapersError & { mayPass?: boolean; retryAfterMs?: number }

function waitAfter(error: unknown, tries: number, { retries, random, maxRetryAfterMs }: Settings): number {
  const { code, mayPass, retryAfterMs = 0 } = error as Fault
  const worthIt = mayPass || code === 'fetch/timeout' || code === 'fetch/unreachable'
  if (!worthIt || tries > retries || retryAfterMs > maxRetryAfterMs) throw error
  return Math.max(retryAfterMs, backoff(tries, { baseMs: 500, random, capMs: 30_000 }))
}

function statusFault({ status, headers }: Reply, { endpoint, model }: Settings): Fault {
  const hint =
    status === 401 || status === 403
      ? 'Set CAUSERIE_EMBEDDINGS_KEY in the environment to a key the server accepts.'
      : status === 404
        ? 'Check "meaning.baseUrl" and the name of the model in settings.json.'
        : status === 429 || status >= 500
          ? 'The server is busy or broken; try again later. What is embedded so far is kept.'
          : 'Check the name of the model; the server understood the request and refused it.'
  const error = new PapersError(
    'meaning/http',
    `${endpoint.host} answered ${status} when asked for embeddings by ${model}.`,
    {
      hint,
      details: { status },
    },
  )
  return Object.assign(error, {
    mayPass: status === 429 || status === 408 || status >= 500,
    retryAfterMs: retryAfter(headers['retry-after'], Date.now()),
  })
}

/** Reads an answer; a server may send the vectors in any order, each with its index. */
function vectorsOf({ bytes }: Reply, count: number, { endpoint, model }: Settings): number[][] {
  const wrong = (what: string) => Object.assign(modelFault(`${model} at ${endpoint.host}`, what), { mayPass: true }) // often a proxy's hiccup
  let data: unknown
  try {
    data = JSON.parse(bytes.toString('utf8')).data
  } catch {
    throw wrong('sent something that is not JSON (cut short?)')
  }
  if (!Array.isArray(data)) throw wrong('sent JSON without a list "data"')
  const vectors: number[][] = new Array(count)
  for (const [at, item] of data.entries()) {
    const place = item?.index ?? at
    if (!Number.isInteger(place) || place < 0 || place >= count || vectors[place])
      throw wrong(`sent a vector for text ${JSON.stringify(place)}, and there are ${count}, each wanted once`)
    if (!Array.isArray(item.embedding)) throw wrong(`sent no list of numbers for text ${place + 1}`)
    vectors[place] = item.embedding
  }
  if (data.length !== count) throw wrong(`sent ${data.length} vectors for ${count} texts`)
  return vectors
}
