/** An invented paper for the tests of this folder; `change` replaces what a test is about. */
import type { PaperPage } from '../library/views.ts'

export function examplePaper(change: Partial<PaperPage> = {}): PaperPage {
  return {
    id: 7,
    slug: '2303.00042',
    title: 'Towards Counting Swans with GANs',
    authors: [
      { name: 'Fan Zhou', slug: 'fan-zhou', affiliations: ['University of Swans'] },
      { name: 'Laurens van der Meer', slug: 'laurens-van-der-meer' },
    ],
    authorCount: 2,
    organisations: [{ name: 'University of Swans', slug: 'university-of-swans' }],
    topics: [
      { name: 'Causal discovery', slug: 'causal-discovery' },
      { name: 'cs.LG', slug: 'cs-lg' },
    ],
    abstract: 'We count swans in $\\mathcal{O}(n)$ steps.',
    summary: 'It counts swans. It is fast.',
    dates: { submitted: '2023-03-05' },
    firstSeen: '2023-03-06T08:00:00Z',
    arxivId: '2303.00042',
    links: [
      { kind: 'pdf', url: 'https://arxiv.org/pdf/2303.00042' },
      { kind: 'code', url: 'https://example.org/swans' },
    ],
    runnable: false,
    identifiers: [{ scheme: 'arxiv', value: '2303.00042' }],
    versions: [],
    listings: [],
    provenance: { title: 'arxiv-atom', abstract: 'arxiv-atom' },
    ...change,
  }
}
