// How Node is started for Causerie, in one place: by the launcher, and by the benchmarks that measure what it launches.
import { join } from 'node:path'
import { keep } from './run.js'

/**
 * New objects get 8 MB before they are swept, instead of up to 64: an import needs 150 MB less and no more time. Older
 * ones are swept when they have grown by 40 % since the last time, instead of up to fourfold: 140 MB less, for 4 % more
 * processor time. With two memory arenas instead of one for every thread, the search engine gives back what it no
 * longer uses.
 */
export const nodeFlags = ['--max-semi-space-size=8', '--heap-growing-percent=40']
export const nodeSettings = {
  LANCEDB_LOG: 'error', // it warns of parts of an index that it passes over rightly
  MALLOC_ARENA_MAX: '2',
  NODE_COMPILE_CACHE: join(keep, 'compiled'), // a third less to do at every start after the first
}
