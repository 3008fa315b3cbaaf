import type { CallInput, createToken } from '@slipway/api';
import type { Rights } from './rights-fields.tsx';

export type TokenPurpose = 'server' | 'client' | 'deploy' | 'account';

interface TokenForm {
  name: string;
  purpose: TokenPurpose;
  environment: string | null;
  /** Empty: until revoked. */
  days: string;
  rights: Rights;
  now: number;
}

const DAY_MS = 86_400_000;

/** What the form asks the server for. */
export function tokenDraft(form: TokenForm): NonNullable<CallInput<typeof createToken>['body']> {
  const { name, purpose, environment, days, rights, now } = form;
  const common = {
    name: name.trim(),
    ...(days === '' ? {} : { expiresAt: new Date(now + Number(days) * DAY_MS).toISOString() }),
  };
  if (purpose === 'account') {
    if (rights.role === 'stakeholder') throw new Error('A service account cannot be a stakeholder.');
    return { ...common, scope: 'admin', role: rights.role, grants: rights.grants };
  }
  if (purpose === 'deploy') return { ...common, scope: 'deploy' };
  return { ...common, scope: purpose, ...(environment === null ? {} : { environment }) };
}
