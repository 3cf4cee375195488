/** What a number looks like in a text file, with a decimal point or a decimal comma. */

export type DecimalMark = '.' | ','

const withPoint = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/
const groupedByComma = /^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?$/
const withComma = /^[+-]?(?:\d+,?\d*|,\d+)(?:[eE][+-]?\d+)?$/
const groupedByPoint = /^[+-]?\d{1,3}(?:\.\d{3})+(?:,\d*)?$/

/** The number a cell holds; `undefined` when it holds none, or one that would lose digits. */
export function numberOf(cell: string, decimal: DecimalMark): number | undefined {
  const text = cell.trim()
  const value = decimal === '.' ? pointNumber(text) : commaNumber(text)
  return value !== undefined && Number.isFinite(value) ? value : undefined
}

function pointNumber(text: string): number | undefined {
  if (withPoint.test(text)) return Number(text)
  return groupedByComma.test(text) ? Number(text.replaceAll(',', '')) : undefined
}

function commaNumber(text: string): number | undefined {
  if (groupedByPoint.test(text)) return Number(text.replaceAll('.', '').replace(',', '.'))
  return withComma.test(text) ? Number(text.replace(',', '.')) : undefined
}

/** Leading zeros, or more digits than a double keeps: an identifier, not a quantity. */
export function losesDigits(cell: string): boolean {
  const text = cell.trim().replace(/^[+-]/, '')
  return /^0\d/.test(text) || (/^\d{16,}$/.test(text) && String(Number(text)) !== text)
}

/**
 * Which mark a file uses. A comma is one where some cell can only be read so (3,14 but not 1,000), none holds a decimal
 * point (2.5), and such cells are not split by the delimiter.
 */
export function decimalMarkOf(cells: Iterable<string>): DecimalMark {
  let commas = 0
  for (const cell of cells) {
    const text = cell.trim()
    if (/^[+-]?\d*\.\d+$/.test(text) && !groupedByPoint.test(text)) return '.'
    if (/^[+-]?\d*,\d+$/.test(text) && !groupedByComma.test(text)) commas++
    if (/^[+-]?\d{1,3}(?:\.\d{3})+,\d*$/.test(text)) commas++
  }
  return commas > 0 ? ',' : '.'
}
