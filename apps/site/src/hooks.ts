/** A list’s feeds stand under its own address: `/topics/ponds.atom` is asked of the route of `/topics/ponds`. */
import type { Reroute } from '@sveltejs/kit/hooks'
import { splitFeedSuffix } from '#lib/feedSuffix.ts'

export const reroute: Reroute = ({ url }) => splitFeedSuffix(url.pathname)?.path
