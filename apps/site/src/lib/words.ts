/** Numbers in sentences, as @causerie/papers writes them; here again because components must not load the package. */

/** Groups of three from five digits on, set apart by a narrow no-break space: 4096, 87 000. */
export const thin = (value: number): string =>
  Math.abs(value) < 10_000 ? String(value) : String(value).replace(/\B(?=(\d{3})+$)/g, '\u202f')

export const plural = (value: number, one: string, many = `${one}s`): string =>
  `${thin(value)} ${value === 1 ? one : many}`
