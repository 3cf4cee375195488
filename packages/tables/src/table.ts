/**
 * A table as every part of the house passes it on: plain JSON, column by column, all columns equally long.
 * What is missing is `null`, never NaN or an empty text.
 */
export type Table = {
  /** Where it came from, as shown to the reader: a file's name. */
  readonly name?: string
  readonly columns: readonly Column[]
}

export type Column =
  | { readonly name: string; readonly type: 'number'; readonly values: readonly (number | null)[] }
  | { readonly name: string; readonly type: 'text'; readonly values: readonly (string | null)[] }
  | { readonly name: string; readonly type: 'boolean'; readonly values: readonly (boolean | null)[] }

/** The number of rows; 0 for a table without columns. */
export function rowCount({ columns }: Table): number {
  return columns[0]?.values.length ?? 0
}
