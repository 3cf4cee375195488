/**
 * One file or stream as decoded text, a chunk at a time: gzip and zstd by their magic bytes, UTF-8 unless a byte
 * order mark or an XML declaration says otherwise. Nothing holds more than a chunk, so size does not matter.
 */
import { createReadStream, type Stats } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Readable } from 'node:stream'
import { createGunzip, createZstdDecompress } from 'node:zlib'
import { PapersError } from '../errors.ts'
import { createDecoder, encodingOf, type TextNote } from './decodeText.ts'

export type OpenTextOptions = {
  signal?: AbortSignal
  /** Name for messages; the file's own name when left out. */
  name?: string
}

export type OpenedText = {
  /** File name without folders and without .gz/.zst; '' for standard input. */
  name: string
  /** The first decoded characters, up to 64 Ki; the chunks still begin at the beginning. */
  head: string
  /** The whole text, once. */
  chunks: AsyncIterable<string>
  /** Bytes read so far as they lie on disk (compressed). */
  bytesRead(): number
  /** Bytes on disk; undefined for a stream. */
  totalBytes: number | undefined
  /** What the reader should know about the text (where it was not UTF-8); complete once the chunks are read. */
  notes(): readonly TextNote[]
  /** Lets go of the file without reading it to the end. */
  close(): void
}

/** Opens `input` and reads its first 64 Ki characters; throws a PapersError that names the file and the remedy. */
export async function openText(input: string | Readable, options: OpenTextOptions = {}): Promise<OpenedText> {
  const isPath = typeof input === 'string'
  const shownName = options.name ?? (isPath ? basename(input) : '')
  const totalBytes = isPath ? (await statFile(input)).size : undefined
  const raw = isPath ? createReadStream(input, { highWaterMark: 1 << 18 }) : input
  const notes: TextNote[] = []
  let bytes = 0
  const counted = countBytes(raw, (length) => {
    bytes += length
  })
  const failed = (error: unknown) => readError(error, shownName || 'standard input', options.signal)
  const texts = withErrors(decode(await unpacked(counted, options.signal), notes), failed)[Symbol.asyncIterator]()
  const { head, read, end } = await readHead(texts)
  return {
    name: shownName.replace(/\.(?:gz|gzip|zst|zstd)$/i, ''),
    head,
    chunks: chain(read, end, texts),
    bytesRead: () => bytes,
    totalBytes,
    notes: () => notes,
    close: () => void raw.destroy(),
  }
}

const headLength = 64 * 1024

/** An error that ends the text is kept for the reader of the chunks: what came before it is still good. */
type End = { error?: unknown } | undefined

async function readHead(texts: AsyncIterator<string>): Promise<{ head: string; read: string[]; end: End }> {
  const read: string[] = []
  let length = 0
  while (length < headLength) {
    try {
      const { value, done } = await texts.next()
      if (done) return { head: read.join('').slice(0, headLength), read, end: {} }
      read.push(value)
      length += value.length
    } catch (error) {
      if (length === 0) throw error
      return { head: read.join('').slice(0, headLength), read, end: { error } }
    }
  }
  return { head: read.join('').slice(0, headLength), read, end: undefined }
}

async function* chain(read: string[], end: End, rest: AsyncIterator<string>): AsyncGenerator<string> {
  try {
    while (read.length > 0) yield read.shift()!
    if (end?.error) throw end.error
    if (end) return
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value
  } finally {
    await rest.return?.()
  }
}

async function statFile(path: string): Promise<Stats> {
  let found: Stats
  try {
    found = await stat(path)
  } catch (cause) {
    throw fileError(cause, path)
  }
  if (!found.isDirectory()) return found
  throw new PapersError('file-is-directory', `${path} is a folder, not a file.`, {
    hint: `Name the files in it, for example ${path.replace(/\/$/, '')}/*.json.`,
    details: { path },
  })
}

function fileError(cause: unknown, path: string): PapersError {
  const { code } = cause as NodeJS.ErrnoException
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new PapersError('file-missing', `There is no file ${path}.`, {
      hint: 'Check the spelling and the folder you are in.',
      details: { path },
      cause,
    })
  }
  const why = code === 'EACCES' || code === 'EPERM' ? 'permission was denied' : String(code ?? cause)
  return new PapersError('file-unreadable', `${path} cannot be read: ${why}.`, {
    hint: 'Make it readable for this user and try again.',
    details: { path },
    cause,
  })
}

