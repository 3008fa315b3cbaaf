import type { Wanted } from '@slipway/api';
import { InvalidArgumentError } from 'commander';

/** Where each named service's code comes from. */
export type WantedServices = Record<string, Wanted>;

/** `web=feature/a` is a branch; `web@3f2c1ab` a commit, where it can be one, else a branch too. */
export function parseWanted(text: string): [service: string, wanted: Wanted] {
  const found = /^([a-z0-9][a-z0-9-]*)([=@])(\S+)$/.exec(text.trim());
  if (!found)
    throw new InvalidArgumentError(
      `"${text}" is not SERVICE=BRANCH or SERVICE@COMMIT, such as web=feature/a.`,
    );
  const [, service = '', sign, ref = ''] = found;
  const isCommit = sign === '@' && /^[0-9a-f]{7,40}$/.test(ref);
  return [service, isCommit ? { commit: ref } : { branch: ref }];
}

/** For an option that may be given several times; a service can be named once. */
export function collectWanted(text: string, previous: WantedServices = {}): WantedServices {
  const [service, wanted] = parseWanted(text);
  if (Object.hasOwn(previous, service))
    throw new InvalidArgumentError(`${service} is named twice. Name each service once.`);
  return { ...previous, [service]: wanted };
}

/** `web@feature/a + api@feature/a`; a branch may have a "+" in its name. */
export function collectTogether(text: string, previous: WantedServices = {}): WantedServices {
  const parts = text.split(/\s*\+\s*(?=[a-z0-9][a-z0-9-]*[=@])/);
  return parts.reduce<WantedServices>((all, part) => collectWanted(part, all), previous);
}
