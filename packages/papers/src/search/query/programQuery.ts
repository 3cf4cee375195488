/** A program's text as a query: words, whatever signs it has. */
import { fieldNames } from './fields.ts'
import { parseQuery } from './query.ts'

const withField = new RegExp(String.raw`(?:^|\s)-?(?:${fieldNames.join('|')}):\S`, 'i')

/**
 * Sentences have quotes, dashes and brackets that demand nothing. A text with a field (`year:2020..`) was written for
 * this language and is read as in the search box, if it can be.
 */
export function programQuery(text: string): string {
  if (withField.test(text) && isReadable(text)) return text
  return text
    .replace(/["“”„«»():|]/g, ' ')
    .replace(/(^|\s)-+/g, '$1')
    .replace(/(^|\s)(OR|AND)(?=\s|$)/g, (operator) => operator.toLowerCase())
}

function isReadable(text: string): boolean {
  try {
    parseQuery(text)
    return true
  } catch {
    return false
  }
}
