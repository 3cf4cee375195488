/** A pure function of a text that keeps its latest answers: the least recently asked goes first. */
export function remember<Result>(answer: (text: string) => Result, { entries = 2000, longest = 10_000 } = {}) {
  const kept = new Map<string, Result>()
  return (text: string): Result => {
    if (text.length > longest) return answer(text)
    const known = kept.has(text) ? kept.get(text)! : answer(text)
    kept.delete(text)
    kept.set(text, known) // a Map keeps the order of insertion: the newest last
    if (kept.size > entries) kept.delete(kept.keys().next().value!)
    return known
  }
}
