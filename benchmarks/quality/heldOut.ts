/** Which papers no learning may see: the same by title wherever they are listed. */
import { hashFraction } from './collection.ts'

/** One title in thirty, by its letters and digits alone. */
export function isHeldOut(title: string): boolean {
  return (
    hashFraction(
      title
        .toLowerCase()
        .replace(/[^\p{L}\p{N}]+/gu, ' ')
        .trim(),
    ) <
    1 / 30
  )
}
