/** What changed on the board of claims, as a feed: “claim 3 of X stopped holding”. */
import { type Feed, type FeedItem, mostItems, plainText, urn } from '@causerie/papers'
import { claimPath, stateWords } from '#lib/claims/claim.ts'
import { paperPath } from '#lib/links.ts'
import { type ClaimChange, changes } from './claims.ts'

export async function claimsFeed({ house, origin }: App.Locals): Promise<Feed> {
  const library = await house.library.identity()
  const items = (await changes(house))
    .slice(0, mostItems)
    .map((change) => item(change, { library: library.id, origin }))
  return {
    id: urn(library.id, 'list /claims'),
    title: 'Claims · Causerie',
    description: 'Claims of papers whose verdict, as measured here, has changed',
    home: `${origin}/claims`,
    updated: items[0]?.updated ?? library.created,
    items,
  }
}

function item(change: ClaimChange, { library, origin }: { library: string; origin: string }): FeedItem {
  const { slug, claim, to, statement } = change
  const title = titleOf(change)
  return {
    id: urn(library, `claim ${slug} ${claim} ${to.date}`),
    url: origin + claimPath(paperPath(slug), claim),
    title,
    authors: [],
    published: to.date,
    updated: to.date,
    topics: [{ term: to.state, label: stateWords[to.state] }],
    summary: plainText(to.because),
    html: [statement, to.because].map((text) => `<p>${escaped(plainText(text))}</p>`).join('\n'),
  }
}

export function titleOf({ number, from, to, paper }: ClaimChange): string {
  const name = `Claim ${number} of “${plainText(paper)}”`
  if (from === 'unmeasured') return `${name} was measured for the first time: ${stateWords[to.state]}`
  if (from === 'holds') return `${name} stopped holding: ${stateWords[to.state]}`
  return `${name} is now ${to.state === 'holds' ? 'found to hold' : stateWords[to.state]}`
}

const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (character) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[character]!)
