/** The stem under which a word is marked, and found in a title: folded, then Porter's stemmer for English. */
import { stemmer } from 'stemmer'

/** Accents are dropped where they are spelling (é, ё), kept where they make another letter (データ, हिन्दी). */
export function stemOf(text: string): string {
  return stemmer(
    text
      .normalize('NFKD')
      .replace(/([\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}])\p{M}+/gu, '$1')
      .toLowerCase()
      .normalize('NFC'),
  )
}
