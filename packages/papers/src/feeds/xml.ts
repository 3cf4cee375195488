/** Text and elements of XML 1.0, for feeds: whatever a title holds, the document stays well-formed. */

/** Text as it may stand in an element or between double quotes of an attribute. */
export function xmlText(text: string): string {
  return text
    .toWellFormed()
    .replace(notXml, '')
    .replace(/[&<>"'\r]/g, (character) => entities[character]!)
}

/** What no XML 1.0 document may contain, even escaped (§2.2 Char): controls, and two non-characters. */
const notXml = /(?![\t\n\r])[\p{Cc}\ufffe\uffff]/gu
/** A carriage return would be read back as a line feed (§2.11), so it is written as a reference. */
const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '\r': '&#13;',
}

type Attributes = Record<string, string | undefined>
type Content = string | { xml: string } | undefined

/**
 * `<name a="…">text</name>`; a string is text and is escaped, `{ xml }` stands as it is. Attributes that are undefined
 * are left out; no content gives an empty element.
 */
export function element(name: string, attributes: Attributes, content?: Content): string {
  const start = `<${name}${Object.entries(attributes)
    .map(([key, value]) => (value === undefined ? '' : ` ${key}="${xmlText(value)}"`))
    .join('')}`
  if (content === undefined) return `${start}/>`
  return `${start}>${typeof content === 'string' ? xmlText(content) : content.xml}</${name}>`
}

export const xmlDeclaration = '<?xml version="1.0" encoding="utf-8"?>\n'
