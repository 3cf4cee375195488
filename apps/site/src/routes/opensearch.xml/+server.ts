import type { RequestHandler } from './$types'

/** Lets a browser offer this library as a search engine (OpenSearch 1.1). */
export const GET: RequestHandler = ({ locals }) =>
  new Response(description(escapeXml(locals.origin)), {
    headers: { 'content-type': 'application/opensearchdescription+xml; charset=utf-8' },
  })

const description = (origin: string): string => `<?xml version="1.0" encoding="UTF-8"?>
<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">
  <ShortName>Causerie</ShortName>
  <Description>Search the papers of this Causerie library</Description>
  <InputEncoding>UTF-8</InputEncoding>
  <Image width="64" height="64" type="image/svg+xml">${origin}/favicon.svg</Image>
  <Url type="text/html" rel="results" template="${origin}/search?q={searchTerms}&amp;page={startPage?}"/>
  <Url type="application/json" rel="results" template="${origin}/api/search?q={searchTerms}&amp;page={startPage?}"/>
</OpenSearchDescription>
`

const escapeXml = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
