import { describe, expect, test } from 'vitest';
import { createPasswords } from './password.ts';

const passwords = createPasswords();

describe('a password', () => {
  test('is kept as an argon2id string of its own salt', async () => {
    const [one, two] = await Promise.all([passwords.hash('correct horse'), passwords.hash('correct horse')]);

    expect(one).toMatch(/^\$argon2id\$v=19\$m=47104,t=1,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    expect(one).not.toBe(two);
    expect(one).not.toContain('correct');
  });

  test.each([
    { given: 'the same', tried: 'correct horse battery', expected: true },
    { given: 'another case', tried: 'Correct horse battery', expected: false },
    { given: 'more', tried: 'correct horse battery ', expected: false },
    { given: 'nothing', tried: '', expected: false },
  ])('is right only when it is the same: $given', async ({ tried, expected }) => {
    const stored = await passwords.hash('correct horse battery');

    expect(await passwords.isRight(tried, stored)).toBe(expected);
  });

  test('is the same in both encodings of an umlaut', async () => {
    const stored = await passwords.hash('sch\u00f6ne gr\u00fc\u00dfe');

    expect(await passwords.isRight('scho\u0308ne gru\u0308\u00dfe', stored)).toBe(true);
  });

  test('made with other parameters is still understood', async () => {
    // argon2id, m=19456, t=2, p=1 of "password" and "somesaltsomesalt".
    const other = await import('node:crypto').then(({ argon2Sync }) =>
      argon2Sync('argon2id', {
        message: 'password',
        nonce: Buffer.from('somesaltsomesalt'),
        memory: 19_456,
        passes: 2,
        parallelism: 1,
        tagLength: 32,
      }),
    );
    const stored = `$argon2id$v=19$m=19456,t=2,p=1$${base64('somesaltsomesalt')}$${base64(other)}`;

    expect(await passwords.isRight('password', stored)).toBe(true);
    expect(await passwords.isRight('passwort', stored)).toBe(false);
  });

  test('of somebody unknown is never right, and is hashed all the same', async () => {
    const stored = await passwords.hash('correct horse');
    await passwords.isRight('x', null);
    const timed = async (hash: string | null): Promise<number> => {
      const started = performance.now();
      expect(await passwords.isRight('wrong', hash)).toBe(false);
      return performance.now() - started;
    };

    const known: number[] = [];
    const unknown: number[] = [];
    for (let round = 0; round < 9; round += 1) {
      known.push(await timed(stored));
      unknown.push(await timed(null));
    }

    // Without the hash it would take microseconds.
    expect(median(unknown)).toBeGreaterThan(median(known) / 3);
  });
});

function base64(bytes: string | Buffer): string {
  return Buffer.from(bytes).toString('base64').replace(/=+$/, '');
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
