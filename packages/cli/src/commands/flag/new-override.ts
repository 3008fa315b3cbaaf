import { type FlagState, getEnvironment } from '@slipway/api';
import type { Session } from '../../session.ts';

/** Tells the person whose first change here cut the environment off its base. */
export async function noteNewOverride(
  { client, output }: Session,
  params: { project: string; environment: string },
  before: FlagState,
  after: FlagState,
): Promise<void> {
  if (output.isJson || before.source === 'override' || after.source !== 'override') return;
  const { base } = await client.call(getEnvironment, { params });
  if (base === null) return;
  const { flag, environment } = after;
  output.note(
    `${environment} now has its own config and no longer follows ${base}. Back: slipway flag drop-override ${flag} -e ${environment}`,
  );
}
