/** Asks a lexicon what the misspelt words of a query may have meant, and makes sure that the answer finds something. */
import type { SearchPage } from '../../library/views.ts'
import type { Lexicon } from '../lexicon/lexicon.ts'
import { parseQuery, type Query } from '../query/query.ts'
import type { SearchIndex } from '../searchIndex.ts'
import { chosen, replaced, type SpellingSuggestion, wordsToDoubt } from './suggestion.ts'

/** Undefined when every word is taken to be right, and while the lexicon is being made. */
export async function correctedQuery(query: Query, lexicon: Lexicon): Promise<SpellingSuggestion | undefined> {
  const doubtful = wordsToDoubt(query)
  if (doubtful.length === 0) return undefined
  const corrections = await lexicon.corrections(doubtful.map(({ word }) => word))
  if (!corrections) return undefined
  return replaced(
    query.text,
    doubtful.flatMap(({ start, end, ...word }, at) => {
      const found = chosen({ start, end, ...word }, corrections[at]!)
      return found ? [{ start, end, to: found.word }] : []
    }),
  )
}

/** The suggestion, where it finds papers with every word and more of them than the query did. */
export async function ifBetter(
  suggestion: SpellingSuggestion | undefined,
  { total, relaxed }: Pick<SearchPage, 'total' | 'relaxed'>,
  index: Pick<SearchIndex, 'search'>,
): Promise<SpellingSuggestion | undefined> {
  if (!suggestion) return undefined
  const needed = relaxed ? 1 : Math.min(total, mostCompared) + 1
  const { ids } = await index.search(parseQuery(suggestion.text), { all: true, limit: needed })
  return ids.length >= needed || (total > mostCompared && ids.length > mostCompared) ? suggestion : undefined
}

const mostCompared = 100