function readError(error: unknown, name: string, signal: AbortSignal | undefined): unknown {
  if (signal?.aborted) return new PapersError('aborted', `Reading ${name} was stopped.`, { cause: error })
  if (error instanceof PapersError) return error
  const { code = '' } = error as NodeJS.ErrnoException
  if (!/^(?:Z_|ERR_ZSTD|ZSTD_|ERR_BROTLI)|BUF_ERROR/.test(code)) return fileError(error, name)
  const early = /unexpected end|BUF_ERROR/i.test(`${code} ${(error as Error).message}`)
  const what = early ? 'ends early' : 'is damaged'
  return new PapersError('compression-broken', `${name} ${what}: its compressed data cannot be unpacked further.`, {
    hint: 'What came before the break was read. Download or copy the file again for the rest.',
    details: { name },
    cause: error,
  })
}

async function* countBytes(raw: Readable, count: (length: number) => void): AsyncGenerator<Buffer> {
  for await (const chunk of raw) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk, 'utf8') : (chunk as Buffer)
    count(bytes.length)
    yield bytes
  }
}

/** The bytes unpacked; which packing it is shows in the first four. The first chunk holds an XML declaration whole. */
async function unpacked(bytes: AsyncGenerator<Buffer>, signal?: AbortSignal): Promise<AsyncIterable<Buffer>> {
  const first: Buffer[] = []
  let length = 0
  while (length < 200) {
    const { value, done } = await bytes.next()
    if (done) break
    first.push(value)
    length += value.length
  }
  const start = Buffer.concat(first)
  const all = prepend(start, bytes, signal)
  if (start[0] === 0x1f && start[1] === 0x8b) return unpack(all, createGunzip({ chunkSize: 1 << 17 }))
  if (start.length >= 4 && start.readUInt32LE(0) === 0xfd2fb528)
    return unpack(all, createZstdDecompress({ chunkSize: 1 << 17 }))
  return all
}

async function* prepend(start: Buffer, rest: AsyncGenerator<Buffer>, signal?: AbortSignal): AsyncGenerator<Buffer> {
  signal?.throwIfAborted()
  if (start.length > 0) yield start
  for await (const bytes of rest) {
    signal?.throwIfAborted()
    yield bytes
  }
}

/**
 * Writes a slice, waits until it is unpacked, hands the result on, then writes the next. Piping would be shorter,
 * but a stream that fails throws away what it had unpacked and not delivered: the readable part of a damaged file.
 */
async function* unpack(from: AsyncIterable<Buffer>, unpacker: Unpacker): AsyncGenerator<Buffer> {
  const ready: Buffer[] = []
  let failure: unknown
  unpacker.on('data', (bytes: Buffer) => ready.push(bytes))
  unpacker.on('error', (error) => {
    failure = error
  })
  try {
    for await (const bytes of from) {
      for (let start = 0; start < bytes.length && !unpacker.readableEnded; start += sliceLength) {
        await settled(unpacker, (done) => unpacker.write(bytes.subarray(start, start + sliceLength), done))
        yield* ready.splice(0)
        if (failure) throw failure
      }
    }
    if (!unpacker.readableEnded) await settled(unpacker, () => unpacker.end())
    yield* ready.splice(0)
    if (failure) throw failure
  } finally {
    unpacker.destroy()
  }
}

type Unpacker = ReturnType<typeof createGunzip | typeof createZstdDecompress>

/** Small, because one slice may unpack to a thousand times its size. */
const sliceLength = 1 << 15

/** When the work is called back, or the unpacker ends or fails; whichever is first. */
function settled(unpacker: Unpacker, work: (done: () => void) => void): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      for (const event of ['end', 'error', 'close']) unpacker.off(event, done)
      resolve()
    }
    for (const event of ['end', 'error', 'close']) unpacker.on(event, done)
    work(done)
  })
}

async function* decode(bytes: AsyncIterable<Buffer>, notes: TextNote[]): AsyncGenerator<string> {
  let decoder: ReturnType<typeof createDecoder> | undefined
  for await (const chunk of bytes) {
    decoder ??= createDecoder(encodingOf(chunk), notes)
    const text = decoder.push(chunk)
    if (text !== '') yield text
  }
  const last = decoder?.end() ?? ''
  if (last !== '') yield last
}

async function* withErrors<T>(items: AsyncGenerator<T>, translate: (error: unknown) => unknown): AsyncGenerator<T> {
  try {
    yield* items
  } catch (error) {
    throw translate(error)
  }
}
