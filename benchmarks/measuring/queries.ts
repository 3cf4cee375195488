/** 200 real queries made of the conference papers themselves: what authors call their subject. */
import { createReadStream } from 'node:fs'
import { createZstdDecompress } from 'node:zlib'
import { seeded } from './measure.ts'

export type Paper = {
  id: string
  title: string
  abstract: string
  authors: string[]
  venue: string
  year: number
  keywords: string[]
}

export async function readPapers(file: string): Promise<Paper[]> {
  const papers: Paper[] = []
  let rest = ''
  for await (const chunk of createReadStream(file).pipe(createZstdDecompress()).setEncoding('utf8')) {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop()!
    for (const line of lines) papers.push(JSON.parse(line))
  }
  if (rest !== '') papers.push(JSON.parse(rest))
  return papers
}

/**
 * Half author keywords of two or more words, a quarter runs of three words from titles, a quarter an author's name:
 * the same 200 for every engine, drawn with seed 7.
 */
export function realQueries(papers: Paper[], count = 200): string[] {
  const random = seeded(7)
  const one = () => papers[Math.floor(random() * papers.length)]!
  const queries: string[] = []
  while (queries.length < count) {
    const kind = queries.length % 4
    const text = kind < 2 ? keywordOf(one(), random) : kind === 2 ? titleRun(one().title, random) : one().authors[0]
    if (text && text.length < 80) queries.push(text)
  }
  return queries
}

function keywordOf({ keywords }: Paper, random: () => number): string | undefined {
  const long = keywords.filter((keyword) => /^[\w-]+( [\w-]+)+$/.test(keyword))
  return long[Math.floor(random() * long.length)]
}

function titleRun(title: string, random: () => number): string | undefined {
  const words = title.match(/[\p{L}\p{N}-]+/gu) ?? []
  if (words.length < 4) return undefined
  const at = Math.floor(random() * (words.length - 3))
  return words.slice(at, at + 3).join(' ')
}
