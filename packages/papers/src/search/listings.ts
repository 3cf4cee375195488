/**
 * One listing read page by page stays one listing while papers are written: the reader's later pages name the revision
 * at which the first was made. The order is remembered, so that they continue it exactly; where it is forgotten
 * (another process, long ago) it is made again over the papers there were then, and only scores may differ a little.
 */
import type { SearchIndex } from './searchIndex.ts'

export type Listings<Listing> = {
  /** The first page: makes the listing and remembers it. */
  begin(key: string, make: () => Promise<Listing>): Promise<Listing>
  /** A later page: the remembered listing, else made again. */
  goOn(key: string, make: () => Promise<Listing>): Promise<Listing>
}

/** A listing of 2,000 papers takes 32 kB, and the parts of its scores up to 500 kB for a long question. */
const mostRemembered = 50

export function createListings<Listing>(): Listings<Listing> {
  const known = new Map<string, Listing>()

  async function begin(key: string, make: () => Promise<Listing>): Promise<Listing> {
    const listing = await make()
    known.delete(key)
    known.set(key, listing)
    if (known.size > mostRemembered) known.delete(known.keys().next().value!)
    return listing
  }

  return {
    begin,
    async goOn(key, make) {
      return known.get(key) ?? begin(key, make)
    },
  }
}

/** The index as if nothing had been added since a revision. Papers that were changed since are still in it. */
export function indexAsOf(index: SearchIndex, revision: number): SearchIndex {
  if (revision >= index.mark()) return index
  return Object.create(index, {
    search: {
      value: ((query, options) => index.search(query, { asOf: revision, ...options })) satisfies SearchIndex['search'],
    },
    nearest: {
      value: ((vector, options) =>
        index.nearest(vector, { asOf: revision, ...options })) satisfies SearchIndex['nearest'],
    },
  }) as SearchIndex
}
