/** A column as levels and codes, whatever its type. */
import type { Column } from '../table.ts'

export type Levels = {
  name: string
  /** Numbers by size, false before true, texts by their letters. */
  levels: readonly (number | string | boolean)[]
  /** The place of each row's value among the levels; −1 where it is missing. */
  codes: Int32Array
}

export function levelsOf({ name, values, type }: Column): Levels {
  const seen = new Set<number | string | boolean>()
  for (const value of values) if (value !== null) seen.add(value)
  const levels = [...seen].sort((a, b) => (type === 'text' ? (a < b ? -1 : a > b ? 1 : 0) : Number(a) - Number(b)))
  const places = new Map(levels.map((level, at) => [level, at]))
  return {
    name,
    levels,
    codes: Int32Array.from<number | string | boolean | null>(values, (value) =>
      value === null ? -1 : places.get(value)!,
    ),
  }
}
