import { type Client, erasePerson, listPeople, type Person } from '@slipway/api';
import type { Command } from 'commander';
import { Failure } from '../failure.ts';
import { toServer, withExamples, withReason } from '../options.ts';
import { everyPage } from '../pages.ts';
import { openSession, reasonIn, type SessionOptions } from '../session.ts';
import type { Shell } from '../shell.ts';
import { leftTokensText } from '../text/left-tokens-text.ts';

export function addPrivacyCommands(program: Command, shell: Shell): void {
  const privacy = program.command('privacy').description('what Slipway knows of people');
  withExamples(privacy, {
    'slipway privacy erase ada@example.com': 'by address, or by id',
  });
  const command = withReason(
    toServer(
      privacy
        .command('erase <person>')
        .description('remove a person’s data; what they did stays, without their name'),
    ),
  );
  withExamples(command, {
    'slipway privacy erase ada@example.com --reason "request of 1 March"': 'by address, or by id',
  });
  command.action(async (who: string, options: SessionOptions & { reason?: string }) => {
    const { client, output } = await openSession(shell, options);
    const { id } = await findPerson(client, who);
    const left = await client.call(erasePerson, { params: { person: id }, body: reasonIn(options) });
    output.show(
      { erased: id, tokens: left },
      () => `Erased person ${id}. The changes they made stay, without their name.`,
    );
    if (!output.isJson) for (const line of leftTokensText(left)) output.note(line);
  });
}

async function findPerson(client: Client, who: string): Promise<Person> {
  const { items } = await everyPage((query) => client.call(listPeople, { query }));
  const found = items.find(({ id, email }) => id === who || email.toLowerCase() === who.toLowerCase());
  if (found) return found;
  throw new Failure(
    `Nobody here has the id or address "${who}".`,
    'Erasing cannot be undone, so nothing was tried.',
  );
}
