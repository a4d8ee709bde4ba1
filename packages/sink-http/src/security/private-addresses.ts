import { BlockList, isIPv6 } from 'node:net';

/**
 * IPv4 that is not reachable from everywhere, or not one host: the IANA IPv4 Special-Purpose Address Registry
 * (RFC 6890), multicast (RFC 5771) and what is reserved (RFC 1112 §4).
 */
const notPublic4: readonly (readonly [network: string, prefix: number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];

/**
 * The same for IPv6: the IANA IPv6 Special-Purpose Address Registry, multicast, site-local (RFC 3879) and the forms that
 * stand for IPv4 in full (RFC 4291 §2.5.5.1, RFC 7915). IPv4-mapped addresses are looked up as IPv4 by `BlockList`.
 */
const notPublic6: readonly (readonly [network: string, prefix: number])[] = [
  ['::', 96],
  ['::ffff:0:0:0', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['3fff::', 20],
  ['5f00::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
];

/** The two groups of an IPv6 address that stand for an IPv4 address. */
function groupsOf(ipv4: string): string {
  const [a = 0, b = 0, c = 0, d = 0] = ipv4.split('.').map(Number);
  return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
}

function buildList(): BlockList {
  const list = new BlockList();
  for (const [network, prefix] of notPublic4) {
    list.addSubnet(network, prefix, 'ipv4');
    // What reaches the same address through NAT64 (RFC 6052) and 6to4 (RFC 3056).
    list.addSubnet(`64:ff9b::${groupsOf(network)}`, 96 + prefix, 'ipv6');
    list.addSubnet(`2002:${groupsOf(network)}::`, 16 + prefix, 'ipv6');
  }
  for (const [network, prefix] of notPublic6) list.addSubnet(network, prefix, 'ipv6');
  return list;
}

const privateList = buildList();

/**
 * Whether an IP address belongs to this machine, to a network of its own, or to nobody: loopback, private, link-local,
 * carrier-grade NAT, unique local, multicast, documentation, reserved.
 *
 * @param address IPv4 or IPv6 as text, with or without a zone
 */
export function isPrivateAddress(address: string): boolean {
  const [plain = ''] = address.split('%');
  return privateList.check(plain, isIPv6(plain) ? 'ipv6' : 'ipv4');
}
