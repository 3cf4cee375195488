/**
 * Bytes to text: UTF-8 and UTF-16 by their marks, UTF-16 without a mark by its zero bytes, UTF-8 when the bytes are valid,
 * and Windows-1252 (what spreadsheets of western Europe write) when they are not.
 */
import { TablesError } from '../errors.ts'

export type Decoded = { text: string; encoding: 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252' }

/** The byte-order mark is not part of the text. Throws `table/not-text` for bytes that no text has. */
export function decodeText(bytes: Uint8Array, name: string): Decoded {
  const encoding = encodingOf(bytes)
  const text = new TextDecoder(encoding).decode(bytes)
  const at = text.indexOf('\0')
  if (at >= 0)
    throw new TablesError('table/not-text', `${name} is not a text file: a zero byte stands at character ${at + 1}.`, {
      hint: 'CSV, TSV, JSON, JSON Lines, Parquet and Arrow files can be read. Save a spreadsheet as CSV first.',
    })
  return { text, encoding }
}

function encodingOf(bytes: Uint8Array): Decoded['encoding'] {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  const zeros = [0, 0]
  const end = Math.min(bytes.length, 4096)
  for (let i = 0; i < end; i++) if (bytes[i] === 0) zeros[i % 2]!++
  if (zeros[1]! > end / 4 && zeros[0]! === 0) return 'utf-16le'
  if (zeros[0]! > end / 4 && zeros[1]! === 0) return 'utf-16be'
  return isUtf8(bytes) ? 'utf-8' : 'windows-1252'
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}
