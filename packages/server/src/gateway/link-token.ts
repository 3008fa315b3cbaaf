import { isSame, mac } from './passes.ts';

/** `<id>.<mac>`: nothing of it is stored, so that a copy of the database opens nothing. */
export function linkTokenOf(key: Buffer, { id, nonce }: { id: number; nonce: Buffer }): string {
  return `${id}.${mac(key, 'share-link', Buffer.concat([Buffer.from(String(id)), nonce]))}`;
}

/** Undefined for what is no link's token. */
export function linkIdIn(token: string): number | undefined {
  const id = /^(\d{1,15})\.[\w-]{43}$/.exec(token)?.[1];
  return id === undefined ? undefined : Number(id);
}

export function isLinkToken(token: string, key: Buffer, link: { id: number; nonce: Buffer }): boolean {
  return isSame(token, linkTokenOf(key, link));
}
