/** Why a paper stands where it stands: the parts of its score as a list that adds up to it. */
import type { ScoreTerm } from '../../library/views.ts'
import type { TermScore } from './fieldedBm25.ts'
import type { PairScore } from './proximity.ts'
import type { Scored } from './rankCandidates.ts'
import { type Part, parts, type Statistics } from './statistics.ts'
import { weights } from './weights.ts'

/** One line for each word of the query that was found, then what else counted; lines of nothing are left out. */
export function explainScore(scored: Scored, statistics: Statistics): ScoreTerm[] {
  const { words, pairs, title, expansion, meaning, feedback, recency } = scored
  return [
    ...words.found.map((found) => wordTerm(found, words.share, statistics)).sort((a, b) => b.value - a.value),
    pairsTerm(pairs.found, pairs.share),
    {
      name: 'title',
      value: title.value * title.share,
      explanation: `${Math.round(title.value * 100)} % of the query stands there, rare words counting more`,
    },
    {
      name: 'kindred words',
      value: expansion.value * expansion.share,
      explanation: `words of the ${weights.expansion.papers} best papers`,
    },
    {
      name: 'meaning',
      value: meaning.value * meaning.share,
      explanation: `cosine ${shown(meaning.value)} with the query`,
    },
    {
      name: 'kindred meaning',
      value: feedback.value * feedback.share,
      explanation: `cosine ${shown(feedback.value)} with the mean of the ${weights.feedback.papers} best papers`,
    },
    { name: 'recency', value: recency.value * recency.share, explanation: 'by date' },
  ].filter(({ value }) => value !== 0)
}

/** For a paper that was not looked at closely. */
export function unexplained(score: number): ScoreTerm[] {
  return [{ name: 'found', value: score, explanation: 'below the papers that were compared closely' }]
}

function wordTerm({ term, value, occurrences }: TermScore, share: number, statistics: Statistics): ScoreTerm {
  const places = parts.flatMap((part) => (occurrences[part] > 0 ? [`${occurrences[part]} in ${named[part]}`] : []))
  const papers = Math.max(1, Math.round(statistics.papersWith(term)))
  return {
    name: term,
    value: value * share,
    explanation: `${places.join(', ')}; in about ${papers} of ${statistics.papers} papers`,
  }
}

const named: Record<Part, string> = { title: 'the title', abstract: 'the abstract', names: 'names and topics' }

function pairsTerm(found: readonly PairScore[], share: number): ScoreTerm {
  const value = found.reduce((sum, { ordered, near }) => sum + weights.ordered * ordered + weights.near * near, 0)
  const named = found.map(({ pair, ordered }) => `${pair.first} ${ordered > 0 ? '→' : '↔'} ${pair.second}`)
  return { name: 'neighbours', value: value * share, explanation: named.join(', ') }
}

function shown(value: number): string {
  return value.toFixed(2)
}
