/** Two silver collections made of the conference papers: what their authors wrote stands in for judgements. */
import { partOf as partOfPaper } from '../../packages/papers/src/meaning/heldOut.ts'
import type { Paper } from '../measuring/queries.ts'
import { type Collection, hashFraction, type Part, partOf, type TestDocument } from './collection.ts'

const sizes = { knownItems: 2000, titles: 1000, keywordPapers: 20_000, keywords: 400 }

/**
 * A paper is found by its title among abstracts that the embedder never saw; no title is in the index. Its choices were
 * made on other papers than its figures: each part has abstracts of its own.
 */
export function knownItem(papers: readonly Paper[], part: Part): Collection {
  const held = ordered(papers.filter(({ title, abstract }) => abstract !== '' && partOfPaper(title) === part)).slice(
    0,
    sizes.knownItems,
  )
  return {
    name: 'Known item',
    about: `${held.length} held-out abstracts, ${sizes.titles} of them looked for by their titles, titles not indexed`,
    documents: held.map(({ id, abstract }) => ({ id, title: '', abstract })),
    queries: held.slice(0, sizes.titles).map(({ id, title }) => ({ id, text: title, part, gains: new Map([[id, 1]]) })),
  }
}

/** An author's keyword finds the papers that carry it, among papers that have keywords; no keyword is in the index. */
export function keyword(papers: readonly Paper[]): Collection {
  const sample = ordered(papers.filter(({ abstract, keywords }) => abstract !== '' && keywords.length > 0)).slice(
    0,
    sizes.keywordPapers,
  )
  const carriers = carriersOf(sample)
  const asked = [...carriers.keys()]
    .filter((word) => word.length > 2 && carriers.get(word)!.size >= 10 && carriers.get(word)!.size <= 200)
    .sort((a, b) => hashFraction(a) - hashFraction(b))
    .slice(0, sizes.keywords)
  return {
    name: 'Keyword',
    about: `${sample.length} papers, ${asked.length} author keywords of 10–200 papers each, keywords not indexed`,
    documents: sample.map(toDocument),
    queries: asked.map((text) => ({
      id: text,
      text,
      part: partOf('Keyword', text),
      gains: new Map([...carriers.get(text)!].map((id) => [id, 1])),
    })),
  }
}

function carriersOf(papers: readonly Paper[]): Map<string, Set<string>> {
  const carriers = new Map<string, Set<string>>()
  for (const { id, keywords } of papers) {
    for (const word of keywords.map((one) => one.trim().toLowerCase())) {
      const own = carriers.get(word) ?? new Set()
      carriers.set(word, own.add(id))
    }
  }
  return carriers
}

function toDocument({ id, title, abstract }: Paper): TestDocument {
  return { id, title, abstract }
}

/** In an order of their own, each with an id of its own: in the file a few share one. */
function ordered(papers: readonly Paper[]): Paper[] {
  const seen = new Map<string, number>()
  const distinct = papers.map((paper) => {
    const times = (seen.get(paper.id) ?? 0) + 1
    seen.set(paper.id, times)
    return times === 1 ? paper : { ...paper, id: `${paper.id} (${times})` }
  })
  const place = new Map(distinct.map(({ id }) => [id, hashFraction(id)]))
  return distinct.sort((a, b) => place.get(a.id)! - place.get(b.id)!)
}
