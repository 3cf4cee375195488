/** Which addresses ask for a feed. */

/** As @causerie/papers writes them (`feedFormats`); here again because the router must not load the package. */
export const FEED_SUFFIXES = ['.atom', '.rss', '.feed.json'] as const

/** `/topics/ponds.atom` → `/topics/ponds` and `.atom`. The references of papers have dots of their own. */
export function splitFeedSuffix(pathname: string): { path: string; suffix: string } | undefined {
  if (/^\/(papers|api|_app)\//.test(pathname)) return undefined
  const suffix = FEED_SUFFIXES.find((one) => pathname.endsWith(one) && pathname.length > one.length + 1)
  return suffix && { path: pathname.slice(0, -suffix.length), suffix }
}
