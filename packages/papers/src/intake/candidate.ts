/** A record on its way in, with what matching asks of it again and again. */
import { storableValue } from '@causerie/store'
import type { PaperRecord } from '../record.ts'
import { titleKey } from '../text.ts'
import { fingerprintOf, shortKey } from './fingerprint.ts'

export type Candidate = {
  record: PaperRecord
  titleKey: string
  /** The record's key when its own key belongs to another title. */
  titledKey: string
  fingerprint: string
  /** This import gave the record's key to another title before. */
  sharesKey: boolean
}

export function candidateOf(record: PaperRecord, keys: KeyMemory): Candidate {
  const json = JSON.stringify(record)
  const clean = storableValue(record, json)
  const title = titleKey(clean.title)
  const short = shortKey(title)
  return {
    record: clean,
    titleKey: title,
    titledKey: `${clean.key}#${short}`,
    fingerprint: fingerprintOf(json),
    sharesKey: keys.sharesKey(clean.key, short),
  }
}

export type KeyMemory = {
  /** Whether the key came with another title before; remembers it otherwise. */
  sharesKey(key: string, title: string): boolean
}

const mostRemembered = 100_000

/** Which title each key of an import came with first; of a long import at least the last 100,000 keys. */
export function keyMemory(): KeyMemory {
  let titles = new Map<string, string>()
  let older = titles
  return {
    sharesKey(key, title) {
      const first = titles.get(key) ?? older.get(key)
      if (first !== undefined) return first !== title
      if (titles.size === mostRemembered) [titles, older] = [new Map(), titles]
      titles.set(key, title)
      return false
    },
  }
}
