/**
 * Bytes to text: byte order marks, XML declarations, and UTF-8 that is not quite.
 * Invalid bytes become U+FFFD as the Encoding Standard asks; the first of them is reported with its offset.
 */
import { isUtf8 } from 'node:buffer'
import { PapersError } from '../errors.ts'

export type TextNote = { kind: 'invalid-utf8'; text: string; byteOffset: number }

export type TextDecoding = { label: string; source: 'byte order mark' | 'XML declaration' | 'default' }

/** The encoding the first bytes announce. */
export function encodingOf(start: Uint8Array): TextDecoding {
  if (start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf) return { label: 'utf-8', source: 'byte order mark' }
  if (start[0] === 0xff && start[1] === 0xfe) return { label: 'utf-16le', source: 'byte order mark' }
  if (start[0] === 0xfe && start[1] === 0xff) return { label: 'utf-16be', source: 'byte order mark' }
  const ascii = Buffer.from(start.subarray(0, 200)).toString('latin1')
  const declared = /^\s*<\?xml[^>]*\sencoding\s*=\s*["']([\w.:-]+)["']/.exec(ascii)
  return declared?.[1]
    ? { label: declared[1].toLowerCase(), source: 'XML declaration' }
    : { label: 'utf-8', source: 'default' }
}

/** A streaming decoder; `notes` receives at most one note about bytes that are not UTF-8. */
export function createDecoder(encoding: TextDecoding, notes: TextNote[]) {
  const decoder = textDecoder(encoding)
  const checksUtf8 = decoder.encoding === 'utf-8'
  let offset = 0
  let pending: Uint8Array = new Uint8Array()

  const check = (chunk: Uint8Array, isLast: boolean) => {
    if (!checksUtf8 || notes.length > 0) return
    const bytes = pending.length > 0 ? Buffer.concat([pending, chunk]) : chunk
    const keep = isLast ? 0 : incompleteTail(bytes)
    const whole = bytes.subarray(0, bytes.length - keep)
    if (!isUtf8(whole)) notes.push(invalidUtf8(offset + firstInvalid(whole)))
    offset += whole.length
    pending = Uint8Array.from(bytes.subarray(bytes.length - keep))
  }

  return {
    push(chunk: Uint8Array): string {
      check(chunk, false)
      return decoder.decode(chunk, { stream: true })
    },
    end(): string {
      check(new Uint8Array(), true)
      return decoder.decode()
    },
  }
}

function textDecoder({ label, source }: TextDecoding): TextDecoder {
  try {
    return new TextDecoder(label) // strips the byte order mark
  } catch (cause) {
    throw new PapersError('encoding-unknown', `The ${source} names the encoding "${label}", which is not known here.`, {
      hint: 'Convert the file to UTF-8, for example with iconv, and import it again.',
      details: { label },
      cause,
    })
  }
}

function invalidUtf8(byteOffset: number): TextNote {
  const text = `The text is not valid UTF-8 from byte ${byteOffset} on; what could not be read is shown as �. If it is in another encoding, convert it to UTF-8 and import it again.`
  return { kind: 'invalid-utf8', text, byteOffset }
}

/** Bytes at the end that may be the beginning of one character: 0–3. */
function incompleteTail(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!
    if (byte < 0x80) return 0
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0
  }
  return 0
}

/** Offset of the first byte that breaks UTF-8: the longest valid prefix, found by halving. */
function firstInvalid(bytes: Uint8Array): number {
  let valid = 0
  let invalid = bytes.length
  while (invalid - valid > 1) {
    const middle = (valid + invalid) >> 1
    const prefix = bytes.subarray(0, middle)
    if (isUtf8(prefix.subarray(0, middle - incompleteTail(prefix)))) valid = middle
    else invalid = middle
  }
  while (valid > 0 && !isUtf8(bytes.subarray(0, valid))) valid--
  return valid
}
