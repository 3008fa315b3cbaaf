import { archiveFlag, getFlag, unarchiveFlag } from '@slipway/api';
import type { Command } from 'commander';
import { inProject, proposable, tagOf, withExamples, withReason } from '../../options.ts';
import { openSession, reasonIn, type SessionOptions } from '../../session.ts';
import type { Shell } from '../../shell.ts';

interface ArchiveVerb {
  name: string;
  description: string;
  endpoint: typeof archiveFlag | typeof unarchiveFlag;
  meaning: string;
  done: (key: string) => string;
}

const verbs: readonly ArchiveVerb[] = [
  {
    name: 'archive',
    description: 'archive a flag: it leaves every ruleset',
    endpoint: archiveFlag,
    meaning: 'code that still asks for it gets its own default',
    done: (key) => `Archived ${key}: it left every ruleset. Back: slipway flag unarchive ${key}`,
  },
  {
    name: 'unarchive',
    description: 'bring an archived flag back with its configs',
    endpoint: unarchiveFlag,
    meaning: 'states, rules and kills are as they were',
    done: (key) => `Flag ${key} is back with its configs.`,
  },
];

export function addArchiveCommands(flag: Command, shell: Shell): void {
  for (const verb of verbs) addVerb(flag, shell, verb);
}

function addVerb(
  flag: Command,
  shell: Shell,
  { name, description, endpoint, meaning, done }: ArchiveVerb,
): void {
  const command = withReason(proposable(inProject(flag.command(`${name} <flag>`).description(description))));
  withExamples(command, { [`slipway flag ${name} old-banner`]: meaning });
  command.action(async (key: string, options: SessionOptions & { reason?: string }) => {
    const { client, output, project } = await openSession(shell, options);
    const params = { project: await project(), flag: key };
    const present = await client.request(getFlag, { params });
    const result = await client.call(endpoint, { params, body: reasonIn(options), ifMatch: tagOf(present) });
    output.show(result, () => done(result.key));
  });
}
