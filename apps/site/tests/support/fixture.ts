/** Some sixty invented papers: ordinary ones, and those that a careless page would stumble over. */
const letter = (i: number) => String.fromCharCode(65 + (i % 26))
const boats = (i: number) => ({
  key: `boat-${i}`,
  title: `Paper Boats, Part ${i}`,
  identifiers: [{ scheme: 'arxiv', value: `2402.${String(10_000 + i)}` }],
  abstract: `The ${i}th boat is folded from one sheet and set upon a calm pond. It floats for ${i} minutes.`,
  authors: [{ name: 'Ada Quill' }, { name: `Coauthor ${letter(i)}${letter(i * 7)}son` }],
  organisations: ['Institute of Small Boats'],
  dates: { submitted: `2024-02-${String((i % 28) + 1).padStart(2, '0')}` },
  year: 2024,
  topics: ['Paper boats'],
  listing: { day: '2024-03-04', position: i + 1 },
})

export const records = [
  {
    key: 'weather',
    title: 'On the Weather of Ponds with $\\alpha^2$ Ducks',
    identifiers: [{ scheme: 'arxiv', value: '2403.00042' }],
    abstract: 'Ponds have weather. We bound it by $\\sqrt{\\alpha^2 + \\beta}$ and find that ducks do not mind.',
    summary: 'A pond’s weather is bounded, and the ducks in it are counted twice.',
    authors: [{ name: 'Ada Quill' }, { name: 'Bo Reed' }],
    organisations: ['Institute of Small Boats'],
    dates: { submitted: '2024-03-01' },
    venue: 'PondConf 2024',
    year: 2024,
    links: [
      { kind: 'code', url: 'https://example.org/ducks' },
      { kind: 'project', url: 'javascript:alert(1)' },
    ],
    topics: ['Ponds', 'Ducks'],
    listing: { day: '2024-03-05', position: 1, comments: 3 },
  },
  {
    key: 'hostile',
    title: 'Titles with "quotes" & <b>tags</b> </script><script>alert(1)</script>',
    identifiers: [{ scheme: 'doi', value: '10.5555/ponds.v1i2.3' }],
    abstract: 'An abstract that says 1 < 2 and </title><img src=x onerror=alert(1)> and goes on.',
    authors: [{ name: 'Eve <i>O’Hara</i>' }],
    dates: { published: '2024-03' },
    year: 2024,
    topics: ['Ponds'],
    listing: { day: '2024-03-05', position: 2 },
  },
  {
    key: 'old',
    title: 'Anti-de-Sitter Ponds and Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft',
    identifiers: [{ scheme: 'arxiv', value: 'hep-th/9901001' }],
    abstract: `A wide formula: $${Array.from({ length: 40 }, (_, i) => `x_{${i}}`).join(' + ')} = 0$.`,
    authors: [{ name: 'Cy Unwin' }],
    dates: { submitted: '1999-01-01' },
    year: 1999,
    topics: ['Ponds'],
    listing: { day: '2024-03-05', position: 3 },
  },
  ...Array.from({ length: 55 }, (_, i) => boats(i + 1)),
]
