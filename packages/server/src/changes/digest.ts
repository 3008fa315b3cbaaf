import { createHash } from 'node:crypto';
import { canonicalJson } from '@slipway/engine';

/** Whom a change is by, why and from where. May be erased one day; its digest stays in the chain. */
export interface PersonalContent {
  actor: { kind: string; id: string; name: string };
  reason: string | null;
  origin: string | null;
}

/** What a change did. */
export interface ChangeContent {
  before: unknown;
  after: unknown;
  onBehalfOf: string | null;
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

/** sha256(salt ‖ JCS(what is personal)); the salt keeps it from being guessed once that is erased. */
export function personalDigestOf(salt: Buffer, { actor, reason, origin }: PersonalContent): Buffer {
  const { kind, id, name } = actor;
  return sha256(salt, canonicalJson({ actor: { kind, id, name }, reason, origin }));
}

/** sha256(personal digest ‖ JCS(content)) */
export function contentDigestOf(personalDigest: Buffer, content: ChangeContent): Buffer {
  const { before, after, onBehalfOf } = content;
  return sha256(personalDigest, canonicalJson({ before, after, onBehalfOf }));
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
