import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openSecretKey, SecretError } from './index.ts';

const secretKey = 'a-key-that-only-this-test-knows-0123456789';
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-secrets-'));
});
afterAll(() => rm(folder, { recursive: true }));

const given = () => openSecretKey({ data: folder, secretKey });

function codeOf(work: () => unknown): string | undefined {
  try {
    work();
  } catch (error) {
    return error instanceof SecretError ? error.code : String(error);
  }
}

describe('a secret', () => {
  test('comes back as it was, in its context', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (text, context) => {
        expect(given().decrypt(given().encrypt(text, context), context)).toBe(text);
      }),
    );
  });

  test('does not show in what is kept, and is kept differently each time', () => {
    const [one, other] = [given().encrypt('hunter2hunter2', 'c'), given().encrypt('hunter2hunter2', 'c')];

    expect(one.includes('hunter2')).toBe(false);
    expect(one.equals(other)).toBe(false);
  });

  test('is not read in another context', () => {
    const sealed = given().encrypt('text', 'variable:1:A');

    expect(codeOf(() => given().decrypt(sealed, 'variable:2:A'))).toBe('damaged');
  });

  test('is not read once any byte has changed', () => {
    const sealed = given().encrypt('text', 'c');

    for (let at = 0; at < sealed.length; at += 1) {
      const changed = Buffer.from(sealed);
      changed.writeUInt8((sealed[at] ?? 0) ^ 1, at);
      expect(codeOf(() => given().decrypt(changed, 'c'))).toMatch(/damaged|another-key/);
    }
    expect(codeOf(() => given().decrypt(Buffer.alloc(0), 'c'))).toBe('damaged');
  });

  test('of another key says so', () => {
    const sealed = given().encrypt('text', 'c');
    const other = openSecretKey({ data: folder, secretKey: `${secretKey}x` });

    expect(() => other.decrypt(sealed, 'c')).toThrow('encrypted with another key');
  });
});

describe('without a given key', () => {
  test('one is made when it is needed, for this account alone, and kept', async () => {
    const data = join(folder, 'made');
    const first = openSecretKey({ data, secretKey: null });
    expect(existsSync(data)).toBe(false);

    const sealed = first.encrypt('text', 'c');

    const { mode } = await stat(join(data, 'secret-key'));
    expect(mode & 0o777).toBe(0o600);
    expect(openSecretKey({ data, secretKey: null }).decrypt(sealed, 'c')).toBe('text');
    expect(await readFile(join(data, 'secret-key'), 'utf8')).toMatch(/^[\w-]{43}\n$/);
  });
});
