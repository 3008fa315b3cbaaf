import { type Grant, grantable } from '@slipway/api';
import { InvalidArgumentError } from 'commander';

const form = /^([a-z:-]+)(?:@([a-z0-9-]+))?(?:\/([A-Za-z0-9._-]+))?$/;

/** `flag:kill`, `flag:kill@production` in one environment, `segment:write/beta` for one segment. */
export function parseGrant(text: string): Grant {
  const [, name, environment, segment] = form.exec(text) ?? [];
  const permission = grantable.find((known) => known === name);
  if (permission === undefined)
    throw new InvalidArgumentError(
      `Give one of ${grantable.join(', ')}, with @environment or /segment to limit it.`,
    );
  return { permission, ...(environment ? { environment } : {}), ...(segment ? { segment } : {}) };
}

export function grantText({ permission, environment, segment }: Grant): string {
  return `${permission}${environment ? `@${environment}` : ''}${segment ? `/${segment}` : ''}`;
}
