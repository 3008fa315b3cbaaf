/** An address or network as big-endian 16-bit groups: 2 for IPv4, 8 for IPv6. */
type Groups = readonly number[];

export interface Network {
  groups: Groups;
  /** Leading bits that count. */
  prefix: number;
}

/** `address/prefix`, or an address alone for exactly that one; host bits are ignored. Null if it is neither. */
export function parseNetwork(text: string): Network | null {
  const slash = text.indexOf('/');
  const written = parseGroups(slash === -1 ? text : text.slice(0, slash));
  if (written === null) return null;
  const bits = written.length * 16;
  const prefix = slash === -1 ? bits : parsePrefix(text.slice(slash + 1), bits);
  if (prefix === null) return null;
  const isMappedNetwork = isMapped(written) && prefix >= 96;
  return isMappedNetwork ? { groups: written.slice(6), prefix: prefix - 96 } : { groups: written, prefix };
}

/** An IPv4 or IPv6 address; an IPv4-mapped one (`::ffff:10.0.0.1`) is the IPv4 address it stands for. */
export function parseAddress(text: string): Groups | null {
  const groups = parseGroups(text);
  return groups !== null && isMapped(groups) ? groups.slice(6) : groups;
}

/** False across families. */
export function isInNetwork(address: Groups, { groups, prefix }: Network): boolean {
  if (address.length !== groups.length) return false;
  for (let index = 0; index * 16 < prefix; index++) {
    const ignored = Math.max(0, 16 - (prefix - index * 16));
    if ((address[index] ?? 0) >> ignored !== (groups[index] ?? 0) >> ignored) return false;
  }
  return true;
}

function isMapped(groups: Groups): boolean {
  return groups.length === 8 && groups[5] === 0xffff && groups.slice(0, 5).every((group) => group === 0);
}

function parsePrefix(text: string, bits: number): number | null {
  return /^(?:0|[1-9][0-9]{0,2})$/.test(text) && Number(text) <= bits ? Number(text) : null;
}

// The longest address has 45 characters: longer text is refused before any work on it.
const longestAddress = 45;

function parseGroups(text: string): Groups | null {
  if (text.length > longestAddress) return null;
  return text.includes(':') ? parseV6(text) : parseV4(text);
}

function parseV4(text: string): Groups | null {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every(isOctet)) return null;
  const [a = 0, b = 0, c = 0, d = 0] = parts.map(Number);
  return [a * 256 + b, c * 256 + d];
}

function isOctet(part: string): boolean {
  return /^(?:0|[1-9][0-9]{0,2})$/.test(part) && Number(part) <= 255;
}

function parseV6(text: string): Groups | null {
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const [head, tail] = halves.map(parseHalf);
  if (!head || tail === null) return null;
  if (tail === undefined) return head.length === 8 ? head : null;
  const missing = 8 - head.length - tail.length;
  if (missing < 1 || halves[0]?.includes('.')) return null;
  return [...head, ...Array.from({ length: missing }, () => 0), ...tail];
}

/** Colon-separated hexadecimal groups; dotted IPv4 is read as the last two. */
function parseHalf(text: string): number[] | null {
  if (text === '') return [];
  const parts = text.split(':');
  const groups: number[] = [];
  for (const [index, part] of parts.entries()) {
    const read = index === parts.length - 1 && part.includes('.') ? parseV4(part) : parseGroup(part);
    if (read === null) return null;
    groups.push(...read);
  }
  return groups;
}

function parseGroup(part: string): Groups | null {
  return /^[0-9A-Fa-f]{1,4}$/.test(part) ? [Number.parseInt(part, 16)] : null;
}
