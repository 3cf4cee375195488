import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { afterAll, expect, test } from 'vitest'
import type { PapersError } from '../errors.ts'
import { openText } from './readText.ts'

const folder = mkdtempSync(join(tmpdir(), 'read-text-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function file(name: string, bytes: Uint8Array | string): string {
  const path = join(folder, name)
  writeFileSync(path, bytes)
  return path
}

async function readAll(chunks: AsyncIterable<string>): Promise<{ text: string; error?: unknown }> {
  let text = ''
  try {
    for await (const chunk of chunks) text += chunk
  } catch (error) {
    return { text, error }
  }
  return { text }
}

const codeOf = async (work: Promise<unknown>) => (await work.catch((error: PapersError) => error)) as PapersError

test('reads plain, gzip and zstd alike and drops the packing from the name', async () => {
  const text = 'Zählen wir Schwäne 🦢\n'.repeat(5000)
  for (const [name, bytes] of [
    ['a.txt', Buffer.from(text)],
    ['a.txt.gz', gzipSync(text)],
    ['a.txt.zst', zstdCompressSync(text)],
    ['misnamed.txt', gzipSync(text)],
  ] as const) {
    const opened = await openText(file(name, bytes))
    expect(opened.name).toBe(name.replace(/\.(gz|zst)$/, ''))
    expect(opened.head).toBe(text.slice(0, 65536))
    expect((await readAll(opened.chunks)).text).toBe(text)
    expect(opened.bytesRead()).toBe(bytes.length)
    expect(opened.totalBytes).toBe(bytes.length)
    expect(opened.notes()).toEqual([])
  }
})

test('characters cut by chunk boundaries survive, and so do several gzip members in one file', async () => {
  const bytes = Buffer.from('é🦢因')
  const opened = await openText(Readable.from([...bytes].map((byte) => Buffer.from([byte]))))
  expect((await readAll(opened.chunks)).text).toBe('é🦢因')
  expect(opened.notes()).toEqual([])
  expect(opened.name).toBe('')
  const joined = await openText(file('two.gz', Buffer.concat([gzipSync('one '), gzipSync('two')])))
  expect((await readAll(joined.chunks)).text).toBe('one two')
})

test('strips the byte order mark and reads UTF-16 in both orders', async () => {
  const utf16 = Buffer.from('\ufeffswan 🦢', 'utf16le')
  for (const bytes of [Buffer.from('\ufeffswan 🦢'), utf16, Buffer.from(utf16).swap16()]) {
    const opened = await openText(file('bom', bytes))
    expect((await readAll(opened.chunks)).text).toBe('swan 🦢')
  }
})

test('honours the encoding of an XML declaration and refuses one that does not exist', async () => {
  const latin = Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><a>Schw\u00e4ne</a>', 'latin1')
  expect((await readAll((await openText(file('latin.xml', latin))).chunks)).text).toContain('Schwäne')
  const error = await codeOf(openText(file('odd.xml', '<?xml version="1.0" encoding="swan-8"?><a/>')))
  expect(error.code).toBe('encoding-unknown')
  expect(error.message).toContain('"swan-8"')
})

test('replaces invalid UTF-8 and says once where it begins', async () => {
  const bytes = Buffer.concat([Buffer.from('Schwäne '), Buffer.from([0xe4, 0x20, 0xff]), Buffer.from(' Ende')])
  for (const size of [1, 3, bytes.length]) {
    const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
      bytes.subarray(i * size, (i + 1) * size),
    )
    const opened = await openText(Readable.from(pieces))
    expect((await readAll(opened.chunks)).text).toBe('Schwäne \ufffd \ufffd Ende')
    expect(opened.notes().map(({ byteOffset }) => byteOffset)).toEqual([9])
  }
})

test('a truncated archive gives what could be unpacked and then says so', async () => {
  const text = Array.from({ length: 60_000 }, (_, i) => `line ${(i * i * 7919) % 1_000_003}\n`).join('')
  for (const packed of [gzipSync(text), zstdCompressSync(text)]) {
    const opened = await openText(file('cut', packed.subarray(0, Math.floor(packed.length / 2))))
    const { text: read, error } = await readAll(opened.chunks)
    expect(text.startsWith(read)).toBe(true)
    expect(read.length).toBeGreaterThan(1000)
    expect((error as PapersError).code).toBe('compression-broken')
    expect((error as PapersError).message).toContain('cut')
  }
})

test('a folder, a missing file and an unreadable file each get their own sentence', async () => {
  expect(await codeOf(openText(folder))).toMatchObject({ code: 'file-is-directory' })
  const missing = await codeOf(openText(join(folder, 'nowhere.bib')))
  expect(missing.code).toBe('file-missing')
  expect(missing.message).toContain('nowhere.bib')
  const locked = file('locked', 'x')
  chmodSync(locked, 0)
  if (process.getuid?.() !== 0) expect(await codeOf(openText(locked))).toMatchObject({ code: 'file-unreadable' })
})

test('an empty file is empty text', async () => {
  const opened = await openText(file('empty', ''))
  expect(opened.head).toBe('')
  expect((await readAll(opened.chunks)).text).toBe('')
})

test('stops when asked to', async () => {
  const stop = new AbortController()
  const opened = await openText(file('long', 'x'.repeat(4_000_000)), { signal: stop.signal })
  stop.abort()
  const { error, text } = await readAll(opened.chunks)
  expect((error as PapersError).code).toBe('aborted')
  expect(text.length).toBeLessThan(4_000_000)
})
