/**
 * Bytes to text when the declared encoding may be a lie.
 * Order: byte order mark, then "is it valid UTF-8?" (text that is valid UTF-8 beyond ASCII hardly ever is anything
 * else), then what the header or the XML declaration says. What is declared UTF-8 and is not valid keeps its
 * valid sequences, and every stray byte is read as Windows-1252: one bad name does not spoil a page of good ones.
 */

export type DecodedText = {
  text: string
  /** The encoding that was used in the end (WHATWG name). */
  charset: string
  /** Stray bytes that were guessed; 0 when the encoding held what it promised. */
  guessed: number
}

export function decodeText(bytes: Uint8Array, contentType = ''): DecodedText {
  const marked = charsetOfMark(bytes)
  if (marked) return { text: new TextDecoder(marked).decode(bytes), charset: marked, guessed: 0 }
  const declared = knownCharset(declaredCharset(bytes, contentType))
  if (declared?.startsWith('utf-16'))
    return { text: new TextDecoder(declared).decode(bytes), charset: declared, guessed: 0 }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), charset: 'utf-8', guessed: 0 }
  } catch {
    if (declared && declared !== 'utf-8')
      return { text: new TextDecoder(declared).decode(bytes), charset: declared, guessed: 0 }
    return repairUtf8(bytes)
  }
}

function charsetOfMark(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8'
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  return undefined
}

function declaredCharset(bytes: Uint8Array, contentType: string): string | undefined {
  const inHeader = contentType.match(/charset\s*=\s*["']?([\w.:-]+)/i)?.[1]
  if (inHeader) return inHeader
  const head = Buffer.from(bytes.subarray(0, 200)).toString('latin1')
  return head.match(/^\s*<\?xml[^>]*encoding\s*=\s*["']([\w.:-]+)["']/)?.[1]
}

/** The WHATWG name of a label, undefined for a label nobody knows. */
function knownCharset(label: string | undefined): string | undefined {
  try {
    return label && new TextDecoder(label).encoding
  } catch {
    return undefined
  }
}

// Well-formed multi-byte UTF-8 over a string of bytes (Unicode 15, table 3-7), or one stray high byte.
const sequenceOrStray =
  /([\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2})|[\x80-\xff]/g

function repairUtf8(bytes: Uint8Array): DecodedText {
  const windows = new TextDecoder('windows-1252')
  let guessed = 0
  const text = Buffer.from(bytes)
    .toString('latin1')
    .replace(sequenceOrStray, (match: string, sequence: string | undefined) => {
      const piece = Buffer.from(match, 'latin1')
      if (sequence) return piece.toString('utf8')
      guessed++
      return windows.decode(piece)
    })
  return { text, charset: 'utf-8', guessed }
}
