/** A discrete joint distribution as a table. */

/** A variable of a table and the names of its values. */
export type DiscreteVariable = { readonly name: string; readonly levels: readonly string[] }

/** `p` is row-major, the first variable slowest: [levels of 1st, levels of 2nd, …]; its entries sum to one. */
export type DiscreteJoint = { readonly variables: readonly DiscreteVariable[]; readonly p: Float64Array }
