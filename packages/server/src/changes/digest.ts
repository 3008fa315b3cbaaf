import { createHash } from 'node:crypto';
import { canonicalJson } from '@slipway/engine';

/** What a change says. May be erased one day; its digest stays in the chain. */
export interface ChangeContent {
  actor: { kind: string; id: string; name: string };
  before: unknown;
  after: unknown;
  reason: string | null;
  origin: string | null;
}

/** What stays known of a change for ever. */
export interface ChangeFacts {
  sequence: number;
  at: Date;
  action: string;
  subject: string;
  key: string;
  environmentKey: string | null;
  effects: readonly { environment: string; version: number }[];
  revertOf: number | null;
}

/** sha256(JCS(content)) */
export function contentDigestOf({ actor, before, after, reason, origin }: ChangeContent): Buffer {
  const { kind, id, name } = actor;
  return sha256(canonicalJson({ actor: { kind, id, name }, before, after, reason, origin }));
}

/** sha256(digest of the change before ‖ JCS(facts) ‖ content digest); the first change has none before it. */
export function digestOf(previous: Buffer | null, facts: ChangeFacts, contentDigest: Buffer): Buffer {
  const { sequence, action, subject, key, environmentKey, effects, revertOf } = facts;
  const at = facts.at.toISOString();
  const text = canonicalJson({ sequence, at, action, subject, key, environmentKey, effects, revertOf });
  return sha256(previous ?? Buffer.alloc(0), text, contentDigest);
}

function sha256(...parts: (string | Buffer)[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}
