/** Where the fields came from, source by source: "catalogue: title, authors". */
const FIELDS: Record<string, string> = { authorCount: 'number of authors' }

/** The source of every field that is not named. */
const REST = '*'

export const sourceOf = (provenance: Record<string, string>, field: string): string | undefined =>
  provenance[field] ?? provenance[REST]

export function fieldsBySource(provenance: Record<string, string>): { source: string; fields: string[] }[] {
  const sources = new Map<string, string[]>()
  const named = Object.entries(provenance).filter(([field]) => field !== REST)
  for (const [field, source] of named) sources.set(source, [...(sources.get(source) ?? []), inWords(field)])
  const rest = provenance[REST]
  if (rest) sources.set(rest, [named.length > 0 ? 'everything else' : 'everything'])
  return [...sources].map(([source, fields]) => ({ source, fields }))
}

const inWords = (field: string): string => FIELDS[field] ?? field.replace(/^dates\.(.+)$/, 'date $1')
