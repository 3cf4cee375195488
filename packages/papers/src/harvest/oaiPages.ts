/**
 * OAI-PMH 2.0 as arXiv speaks it (openarchives.org/OAI/openarchivesprotocol.html; info.arxiv.org/help/oa).
 * The first request says what is wanted, every further one only the token. Protocol errors come with HTTP 200.
 * A page without records is believed only if the server says so: by `noRecordsMatch`, or by a token element.
 */
import { PapersError } from '../errors.ts'
import { isPartialDate } from '../partialDate.ts'
import { arxivOai, type OaiEnvelope, oaiEnvelope } from '../sources/arxivOai.ts'
import { onePiece, type Page, type Protocol } from './protocol.ts'

export const arxivBaseUrl = 'https://oaipmh.arxiv.org/oai'

export type OaiPlan = { source: 'arxiv'; from: string; set?: string; baseUrl?: string }

export function oaiPages({ from, set, baseUrl = arxivBaseUrl }: OaiPlan, today: string): Protocol {
  requirePlan(from, set, today)
  const list: Record<string, string> = { verb: 'ListRecords', metadataPrefix: 'arXiv', from, ...(set && { set }) }
  return {
    source: 'arxiv',
    baseUrl,
    set,
    from,
    accept: 'text/xml, application/xml',
    completes: true,
    url: (token) => withQuery(baseUrl, token === undefined ? list : { verb: 'ListRecords', resumptionToken: token }),
    read: async (reply, token) => {
      const text = reply.text()
      const envelope = oaiEnvelope(text)
      const refusal = envelope.error && answerTo(envelope.error, token)
      if (refusal) return { responseDate: envelope.responseDate, ...refusal }
      requireWhole(envelope, reply.url)
      const items = await Array.fromAsync(arxivOai.parse(onePiece(text), { name: new URL(reply.url).host, today }))
      return { kind: 'records', items, next: envelope.resumptionToken, responseDate: envelope.responseDate }
    },
  }
}

function requirePlan(from: string, set: string | undefined, today: string): void {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(from) || !isPartialDate(from) || from > today) {
    throw new PapersError('harvest/date', `Cannot harvest arXiv from ${JSON.stringify(from)}.`, {
      hint: `Give a day as YYYY-MM-DD, not after today (${today}).`,
      details: { from },
    })
  }
  if (set === undefined || /^[\w-]+(?::[\w.-]+){0,2}$/.test(set)) return
  throw new PapersError('harvest/set', `${JSON.stringify(set)} is not a set of arXiv.`, {
    hint: 'Sets look like cs, cs:cs:AI or physics:hep-th.',
    details: { set },
  })
}

function withQuery(baseUrl: string, query: Record<string, string>): string {
  const url = new URL(baseUrl)
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
  return url.href
}

/** What a protocol error means for the harvest; throws for the ones that asking again does not cure. */
function answerTo({ code, message }: { code: string; message: string }, token: string | undefined): Page {
  if (code === 'noRecordsMatch' && token === undefined) return { kind: 'records', items: [] }
  // A list that was there a page ago cannot have become empty: the server has lost the token.
  if (token !== undefined && (code === 'badResumptionToken' || code === 'noRecordsMatch')) {
    return { kind: 'expired', reason: message || code }
  }
  throw new PapersError('harvest/refused', `The archive refused the request: ${code}${message && ` (${message})`}.`, {
    hint: 'Check the set and the base URL; asking again will not help.',
    details: { code, message },
  })
}

function requireWhole({ complete, hasList, records, hasToken, fault }: OaiEnvelope, url: string): void {
  const why = !complete
    ? (fault ?? 'it is not an OAI-PMH page')
    : !hasList
      ? 'it has neither a list nor an error'
      : records === 0 && !hasToken
        ? 'it is empty without saying that nothing is left'
        : undefined
  if (why === undefined) return
  throw new PapersError('harvest/bad-page', `The page from ${new URL(url).host} is not whole: ${why}.`, {
    hint: 'The server is probably in trouble. Run the harvest again later; it goes on at this page.',
    details: { url },
  })
}
