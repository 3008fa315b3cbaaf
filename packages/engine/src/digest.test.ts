import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { rulesetOf } from '../../../test/support/spec.ts';
import { canonicalJson } from './canonical-json.ts';
import { createDigest } from './digest.ts';

function sha256Hex(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

describe('the digest', () => {
  test('hashes sorted lines of kind, key and hash', () => {
    const ruleset = rulesetOf({
      flags: { b: {}, ä: {}, a: { killed: true } },
      segments: { internal: { include: ['u7'] } },
    });
    const { flags, segments } = ruleset;

    const lines = [
      `flag:a:${sha256Hex(canonicalJson(flags.a))}`,
      `flag:b:${sha256Hex(canonicalJson(flags.b))}`,
      `flag:ä:${sha256Hex(canonicalJson(flags.ä))}`,
      `segment:internal:${sha256Hex(canonicalJson(segments.internal))}`,
    ];

    expect(createDigest(sha256Hex)(ruleset)).toBe(`sha256:${sha256Hex(lines.join('\n'))}`);
  });

  test('of an empty ruleset is the hash of nothing', () => {
    expect(createDigest(sha256Hex)(rulesetOf({ flags: {} }))).toBe(`sha256:${sha256Hex('')}`);
  });

  test('hashes only what changed', () => {
    const hashed: string[] = [];
    const digest = createDigest((text) => {
      hashed.push(text);
      return sha256Hex(text);
    });
    const before = rulesetOf({ flags: { a: {}, b: {}, c: {} } });
    digest(before);
    hashed.length = 0;

    digest({ ...before, flags: { ...before.flags, ...rulesetOf({ flags: { b: { killed: true } } }).flags } });

    expect(hashed).toHaveLength(2);
    expect(hashed[0]).toContain('"killed":true');
  });
});
