import { TablesError } from '../errors.ts'

/** Throws `table/duplicate-name` and says where the two are. */
export function requireDistinctNames(names: readonly string[], table: string): void {
  const seen = new Map<string, number>()
  for (const [at, name] of names.entries()) {
    const before = seen.get(name)
    if (before !== undefined)
      throw new TablesError(
        'table/duplicate-name',
        `Columns ${before + 1} and ${at + 1} of ${table} are both called “${name}”.`,
        {
          hint: 'Rename one of them: a column is spoken of by its name.',
          details: { line: 1, column: at + 1, field: name },
        },
      )
    seen.set(name, at)
  }
}
