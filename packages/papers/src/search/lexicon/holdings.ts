/** What a lexicon holds: the words and the names of the papers it was given. */
import { slugOf, wordsOf } from '../../intake/slug.ts'
import { type CompletedName, createNames, type Wanted } from '../completion/names.ts'
import { partsOfWords } from '../document.ts'
import { type Correction, createVocabulary } from '../spelling/vocabulary.ts'
import { type LexiconRows, textAt } from './rows.ts'

export type Size = { words: number; proposed: number; names: number; indexBytes: number }

export type Holdings = {
  add(rows: LexiconRows): void
  settle(): Size
  /** For each word the corrections that come into question, best first. */
  corrections(words: readonly string[]): Correction[][]
  /** Completions of the first of several beginnings that has any, and which it was. */
  complete(typed: readonly string[], kinds: Wanted): { names: CompletedName[]; of: number }
}

const mostCorrections = 5

export function createHoldings(): Holdings {
  const vocabulary = createVocabulary()
  const names = createNames()
  return {
    add({ count, ids, words, fields, venues }) {
      for (let row = 0; row < count; row++) {
        const { title, abstract, summary, people, others } = partsOfWords(textAt(words, row))
        vocabulary.add(wordsOf([title, abstract, summary, people, others].join('\n')))
        names.addPaper(ids[row]!, title)
        const venue = textAt(venues, row)
        if (venue !== '') names.add('venue', venue)
        const slugs = namesOfTokens(textAt(fields, row))
        for (const name of namesIn(people, slugs.a)) names.add('author', name)
        for (const name of namesIn(others, slugs.o)) names.add('org', name)
        for (const name of namesIn(others, slugs.t)) names.add('topic', name)
      }
    },
    settle() {
      vocabulary.settle()
      names.settle()
      const [words, named] = [vocabulary.size(), names.size()]
      return { ...words, names: named.names, indexBytes: words.indexBytes + named.indexBytes }
    },
    corrections: (words) => words.map((word) => vocabulary.corrections(word).slice(0, mostCorrections)),
    complete(typed, kinds) {
      for (const [of, text] of typed.entries()) {
        const found = names.complete(text, kinds)
        if (found.length > 0) return { names: found, of }
      }
      return { names: [], of: 0 }
    },
  }
}

/** The slugs that a row's tokens give its people, organisations and topics (`a=bernhard-scholkopf`). */
function namesOfTokens(tokens: string): Record<'a' | 'o' | 't', Set<string>> {
  const slugs = { a: new Set<string>(), o: new Set<string>(), t: new Set<string>() }
  for (const token of tokens.split(' ')) {
    const letter = token[0] as 'a' | 'o' | 't'
    if (token[1] === '=' && Object.hasOwn(slugs, letter)) slugs[letter].add(token.slice(2))
  }
  return slugs
}

/** Names out of a list joined by commas: as many pieces together as have one of the slugs ("University of California, Davis"). */
function namesIn(list: string, slugs: ReadonlySet<string>): string[] {
  if (slugs.size === 0) return []
  const pieces = list.split(', ')
  const found: string[] = []
  for (let from = 0; from < pieces.length; from++) {
    if (pieces[from] === '') continue
    for (let to = from + 1; to <= Math.min(from + mostPieces, pieces.length); to++) {
      const name = pieces.slice(from, to).join(', ')
      if (!slugs.has(slugOf(name))) continue
      found.push(name)
      from = to - 1
      break
    }
  }
  return found
}

const mostPieces = 4
