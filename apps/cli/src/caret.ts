/** The text that was not understood, and under it marks at the part that is meant. */

type Place = { text?: unknown; start?: unknown; end?: unknown }

const widest = 72

/** Two lines, or nothing where no place is known. A long text is cut around the part; wide letters take two columns. */
export function caretUnder({ text, start, end }: Place = {}): string {
  if (typeof text !== 'string' || typeof start !== 'number' || typeof end !== 'number') return ''
  const from = Math.max(0, Math.min(start - 20, text.length - widest))
  const before = `${from > 0 ? '…' : ''}${text.slice(from, start).toWellFormed()}`
  const room = Math.max(1, widest - before.length)
  const part = text.slice(start, Math.min(end, start + room)).toWellFormed()
  const after = text.slice(start + part.length, from + widest).toWellFormed()
  const cut = start + part.length + after.length < text.length ? '…' : ''
  return `  ${before}${part}${after}${cut}\n  ${' '.repeat(columns(before))}${'^'.repeat(Math.max(1, columns(part)))}\n`
}

/** Columns of a terminal (Unicode TR 11, the wide and full-width scripts); combining marks take none. */
function columns(text: string): number {
  let count = 0
  for (const sign of text) {
    if (/\p{M}/u.test(sign)) continue
    count +=
      /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\uff01-\uff60]/u.test(
        sign,
      )
        ? 2
        : 1
  }
  return count
}
