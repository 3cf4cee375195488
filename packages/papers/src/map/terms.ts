/** The words and pairs of words of a paper that could say what it is about, folded to stems, with how they are written. */
import { stemmer } from 'stemmer'
import { commonWords } from '../search/highlight.ts'

/** Stem or pair of stems → the first way this text writes it. */
export type Terms = Map<string, string>

/** Nouns that tell something only behind another word: “language model”, “reinforcement learning”. */
const heads = stemsOf('model learning data dataset problem system task analysis')

/** Words of papers about papers: true of every field, telling of none. */
const fillers = stemsOf(
  `abstract achieve address aim allow analysis apply approach article author based become best better can case challenge
  code compare compared contribution could current data dataset datasets demonstrate demonstrated describe despite
  develop developed different due effective effectiveness efficient enable end et evaluate evaluation example existing
  experiment experimental experiments explore extensive find first focus framework furthermore general give given good
  help high however importantly improve improved improvement include including introduce investigate key known large
  learn less like limited literature make many may method methodology methods model models moreover need new novel number
  obtain often one open outperform outperforms paper perform performance performs possible present presented previous
  problem problems propose proposed prove provide provided question quality real recent recently related require
  research result results second several show showed shown shows significant significantly similar simple since solution
  specific specifically state-of-the-art still study studied suggest system systems task tasks technique techniques test
  them therefore thus three toward towards training two understand understanding use used useful using various via way
  well whether whose widely without work works world would yet able across additionally along already although among
  another around available both beyond common commonly complex consider considered consistently crucial demonstrates
  directly empirical empirically especially even every existing extend fully further hence highly important instead
  introduces lack lead leads leading leverage main mainly multiple much must namely offer often only original other
  outperforming overall particular particularly potential present presents process proposes publicly range rather
  respectively same set shot so some standard such superior then these those through under up usually variety were when
  where which while who within also addition http https make take term order issue approach enable allow
  combine increase reduce improvement practice practical obtain produce conduct consist appli final`,
)

const longestText = 20_000

function stemsOf(words: string): ReadonlySet<string> {
  return new Set(words.split(/\s+/).map((word) => stemmer(word)))
}

/** The terms of a text; mathematics, numbers, common words and words of two letters are none. */
export function termsOf(text: string): Terms {
  const terms: Terms = new Map()
  const plain = text.slice(0, longestText).replace(/\$[^$]*\$|\\[a-zA-Z]+/g, ' . ')
  let before: Word | undefined
  for (const [part] of plain.matchAll(/[\p{L}\p{M}\p{N}]+(?:[-’'][\p{L}\p{M}\p{N}]+)*|[.,;:!?()]/gu)) {
    const word = wordOf(part)
    if (word && !word.isHead) keep(terms, word)
    if (word && before && !before.isHead) keep(terms, pairOf(before, word))
    before = word
  }
  return terms
}

type Word = { stem: string; written: string; isHead: boolean }

const pairOf = (first: Word, second: Word): Word => ({
  stem: `${first.stem} ${second.stem}`,
  written: `${first.written} ${second.written}`,
  isHead: false,
})

function keep(terms: Terms, { stem, written }: Word): void {
  const known = terms.get(stem)
  if (known === undefined || (known !== known.toLowerCase() && written === written.toLowerCase()))
    terms.set(stem, written)
}

function wordOf(part: string): Word | undefined {
  const word = part.replace(/[’']s$/, '')
  const lower = word.toLowerCase()
  if (lower.length < 3 || !/\p{L}{2}/u.test(lower) || commonWords.has(lower)) return undefined
  const stem = stemmer(lower)
  const isHead = heads.has(stem)
  if (!isHead && fillers.has(stem)) return undefined
  // Titles capitalise what the text does not.
  return { stem, written: /^\p{Lu}\p{Ll}+$/u.test(word) ? lower : word, isHead }
}
