import { canonicalJson } from './canonical-json.ts';
import type { Ruleset } from './ruleset.ts';

export type Digest = (ruleset: Pick<Ruleset, 'flags' | 'segments'>) => string;

/**
 * `sha256:` + hex SHA-256 of the lines `flag:<key>:<hex sha256(JCS(flag))>` and `segment:<key>:<hex>`, sorted by
 * UTF-16 code unit and joined by `\n`. `sha256Hex` hashes the UTF-8 of a text. Hashes are kept by object identity,
 * so that a ruleset made by `apply` costs only what changed: never change a flag that was digested.
 */
export function createDigest(sha256Hex: (text: string) => string): Digest {
  const hashes = new WeakMap<object, string>();
  const hashOf = (item: object): string => {
    const known = hashes.get(item);
    if (known !== undefined) return known;
    const hash = sha256Hex(canonicalJson(item));
    hashes.set(item, hash);
    return hash;
  };
  const linesOf = (kind: string, items: Readonly<Record<string, object>>): string[] =>
    Object.entries(items).map(([key, item]) => `${kind}:${key}:${hashOf(item)}`);
  return ({ flags, segments }) => {
    const lines = [...linesOf('flag', flags), ...linesOf('segment', segments)].sort();
    return `sha256:${sha256Hex(lines.join('\n'))}`;
  };
}
