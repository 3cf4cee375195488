import { text } from '@sveltejs/kit'

/** Pages may be read by crawlers; endless lists of answers need not be. */
export const GET = () => text('User-agent: *\nDisallow: /search\nDisallow: /map\nDisallow: /api/\nDisallow: /theme\n')
