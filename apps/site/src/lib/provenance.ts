/** Where the fields came from, source by source: "catalogue: title, authors". */
const FIELDS: Record<string, string> = {
  authorCount: 'number of authors',
  organisations: 'organisations',
  identifiers: 'identifiers',
}

export function fieldsBySource(provenance: Record<string, string>): { source: string; fields: string[] }[] {
  const sources = new Map<string, string[]>()
  for (const [field, source] of Object.entries(provenance)) {
    sources.set(source, [
      ...(sources.get(source) ?? []),
      FIELDS[field] ??
        field
          .replaceAll(/([A-Z.])/g, ' $1')
          .replaceAll('.', '')
          .toLowerCase(),
    ])
  }
  return [...sources].map(([source, fields]) => ({ source, fields }))
}
