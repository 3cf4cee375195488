/**
 * Text chunks into lines, for formats whose unit is the line. Only \n ends a line: U+2028 and U+0085 are text.
 * A line longer than `maxLength` is not kept, so memory stays bounded whatever the file holds.
 */

export type Line = { number: number; text: string } | { number: number; tooLong: number }

export const maxRecordLength = 64 * 1024 * 1024

export async function* lines(
  chunks: AsyncIterable<string>,
  { maxLength = maxRecordLength } = {},
): AsyncGenerator<Line> {
  let number = 1
  let parts: string[] = []
  let length = 0
  const add = (part: string) => {
    length += part.length
    if (length > maxLength) parts = []
    else parts.push(part)
  }
  const finish = (): Line => {
    const line = length > maxLength ? { number, tooLong: length } : { number, text: tidy(parts.join(''), number) }
    number++
    parts = []
    length = 0
    return line
  }
  for await (const chunk of chunks) {
    let start = 0
    for (let end = chunk.indexOf('\n'); end >= 0; end = chunk.indexOf('\n', start)) {
      add(chunk.slice(start, end))
      yield finish()
      start = end + 1
    }
    if (start < chunk.length) add(chunk.slice(start))
  }
  if (length > 0) yield finish()
}

function tidy(text: string, number: number): string {
  const whole = number === 1 && text.startsWith('\ufeff') ? text.slice(1) : text
  return whole.endsWith('\r') ? whole.slice(0, -1) : whole
}
