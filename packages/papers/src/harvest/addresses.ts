/**
 * Which network addresses a harvest may talk to: public unicast only.
 * Ranges: IANA special-purpose registries for IPv4 (RFC 6890 and later) and IPv6; for IPv6 only 2000::/3 is let
 * through, and every form that carries an IPv4 address inside (mapped, NAT64, 6to4) is judged by that address.
 */
import { BlockList, isIP } from 'node:net'

export type AddressKind = 'public' | 'loopback' | 'refused'

const specialV4: readonly [network: string, prefix: number][] = [
  ['0.0.0.0', 8], // this network
  ['10.0.0.0', 8],
  ['100.64.0.0', 10], // carrier-grade NAT
  ['169.254.0.0', 16], // link-local, cloud metadata
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24], // documentation
  ['192.31.196.0', 24],
  ['192.52.193.0', 24],
  ['192.88.99.0', 24], // 6to4 relays
  ['192.168.0.0', 16],
  ['192.175.48.0', 24],
  ['198.18.0.0', 15], // benchmarks
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4], // multicast
  ['240.0.0.0', 4], // reserved, broadcast
]
const refusedV4 = new BlockList()
for (const [network, prefix] of specialV4) refusedV4.addSubnet(network, prefix, 'ipv4')

/** The kind of a literal IPv4 or IPv6 address; anything that is no address is refused. */
export function addressKind(address: string): AddressKind {
  const plain = address.split('%')[0]! // fe80::1%eth0
  const family = isIP(plain)
  if (family === 4) return kindOfV4(plain)
  return family === 6 ? kindOfV6(groupsOf(plain)) : 'refused'
}

function kindOfV4(address: string): AddressKind {
  if (address.startsWith('127.')) return 'loopback'
  return refusedV4.check(address, 'ipv4') ? 'refused' : 'public'
}

function kindOfV6(groups: number[]): AddressKind {
  const zeros = groups.findIndex((group) => group !== 0)
  if (zeros === 7 && groups[7] === 1) return 'loopback'
  if (zeros === 5 && groups[5] === 0xffff) return kindOfV4(v4From(groups, 6)) // ::ffff:0:0/96
  if (groups[0] === 0x64 && groups[1] === 0xff9b && groups.slice(2, 6).every((group) => group === 0)) {
    return publicOnly(kindOfV4(v4From(groups, 6))) // 64:ff9b::/96, NAT64
  }
  if (groups[0] === 0x2002) return publicOnly(kindOfV4(v4From(groups, 1))) // 6to4
  if (groups[0] === 0x2001 && groups[1]! < 0x200) return 'refused' // 2001::/23: Teredo, ORCHID, protocol use
  if (groups[0] === 0x2001 && groups[1] === 0xdb8) return 'refused' // documentation
  if (groups[0] === 0x3fff && groups[1]! < 0x1000) return 'refused' // documentation, RFC 9637
  return groups[0]! >> 13 === 1 ? 'public' : 'refused' // 2000::/3
}

/** A translated loopback address is nobody's own machine. */
function publicOnly(kind: AddressKind): AddressKind {
  return kind === 'public' ? 'public' : 'refused'
}

/** The eight 16-bit groups of a valid IPv6 address. */
function groupsOf(address: string): number[] {
  const dotted = address.match(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/)
  const hex = dotted ? address.slice(0, dotted.index) + hexPair(dotted.slice(1).map(Number)) : address
  const [left = '', right] = hex.split('::')
  const head = left === '' ? [] : left.split(':')
  const tail = right === undefined || right === '' ? [] : right.split(':')
  const gap = right === undefined ? 0 : 8 - head.length - tail.length
  return [...head, ...Array<string>(gap).fill('0'), ...tail].map((group) => Number.parseInt(group, 16))
}

function hexPair([a, b, c, d]: number[]): string {
  return `${((a! << 8) | b!).toString(16)}:${((c! << 8) | d!).toString(16)}`
}

function v4From(groups: number[], at: number): string {
  const [high, low] = [groups[at]!, groups[at + 1]!]
  return `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`
}
