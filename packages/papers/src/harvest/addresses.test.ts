import { expect, test } from 'vitest'
import { type AddressKind, addressKind } from './addresses.ts'

const known: Record<AddressKind, string[]> = {
  public: [
    '8.8.8.8',
    '172.15.0.1',
    '172.32.0.1',
    '100.63.255.255',
    '2a00:1450:4001::1',
    '::ffff:8.8.8.8',
    '64:ff9b::808:808',
  ],
  loopback: ['127.0.0.1', '127.255.0.9', '::1', '::ffff:127.0.0.1', '::ffff:7f00:1'],
  refused: [
    ...['0.0.0.0', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1', '169.254.169.254', '100.64.0.1'],
    ...['100.127.255.255', '198.18.0.1', '224.0.0.1', '239.255.255.255', '240.0.0.1', '255.255.255.255'],
    ...['::', 'fe80::1', 'fe80::1%eth0', 'fc00::1', 'fd12:3456::1', 'ff02::1', '2001:db8::1', '2001::1', '::10.0.0.1'],
    ...['::ffff:10.0.0.1', '::ffff:a9fe:a9fe', '64:ff9b::a00:1', '64:ff9b::7f00:1', '2002:a00:1::1', '2002:7f00:1::'],
    ...['', 'localhost', '999.1.1.1', '1.2.3', 'fd00:ec2::254'],
  ],
}

for (const [kind, addresses] of Object.entries(known)) {
  test.each(addresses)(`${kind}: %s`, (address) => expect(addressKind(address)).toBe(kind))
}
