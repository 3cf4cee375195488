/** The way back: from the plain text alone to every field that was stated. */
import { type Fields, readBack } from './grammar.ts'
import { type TemplateId, templates } from './templates.ts'

export type ReadSentence = { depth: number; template: TemplateId; fields: Fields }

/** One sentence a line. A line that no template gives, or more than one, is a fault: `unread` holds it. */
export function readText(text: string): { sentences: ReadSentence[]; unread: string[] } {
  const sentences: ReadSentence[] = []
  const unread: string[] = []
  for (const line of text.split('\n')) {
    const indent = /^ */.exec(line)![0].length
    const said = line.slice(indent)
    const found = (Object.keys(templates) as TemplateId[]).flatMap((template) => {
      const fields = readBack(templates[template], said)
      return fields ? [{ depth: indent / 2, template, fields }] : []
    })
    if (found.length === 1) sentences.push(found[0]!)
    else unread.push(line)
  }
  return { sentences, unread }
}
