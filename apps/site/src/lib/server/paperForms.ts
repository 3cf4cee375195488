/** One paper in the forms that programs read, from the address of its page (suffix or Accept). */
import { cite, linkHeader, type PaperPage, paperMarkdown, signposts } from '@causerie/papers'
import type { RequestEvent } from '@sveltejs/kit'
import { FORMATS, negotiate, otherFormats, type PaperFormat, splitSuffix } from '#lib/formats.ts'
import { paperPath } from '#lib/links.ts'
import { apiError, faultOf } from './api.ts'
import { findPaper } from './paper.ts'

/** The reference and the form that a request for `/papers/…` asks for. */
function wanted({ params, request }: Pick<RequestEvent<{ ref: string }>, 'params' | 'request'>): {
  ref: string
  format: PaperFormat
} {
  const { ref, format } = splitSuffix(params.ref)
  return { ref, format: format ?? negotiate(request.headers.get('accept')) }
}

/** The answer in a form other than the page; `undefined` when the page is wanted. */
export async function paperForm(event: RequestEvent): Promise<Response | undefined> {
  if (!isPaper(event) || !isRead(event.request)) return undefined
  const { ref, format } = wanted(event)
  if (format === 'html') return undefined
  const { suffix, type } = FORMATS[format]
  try {
    const paper = await findPaper(event.locals.house, ref)
    if (paper.slug !== ref) return redirectTo(`${paperPath(paper.slug)}${suffix}`)
    return new Response(render[format](paper), {
      headers: { 'content-type': `${type}; charset=utf-8`, ...paperHeaders(paper) },
    })
  } catch (fault) {
    const { status, error } = faultOf(event, fault)
    return type.endsWith('json') ? apiError(status, error) : plain(status, [error.message, error.hint])
  }
}

/** Requests for a paper; what they are answered depends on Accept. */
export const isPaper = (event: RequestEvent): event is RequestEvent<{ ref: string }, '/papers/[...ref]'> =>
  event.route.id === '/papers/[...ref]'

const render: Record<Exclude<PaperFormat, 'html'>, (paper: PaperPage) => string> = {
  md: paperMarkdown,
  json: (paper) => JSON.stringify(paper),
  bib: (paper) => cite(paper, 'bibtex'),
  ris: (paper) => cite(paper, 'ris'),
  csl: (paper) => cite(paper, 'csl'),
}

/** How to cite it, what describes it (signposting.org), and its other forms. */
export function paperHeaders(paper: PaperPage): { link: string } {
  const url = paperPath(paper.slug)
  const forms = otherFormats.map((name) => ({
    rel: 'alternate',
    href: url + FORMATS[name].suffix,
    type: FORMATS[name].type,
  }))
  return { link: linkHeader([...signposts(paper, { url }), ...forms]) }
}

const isRead = ({ method }: Request): boolean => method === 'GET' || method === 'HEAD'
const redirectTo = (location: string): Response => new Response(null, { status: 308, headers: { location } })
const plain = (status: number, lines: (string | undefined)[]): Response =>
  new Response(lines.filter(Boolean).join('\n'), { status, headers: { 'content-type': 'text/plain; charset=utf-8' } })
