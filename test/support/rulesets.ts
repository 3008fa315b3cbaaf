import { createHash } from 'node:crypto';
import { createDigest, type Flag, type Ruleset } from '@slipway/engine';

export const digestOf = createDigest((text) => createHash('sha256').update(text).digest('hex'));

/** A flag as it is after creation and switched on; `parts` replace. */
export function aFlag(parts: Partial<Flag> = {}): Flag {
  return {
    type: 'boolean',
    version: 1,
    clientVisible: false,
    variants: { on: true, off: false },
    offVariant: 'off',
    safeVariant: null,
    killed: false,
    enabled: true,
    schedule: [],
    prerequisites: [],
    targets: [],
    rules: [],
    fallthrough: { variant: 'on' },
    ...parts,
  };
}

/** A ruleset with its right digest. */
export function aRuleset(parts: Partial<Ruleset> = {}): Ruleset {
  const content = { segments: {}, flags: {}, ...parts };
  const position = {
    format: 1 as const,
    project: 'academy',
    environment: 'production',
    epoch: 1,
    version: 1,
  };
  return { ...position, ...content, digest: digestOf(content) };
}

/** A string flag `position` whose value is `<epoch>.<version>`: what an SDK evaluates tells which ruleset it holds. */
export function markedRuleset(epoch: number, version: number, parts: Partial<Ruleset> = {}): Ruleset {
  const position = aFlag({
    type: 'string',
    version,
    variants: { here: `${epoch}.${version}`, off: 'off' },
    fallthrough: { variant: 'here' },
  });
  return aRuleset({ ...parts, epoch, version, flags: { ...parts.flags, position } });
}
