import { type Grant, type Role, roles } from '@slipway/api';
import type { Command } from 'commander';
import { grantText, parseGrant } from './grant.ts';
import { collect, collectList, oneOf } from './options.ts';

const roleNames = Object.keys(roles) as Role[];

export interface RightsOptions {
  role: Role;
  grant?: Grant[];
  environment?: string[];
}

interface Rights {
  role: Role;
  grants: Grant[];
  environments: string[];
}

/** Options that say what somebody may in a project. */
export function withRights(command: Command): Command {
  return command
    .requiredOption('--role <role>', roleNames.join(', '), oneOf(roleNames))
    .option(
      '--grant <permission>',
      'one more permission, @environment or /segment to limit it; may be repeated',
      collect(parseGrant),
    )
    .option('-e, --environment <environments>', 'what a stakeholder sees, with commas', collectList);
}

export function rightsIn({
  role,
  grant: grants = [],
  environment: environments = [],
}: RightsOptions): Rights {
  return { role, grants, environments };
}

/** For columns ROLE, ALSO, SEES. */
export function rightsCells({ role, grants, environments }: Rights): string[] {
  return [
    role,
    grants.map(grantText).join(' ') || '–',
    environments.join(' ') || (role === 'stakeholder' ? 'nothing' : 'all'),
  ];
}
