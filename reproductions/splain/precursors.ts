/** What a forecaster may watch, for made-up worlds: names, sources and sizes of our own invention. */
export type Precursor = {
  label: string
  /** Node of the graph. */
  variable: string
  quantity: string
  unit: string
  /** Usual level and spread of the daily count. */
  mean: number
  sd: number
  sensor: string
  watches: string
  works: string
}

const precursor = (
  label: string,
  variable: string,
  quantity: string,
  unit: string,
  mean: number,
  sd: number,
  [sensor, watches, works]: [string, string, string],
): Precursor => ({
  label,
  variable,
  quantity,
  unit,
  mean,
  sd,
  sensor,
  watches,
  works,
})

export const precursors: readonly Precursor[] = [
  precursor('Forum chatter', 'Chatter', 'Posts naming the target', 'posts', 40, 9, [
    'the forum reader',
    'posts on five closed forums',
    'a classifier of posts, trained on labelled ones',
  ]),
  precursor('Look-alike domains', 'Domains', 'Registrations close to its names', 'names', 12, 4, [
    'the registration watch',
    'newly registered domains',
    'edit distance to the names of the target',
  ]),
  precursor('Port scans', 'Scans', 'Scans of its addresses', 'scans', 900, 210, [
    'the border counter',
    'refused connections',
    'counts of distinct sources in an hour',
  ]),
  precursor('Leaked credentials', 'Credentials', 'Its accounts in new dumps', 'accounts', 6, 3, [
    'the dump monitor',
    'dumps offered for sale',
    'matching of addresses against the directory',
  ]),
  precursor('Phishing kits', 'Kits', 'Kits that imitate it', 'kits', 3, 1.5, [
    'the kit collector',
    'kits found on seized hosts',
    'matching of logos and forms',
  ]),
  precursor('Exploit code', 'Exploits', 'Published exploits for its software', 'exploits', 2, 1.2, [
    'the exploit watch',
    'public repositories and lists',
    'matching against the inventory of software',
  ]),
  precursor('Botnet rentals', 'Rentals', 'Offers of rented capacity', 'offers', 25, 7, [
    'the market reader',
    'two markets for rented machines',
    'counts of offers by price and size',
  ]),
  precursor('Failed log-ins', 'LogIns', 'Failed log-ins', 'log-ins', 4200, 700, [
    'the log-in counter',
    'the log of the identity service',
    'counts against the same weekday',
  ]),
  precursor('Malware samples', 'Malware', 'Samples that hold its names', 'samples', 8, 3, [
    'the sample collector',
    'samples shared by partners',
    'rules over strings and imports',
  ]),
  precursor('Certificate requests', 'Certificates', 'Certificates issued for look-alike names', 'certificates', 10, 4, [
    'the certificate watch',
    'public certificate logs',
    'edit distance to the names of the target',
  ]),
  precursor('Spam waves', 'Spam', 'Messages of one template', 'messages', 15000, 4000, [
    'the mail trap',
    'mailboxes that nobody owns',
    'clustering of messages by template',
  ]),
  precursor('Brand mentions', 'Mentions', 'Hostile mentions in public posts', 'mentions', 60, 16, [
    'the mention counter',
    'public posts in four languages',
    'a classifier of tone, trained on labelled posts',
  ]),
]
