/** Facts about a request that the framework can only guess behind plain HTTP or a proxy. */
import type { RequestEvent } from '@sveltejs/kit'

/** The origin as the reader's browser names it. */
export function originOf({ request, url, platform }: RequestEvent): string {
  const forwarded = request.headers.get('x-forwarded-proto')?.split(',')[0]?.trim()
  const encrypted = forwarded ? forwarded === 'https' : isEncrypted(platform)
  return `${encrypted ? 'https' : 'http'}://${hostsOf(request).at(-1) ?? url.host}`
}

const isEncrypted = (platform: App.Platform | undefined): boolean =>
  Boolean(platform?.req?.socket && 'encrypted' in platform.req.socket && platform.req.socket.encrypted)

/** A write must come from this site: browsers say where a request was made. */
export function isFromThisSite(request: Request): boolean {
  if (request.method === 'GET' || request.method === 'HEAD' || request.method === 'OPTIONS') return true
  const site = request.headers.get('sec-fetch-site')
  if (site) return site === 'same-origin'
  const origin = request.headers.get('origin')
  return origin !== null && URL.canParse(origin) && hostsOf(request).includes(new URL(origin).host)
}

/** The host this process was asked for, then the one that a proxy was asked for. Forms on other sites set neither. */
const hostsOf = ({ headers }: Request): string[] =>
  [headers.get('host'), headers.get('x-forwarded-host')].filter((host): host is string => host !== null)

/** Where to go back to after a form: a path on this site. */
export const ownPath = (path: unknown): string =>
  typeof path === 'string' && /^\/(?![/\\])[^\\\p{Cc}]*$/u.test(path) && path.length < 2000 ? path : '/'
