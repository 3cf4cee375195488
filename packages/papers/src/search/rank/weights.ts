/**
 * How much each part of a score counts: all the numbers of the ranking that are ours to choose. Those that have a source
 * are the source's; the others were chosen on the development half of five sets of queries, coarsely, and one for all
 * sets (docs/search.md, "How the weights were chosen").
 */
export const weights = {
  /** Candidates by words and by meaning, each. */
  candidates: 200,
  /**
   * So many of them are looked at closely; the rest stay below in the order in which they were found. A page has fewer: the
   * first ten are as good (nDCG@10 to four digits on six development sets; Recall@100 loses up to 0.02), and a third fewer
   * papers are read.
   */
  closely: 150,
  closelyForPage: 100,
  /** Of the words' share: neighbours in the order of the query, and neighbours in any order. */
  ordered: 0.15,
  near: 0.1,
  /** Beside the words' share: how much of the query stands in the title. */
  title: 0.5,
  /** Expansion (RM3; Abdul-Jaleel et al. 2004): words of the best papers, and their share beside the query's own. */
  expansion: { papers: 10, terms: 25, mixture: 0.4, share: 0.3 },
  /** Share of meaning when the model knows every word of the query. */
  meaning: 0.5,
  /** A model that knows less of a query than this says nothing about it. */
  leastCoverage: 0.25,
  /** Of the query's vector: the mean of the best papers' vectors (Rocchio 1971). */
  feedback: { papers: 5, share: 0.5 },
} as const
