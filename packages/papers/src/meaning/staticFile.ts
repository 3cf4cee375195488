/**
 * Weights of the static embedder as one file, little-endian:
 *   bytes 0–7    “CAUSEMB1”: format and version
 *   bytes 8–11   length h of the header
 *   h bytes      header, JSON (UTF-8): StaticHeader
 *   then         words (UTF-8, one a line) · pairs (two 32-bit word numbers each) · one float32 scale a row ·
 *                rows of signed bytes: words, pairs, pieces; number = byte × scale of its row
 *   last 32      SHA-256 of everything before
 */
import { createHash } from 'node:crypto'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { z } from 'zod'
import { PapersError } from '../errors.ts'

export type StaticWeights = {
  header: StaticHeader
  words: string[]
  /** [pairs, 2] */
  pairs: Int32Array
  /** [rows] */
  scales: Float32Array
  /** [rows, dimension]; rows are words, pairs, pieces. */
  rows: Int8Array
}

const count = z.number().int().nonnegative()
const headerSchema = z.object({
  name: z.string(),
  dimension: count.min(16).multipleOf(16),
  words: count,
  pairs: count,
  pieces: count.min(1),
  wordBytes: count,
  /** What was learnt from and how well, for people. */
  training: z.record(z.string(), z.union([z.string(), z.number()])),
})
export type StaticHeader = z.infer<typeof headerSchema>

const magic = 'CAUSEMB1'
const digestBytes = 32

/** Bytes of the file, and the name of exactly these weights: the beginning of their checksum. */
export function packWeights({ header, words, pairs, scales, rows }: StaticWeights): Uint8Array {
  const wordBytes = Buffer.from(words.join('\n'))
  const head = Buffer.from(JSON.stringify({ ...header, wordBytes: wordBytes.length }))
  const length = Buffer.alloc(4)
  length.writeUInt32LE(head.length)
  const body = Buffer.concat([Buffer.from(magic), length, head, wordBytes, view(pairs), view(scales), view(rows)])
  return Buffer.concat([body, createHash('sha256').update(body).digest()])
}

export function unpackWeights(bytes: Uint8Array, file: string): StaticWeights & { checksum: string } {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (buffer.length < magic.length + 4 + digestBytes || buffer.toString('latin1', 0, 7) !== magic.slice(0, 7))
    throw broken(file, 'it does not begin as a file of embedder weights')
  if (buffer.toString('latin1', 7, 8) !== magic[7])
    throw broken(file, `its format is version ${buffer.toString('latin1', 7, 8)}, and this program reads version 1`)
  const body = buffer.subarray(0, -digestBytes)
  const checksum = createHash('sha256').update(body).digest()
  if (!checksum.equals(buffer.subarray(-digestBytes)))
    throw broken(file, 'its checksum does not match (cut short or changed)')
  const { header, at } = readHeader(body, file)
  const rowCount = header.words + header.pairs + header.pieces
  const sizes = [header.wordBytes, 8 * header.pairs, 4 * rowCount, rowCount * header.dimension]
  if (at + sizes.reduce((sum, size) => sum + size, 0) !== body.length)
    throw broken(file, 'its header and its length disagree')
  const parts: Buffer[] = []
  let from = at
  for (const size of sizes) {
    parts.push(body.subarray(from, from + size))
    from += size
  }
  const [wordPart, pairPart, scalePart, rowPart] = parts.map((part) => Uint8Array.from(part))
  const words = header.words === 0 ? [] : Buffer.from(wordPart!).toString('utf8').split('\n')
  const pairs = new Int32Array(pairPart!.buffer)
  if (words.length !== header.words || pairs.some((word) => word < 0 || word >= words.length))
    throw broken(file, 'its words and its header disagree')
  return {
    header,
    words,
    pairs,
    scales: new Float32Array(scalePart!.buffer),
    rows: new Int8Array(rowPart!.buffer),
    checksum: checksum.toString('hex'),
  }
}

function readHeader(body: Buffer, file: string): { header: StaticHeader; at: number } {
  const at = magic.length + 4
  const length = body.readUInt32LE(magic.length)
  try {
    return { header: headerSchema.parse(JSON.parse(body.toString('utf8', at, at + length))), at: at + length }
  } catch (cause) {
    throw broken(file, 'its header cannot be read', cause)
  }
}

export async function readWeights(file: string): Promise<StaticWeights & { checksum: string }> {
  const bytes = await readFile(file).catch((cause: NodeJS.ErrnoException) => {
    throw broken(file, cause.code === 'ENOENT' ? 'there is no such file' : `${cause.code}`, cause)
  })
  return unpackWeights(bytes, file)
}

/** Writes beside the target first, so that a crash leaves the old file or the new one. */
export async function writeWeights(file: string, weights: StaticWeights): Promise<void> {
  const unfinished = `${file}.${process.pid}.part`
  await writeFile(unfinished, packWeights(weights))
  await rename(unfinished, file)
}

function broken(file: string, why: string, cause?: unknown): PapersError {
  return new PapersError('meaning/weights', `The embedder's weights in ${file} cannot be used: ${why}.`, {
    hint: 'Make them anew with causerie learn-embedder, or set "meaning.embedder" to "static" for the ones that come with the program.',
    cause,
  })
}

function view(array: Int32Array | Float32Array | Int8Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength)
}

/** Rows of numbers as signed bytes, each row with the scale that makes its largest ±127. */
export function toBytes(numbers: Float32Array, dimension: number): { scales: Float32Array; rows: Int8Array } {
  const count = numbers.length / dimension
  const scales = new Float32Array(count)
  const rows = new Int8Array(numbers.length)
  for (let row = 0; row < count; row++) {
    let largest = 0
    for (let i = row * dimension; i < (row + 1) * dimension; i++) largest = Math.max(largest, Math.abs(numbers[i]!))
    const scale = Math.fround(largest / 127)
    scales[row] = scale
    if (scale === 0) continue
    for (let i = row * dimension; i < (row + 1) * dimension; i++) rows[i] = Math.round(numbers[i]! / scale)
  }
  return { scales, rows }
}
