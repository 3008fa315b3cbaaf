import type { Environment, Receipts } from '@slipway/api';
import { describeReceipts } from './receipts.ts';
import { pairs, table } from './table.ts';
import { utcText } from './time.ts';

export function environmentTable(environments: readonly Environment[]): string {
  if (environments.length === 0)
    return 'There is no environment yet. Create one: slipway environment create production';
  return table(
    ['KEY', 'KIND', 'BASE', 'PROTECTED', 'VERSION', 'NAME'],
    environments.map(({ key, kind, base, version, name, ...environment }) => [
      key,
      kind,
      base ?? '–',
      protectionWord(environment),
      String(version),
      name,
    ]),
  );
}

export function environmentText(environment: Environment, receipts: Receipts): string {
  return pairs([
    ['key', environment.key],
    ['name', environment.name],
    ['kind', environment.kind],
    ['base', environment.base ?? '–'],
    ['protected', protectionWord(environment)],
    ['created', `${utcText(environment.createdAt)} UTC`],
    ['version', `${environment.version} since ${utcText(receipts.changedAt)} UTC`],
    ['applied by', describeReceipts(receipts)],
  ]);
}

export function baseWords({ base }: Environment): string {
  return base === null ? '' : `, following ${base}`;
}

function protectionWord({ isProtected, approvals }: Pick<Environment, 'isProtected' | 'approvals'>): string {
  if (!isProtected) return '–';
  return approvals === 1 ? '1 approval' : `${approvals} approvals`;
}
