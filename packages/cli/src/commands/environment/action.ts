import type { Client, EnvironmentRun, RunDetail } from '@slipway/api';
import type { Command } from 'commander';
import { followRun, isToWait, type WaitOptions } from '../../environment/follow-run.ts';
import { openSession, type SessionOptions } from '../../session.ts';
import type { Shell } from '../../shell.ts';
import { stateText } from '../../text/run-text.ts';

export interface ActionOptions extends SessionOptions, WaitOptions {}

interface Place {
  project: string;
  environment: string;
}

interface Action {
  /** Asks for it; the answer is how the environment stands now. */
  ask: (client: Client, params: Place) => Promise<EnvironmentRun>;
  /** Which environment comes of it; default the one that was asked. */
  becomes?: string;
  /** That it has come; default: nothing more happens by itself. */
  hasCome?: (detail: RunDetail) => boolean;
  /** What to say when it is only noted. */
  noted: string;
}

export function withWait(command: Command): Command {
  return command
    .option('--wait', 'show steps and times until it is done; so by default on a terminal')
    .option('--no-wait', 'leave when it is noted');
}

/** Asks for something that goes on by itself, and stays to see it where somebody looks. */
export async function act(
  shell: Shell,
  key: string,
  options: ActionOptions,
  { ask, becomes = key, noted, hasCome }: Action,
): Promise<void> {
  const { client, output, project } = await openSession(shell, options);
  const place = { project: await project(), environment: key };
  const asked = await ask(client, place);
  if (!isToWait(shell, options, output.isJson)) return output.show(asked, () => noted);
  const params = { ...place, environment: becomes };
  const detail = await followRun({ client, params, output, shell, asked, ...(hasCome ? { hasCome } : {}) });
  if (detail === null) return output.show({ destroyed: becomes }, () => `${becomes} is destroyed.`);
  output.show(detail.run, () => `${becomes} is ${stateText(detail.run)}: ${detail.run.url}`);
}
