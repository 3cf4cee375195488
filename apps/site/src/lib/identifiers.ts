/** What an identifier is called, and where it leads. */
const SCHEMES: Record<string, { label: string; url?: (value: string) => string }> = {
  arxiv: { label: 'arXiv', url: (id) => `https://arxiv.org/abs/${id}` },
  doi: { label: 'DOI', url: (id) => `https://doi.org/${id}` },
  openreview: { label: 'OpenReview', url: (id) => `https://openreview.net/forum?id=${encodeURIComponent(id)}` },
  acl: { label: 'ACL Anthology', url: (id) => `https://aclanthology.org/${id}/` },
  s2: { label: 'Semantic Scholar', url: (id) => `https://www.semanticscholar.org/paper/${id}` },
  corpus: { label: 'Semantic Scholar corpus', url: (id) => `https://api.semanticscholar.org/CorpusID:${id}` },
  openalex: { label: 'OpenAlex', url: (id) => `https://openalex.org/${id}` },
  dblp: { label: 'DBLP', url: (id) => `https://dblp.org/rec/${id}` },
  mag: { label: 'Microsoft Academic' },
  pmid: { label: 'PubMed', url: (id) => `https://pubmed.ncbi.nlm.nih.gov/${id}/` },
  pmcid: { label: 'PubMed Central', url: (id) => `https://www.ncbi.nlm.nih.gov/pmc/articles/${id}/` },
}

export function identifierLink({ scheme, value }: { scheme: string; value: string }): {
  label: string
  url: string | undefined
} {
  const known = SCHEMES[scheme]
  return { label: known?.label ?? scheme, url: known?.url?.(value) }
}
