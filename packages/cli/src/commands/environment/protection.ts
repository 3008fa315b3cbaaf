import { getEnvironment, protectEnvironment } from '@slipway/api';
import { type Command, InvalidArgumentError } from 'commander';
import { inProject, proposable, tagOf, withExamples, withReason } from '../../options.ts';
import { openSession, reasonIn, type SessionOptions } from '../../session.ts';
import type { Shell } from '../../shell.ts';

interface ProtectOptions extends SessionOptions {
  approvals?: number;
  breakGlass?: boolean;
  reason?: string;
}

/** Below `slipway environment`. */
export function addProtectionCommands(environment: Command, shell: Shell): void {
  addProtect(environment, shell);
  addUnprotect(environment, shell);
}

function addProtect(environment: Command, shell: Shell): void {
  const command = inProject(
    environment.command('protect <environment>').description('let every change there wait for an approval'),
  ).option('--approvals <number>', 'how many people have to approve, 1 to 5; default 1', parseApprovals);
  withExamples(lowering(command), {
    'slipway environment protect production': 'from now on somebody else approves each change',
    'slipway environment protect production --approvals 2': 'or two others',
    'slipway environment protect production --approvals 1 --propose': 'fewer than now: others have to agree',
  });
  command.action((key: string, options: ProtectOptions) => protect(shell, key, true, options));
}

function addUnprotect(environment: Command, shell: Shell): void {
  const command = inProject(
    environment
      .command('unprotect <environment>')
      .description('let changes there pass again; others have to agree'),
  );
  withExamples(lowering(command), {
    'slipway environment unprotect staging --propose --reason "moved to eu"':
      'waits for an approval; then open proposals go stale',
    'slipway environment unprotect staging --break-glass --reason "nobody else is left"':
      'an owner alone; the change says so for ever',
  });
  command.action((key: string, options: ProtectOptions) => protect(shell, key, false, options));
}

/** What lowers a protection is proposed, or done by an owner who answers for it. */
function lowering(command: Command): Command {
  return withReason(
    proposable(command).option(
      '--break-glass',
      'lower it alone, as an owner of the installation; needs --reason',
    ),
  );
}

async function protect(
  shell: Shell,
  key: string,
  isProtected: boolean,
  options: ProtectOptions,
): Promise<void> {
  const { client, output, project } = await openSession(shell, options);
  const params = { project: await project(), environment: key };
  const present = await client.request(getEnvironment, { params });
  const body = {
    isProtected,
    approvals: options.approvals ?? (isProtected && present.body.isProtected ? present.body.approvals : 1),
    ...(options.breakGlass ? { breakGlass: true } : {}),
    ...reasonIn(options),
  };
  const reply = await client.call(protectEnvironment, { params, body, ifMatch: tagOf(present) });
  output.show(reply, () => protectionSentence(reply));
}

function protectionSentence({
  environment,
  isProtected,
  approvals,
}: {
  environment: string;
  isProtected: boolean;
  approvals: number;
}): string {
  if (!isProtected) return `${environment} is not protected: changes pass.`;
  return `${environment} is protected: a change needs ${approvals} approval${approvals === 1 ? '' : 's'} by others. A kill passes.`;
}

function parseApprovals(text: string): number {
  if (/^[1-5]$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Give a number from 1 to 5.');
}
