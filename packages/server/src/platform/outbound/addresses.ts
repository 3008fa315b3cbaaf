import { BlockList, isIP } from 'node:net';

/** IANA's special-purpose registries: nothing of these is a stranger's server on the internet. */
const special4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
];
/** Of IPv6 only this much is given out; what embeds an IPv4 address in it (Teredo, 6to4) is not used. */
const unicast6 = ['2000::/3'];
const special6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];
const mapped6 = ['::ffff:0:0/96'];

const isSpecial4 = matcher(special4);
const isUnicast6 = matcher(unicast6);
const isSpecial6 = matcher(special6);
const isMapped6 = matcher(mapped6);

/** Whether an IP address is one that anybody may reach. What is no address is not. */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 0 || address.includes('%')) return false;
  if (isIP(address) === 4 || isMapped6(address)) return !isSpecial4(address);
  return isUnicast6(address) && !isSpecial6(address);
}

/** Whether an address lies in one of the ranges. An IPv4 range also holds its addresses as IPv6 maps them. */
export function matcher(ranges: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const range of ranges) {
    const [network = '', bits] = range.split('/');
    const family = isIP(network) === 6 ? 'ipv6' : 'ipv4';
    list.addSubnet(network, Number(bits ?? (family === 'ipv6' ? 128 : 32)), family);
  }
  return (address) => !address.includes('%') && list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}
