import { createHmac, timingSafeEqual } from 'node:crypto';

/** A place in an environment's history; ordered by epoch, then version. */
export interface Cursor {
  epoch: number;
  version: number;
}

export interface Cursors {
  /** `<epoch>.<version>.<mac>`: an SSE event id, and without its quotes an ETag. */
  sign(environmentId: number, cursor: Cursor): string;
  /** Undefined for what this instance never signed for this environment. */
  verify(environmentId: number, text: string): Cursor | undefined;
}

const FORM = /^(\d{1,10})\.(\d{1,15})\.([\w-]{22})$/;
const MAC_BYTES = 16;

/** `key` is the instance key. */
export function createCursors(key: Buffer): Cursors {
  const macOf = (environmentId: number, { epoch, version }: Cursor): Buffer =>
    createHmac('sha256', key)
      .update(`stream-cursor\n${environmentId}\n${epoch}\n${version}`)
      .digest()
      .subarray(0, MAC_BYTES);
  return {
    sign: (environmentId, cursor) =>
      `${cursor.epoch}.${cursor.version}.${macOf(environmentId, cursor).toString('base64url')}`,
    verify(environmentId, text) {
      const [, epoch, version, mac] = FORM.exec(text) ?? [];
      if (mac === undefined) return undefined;
      const cursor = { epoch: Number(epoch), version: Number(version) };
      return timingSafeEqual(macOf(environmentId, cursor), Buffer.from(mac, 'base64url'))
        ? cursor
        : undefined;
    },
  };
}

/** True if `a` lies after `b`. */
export function isAfter(a: Cursor, b: Cursor): boolean {
  return a.epoch > b.epoch || (a.epoch === b.epoch && a.version > b.version);
}
