/** Cosine of tf-idf vectors over lower-cased words (ltc.ltc, Manning et al. 2008, §6.4): how arxiv-sanity finds papers. */
export function tfIdf(documents: string[], queries: string[]): (query: number) => Float32Array {
  const counted = documents.map(counts)
  const withWord = new Map<string, number>()
  for (const document of counted) for (const word of document.keys()) withWord.set(word, (withWord.get(word) ?? 0) + 1)
  const weigh = (words: Map<string, number>): [string, number][] => {
    const weighed = [...words].flatMap(([word, count]): [string, number][] => {
      const have = withWord.get(word)
      return have === undefined ? [] : [[word, (1 + Math.log(count)) * Math.log(documents.length / have)]]
    })
    const length = Math.hypot(...weighed.map(([, weight]) => weight)) || 1
    return weighed.map(([word, weight]) => [word, weight / length])
  }
  const postings = new Map<string, [document: number, weight: number][]>()
  for (const [at, document] of counted.entries())
    for (const [word, weight] of weigh(document)) {
      const list = postings.get(word)
      if (list) list.push([at, weight])
      else postings.set(word, [[at, weight]])
    }
  return (query) => {
    const scores = new Float32Array(documents.length)
    for (const [word, weight] of weigh(counts(queries[query]!)))
      for (const [document, other] of postings.get(word)!) scores[document]! += weight * other
    return scores
  }
}

function counts(text: string): Map<string, number> {
  const found = new Map<string, number>()
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []) found.set(word, (found.get(word) ?? 0) + 1)
  return found
}
