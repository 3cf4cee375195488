/** Rooms of the house, in the order of the navigation. */
export const rooms = [
  { href: '/', label: 'Today' },
  { href: '/trending', label: 'Trending' },
  { href: '/claims', label: 'Claims' },
  { href: '/topics', label: 'Topics' },
  { href: '/authors', label: 'Authors' },
  { href: '/orgs', label: 'Organisations' },
  { href: '/search', label: 'Search' },
  { href: '/desk', label: 'Desk' },
  { href: '/about', label: 'About' },
] as const
