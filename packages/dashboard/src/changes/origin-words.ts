const browsers: readonly [mark: RegExp, name: string][] = [
  [/Edg\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/Firefox\//, 'Firefox'],
  [/Chrom(e|ium)\//, 'Chrome'],
  [/Safari\//, 'Safari'],
];
const systems: readonly [mark: RegExp, name: string][] = [
  [/iPhone|iPad/, 'iOS'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/Mac OS X/, 'macOS'],
  [/Linux|X11/, 'Linux'],
];

/** `Mozilla/5.0 (…) … from 127.0.0.1` → `Chrome on Linux, 127.0.0.1`. */
export function originWords(origin: string): string {
  const [, client = origin, address] = /^(.*) from ([^ ]+)$/.exec(origin) ?? [];
  const told = client.startsWith('Mozilla/') ? browserWords(client) : client;
  return address === undefined ? told : `${told}, ${address}`;
}

function browserWords(client: string): string {
  const browser = browsers.find(([mark]) => mark.test(client))?.[1] ?? 'a browser';
  const system = systems.find(([mark]) => mark.test(client))?.[1];
  return system === undefined ? browser : `${browser} on ${system}`;
}
