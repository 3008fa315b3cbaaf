import { type FlagDraft, ProblemError, servingVariants } from '@slipway/api';
import type { FlagConfig, FlagType, Variants } from '@slipway/engine';
import { invalidRequest } from '../platform/http/index.ts';
import type { Definition } from './store.ts';

export interface Drafted extends Definition {
  key: string;
  type: FlagType;
  defaultConfig: FlagConfig;
}

/** A draft with every default filled in. The flag is off everywhere until somebody switches it on. */
export function drafted(draft: FlagDraft): Drafted {
  const { key, type, name = key, description, kind, tags, owner, clientVisible, observe, metadata } = draft;
  const variants = draft.variants ?? defaultVariants(type);
  const names = Object.keys(variants);
  const { offVariant, onVariant } = servingVariants(names, draft);
  requireOneOf(names, 'offVariant', offVariant);
  requireOneOf(names, 'onVariant', onVariant);
  const definition = { name, description, kind, tags, owner, variants, clientVisible, observe, metadata };
  return { key, type, ...definition, defaultConfig: darkConfig(offVariant, onVariant) };
}

function defaultVariants(type: FlagType): Variants {
  if (type === 'boolean') return { on: true, off: false };
  const message = `Name the variants of a ${type} flag with their values; only boolean flags have default ones.`;
  throw invalidRequest([{ path: 'variants', message }]);
}

function requireOneOf(names: readonly string[], field: string, name: string): void {
  if (names.includes(name)) return;
  const message = `There is no variant "${name}". Use one of ${names.join(', ')}.`;
  throw new ProblemError('unknown-reference', `${field}: ${message}`, [{ path: field, message }]);
}

function darkConfig(offVariant: string, onVariant: string): FlagConfig {
  return {
    enabled: false,
    schedule: [],
    offVariant,
    safeVariant: null,
    prerequisites: [],
    targets: [],
    rules: [],
    fallthrough: { variant: onVariant },
  };
}
