/** A search, and beside it what its misspelt words may have meant. */
import type { SearchPage } from '../library/views.ts'
import type { Lexicon } from './lexicon/lexicon.ts'
import { parseQuery } from './query/query.ts'
import { type SearchOptions, type SearchRooms, searchPage } from './search.ts'
import { correctedQuery, ifBetter } from './spelling/didYouMean.ts'

type Rooms = SearchRooms & { lexicon: Lexicon }

/** Words are looked up while the search runs. `patient`: where little is found, the library's words are waited for. */
export async function searchWithSuggestion(
  { lexicon, ...rooms }: Rooms,
  text: string,
  { patient = false, ...options }: SearchOptions & { patient?: boolean | undefined },
): Promise<SearchPage> {
  const query = parseQuery(text)
  const asked = patient ? undefined : correctedQuery(query, lexicon)
  asked?.catch(() => {})
  const page = await searchPage(rooms, text, options)
  if (patient && (page.relaxed || page.total === 0) && query.words.length + query.phrases.length > 0)
    await lexicon.ready()
  const corrected = await (asked ?? correctedQuery(query, lexicon)).catch(() => undefined)
  const suggestion = await ifBetter(corrected, page, rooms.index)
  return suggestion ? { ...page, suggestion } : page
}
