import { getEnvironment, protectEnvironment } from '@slipway/api';
import { type Command, InvalidArgumentError } from 'commander';
import { inProject, tagOf, withExamples, withReason } from '../options.ts';
import { openSession, reasonIn, type SessionOptions } from '../session.ts';
import type { Shell } from '../shell.ts';

interface ProtectOptions extends SessionOptions {
  approvals?: number;
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
  withReason(command);
  withExamples(command, {
    'slipway environment protect production': 'from now on somebody else approves each change',
    'slipway environment protect production --approvals 2': 'or two others',
  });
  command.action((key: string, options: ProtectOptions) => protect(shell, key, true, options));
}

function addUnprotect(environment: Command, shell: Shell): void {
  const command = withReason(
    inProject(environment.command('unprotect <environment>').description('let changes there pass again')),
  );
  withExamples(command, {
    'slipway environment unprotect staging --reason "moved to eu"': 'open proposals go stale',
  });
  command.action((key: string, options: ProtectOptions) => protect(shell, key, false, options));
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
  const body = { isProtected, approvals: options.approvals ?? 1, ...reasonIn(options) };
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
