/** Observations of categorical variables, column by column. */

/** Columns of equal length; a value is told from another by its text. */
export type CategoricalTable = {
  readonly columns: { readonly [name: string]: ArrayLike<string | number | boolean> }
}
