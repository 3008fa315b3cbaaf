import { PassThrough } from 'node:stream';
import type { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { createProgram } from './program.ts';

const program = createProgram({
  env: {},
  stdin: new PassThrough(),
  stdout: new PassThrough(),
  stderr: new PassThrough(),
  now: () => 0,
});
const commands = leaves(program);

describe('every command', () => {
  test.each(commands.map((command) => [pathOf(command), command] as const))(
    '%s has a summary and examples',
    (path, command) => {
      const help = helpOf(command);
      expect(command.description()).not.toBe('');
      expect(help).toContain('Examples:');
      expect(help).toContain(`$ ${path}`);
    },
  );

  test.each(commands.map((command) => [pathOf(command), command] as const))(
    '%s can answer in JSON',
    (_, command) => {
      expect(command.options.some(({ long }) => long === '--json')).toBe(true);
    },
  );

  test.each(commands.filter(isMutation).map((command) => [pathOf(command), command] as const))(
    '%s takes a reason',
    (_, command) => {
      expect(command.options.some(({ long }) => long === '--reason')).toBe(true);
    },
  );
});

describe('every command whose change may need an approval', () => {
  const paths = [
    'flag create',
    'flag update',
    'flag on',
    'flag off',
    'flag set',
    'flag drop-override',
    'flag restore',
    'flag archive',
    'flag unarchive',
    'segment create',
    'segment set',
    'segment delete',
    'segment drop-override',
    'environment update',
    'environment delete',
    'environment promote',
    'environment protect',
    'environment unprotect',
    'change revert',
  ];

  test('can propose it, and no other can', () => {
    const proposing = commands.filter(({ options }) => options.some(({ long }) => long === '--propose'));

    expect(proposing.map(pathOf).sort()).toEqual(paths.map((path) => `slipway ${path}`).sort());
  });
});

test.each(program.commands.filter(isPureGroup).map((command) => [pathOf(command), command] as const))(
  '%s shows examples of its commands, which exist',
  (path, group) => {
    const typed = [...helpOf(group).matchAll(/^ {2}\$ (\S+ \S+ \S+)/gm)].map(([, words]) => words);
    expect(typed.length).toBeGreaterThan(0);
    expect(commands.filter((command) => pathOf(command).startsWith(`${path} `)).map(pathOf)).toEqual(
      expect.arrayContaining(typed),
    );
  },
);

test('the reference says what the help says; vitest -u rewrites it', async () => {
  await expect(reference()).toMatchFileSnapshot('../../../docs/reference/cli.md');
});

const reading = [
  'list',
  'show',
  'whoami',
  'login',
  'logout',
  'start',
  'backup',
  'explain',
  'changes',
  'watch',
  'verify',
  'logs',
  'open',
  'difference',
  'branches',
  'check',
  'init',
];

/** What they do to a running environment has no reason of its own, as the API takes none. */
const operating = [
  ...['exec', 'sleep', 'wake', 'extend', 'keep', 'let-go', 'reset', 'snapshot', 'restore-data'],
  ...['link create', 'link revoke'],
].map((name) => `slipway environment ${name}`);
/** Its body is the credential and nothing else. */
operating.push('slipway service credential');

function isMutation(command: Command): boolean {
  const path = pathOf(command);
  return !reading.includes(command.name()) && !operating.includes(path) && path !== 'slipway restore';
}

function leaves(command: Command): Command[] {
  return command.commands.length === 0 ? [command] : command.commands.flatMap(leaves);
}

function withCommands(command: Command): Command[] {
  return [command, ...command.commands.flatMap(withCommands)];
}

function isGroup(command: Command): boolean {
  return command.commands.length > 0;
}

/** `changes` lists by itself and has its own examples. */
function isPureGroup(command: Command): boolean {
  return isGroup(command) && command.name() !== 'changes';
}

function pathOf(command: Command): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;
}

/** As a terminal of 100 columns shows it. */
function helpOf(command: Command): string {
  let help = '';
  const writeOut = (text: string): void => {
    help += text;
  };
  command.configureOutput({ writeOut, getOutHelpWidth: () => 100 });
  command.outputHelp();
  return help.trimEnd();
}

function reference(): string {
  const sections = [program, ...program.commands.flatMap(withCommands)];
  return `${introduction}${sections.map((command) => `## ${pathOf(command)}\n\n\`\`\`text\n${helpOf(command)}\n\`\`\`\n`).join('\n')}`;
}

const introduction = `# The command \`slipway\`

What \`slipway COMMAND --help\` prints, for every command. A test keeps this page and the command alike;
\`npx vitest run packages/cli/src/reference.test.ts -u\` rewrites it.

- In a checkout: \`npm run slipway -- flag list\`. Installed: \`npm install -g @slipway/cli\`, and \`@slipway/server\` beside it for \`start\`, \`backup\` and \`restore\`.
- Results go to standard output, remarks and errors to standard error. \`--json\` prints one JSON document (\`watch\`, \`environment logs\` and \`environment exec\`: one a line); a refusal is then a problem document on standard error.
- Exit codes: 0 done, 1 failed, 2 wrong usage; of \`environment exec\` that of the command.
- \`login\` remembers address, token and default project in \`$XDG_CONFIG_HOME/slipway/config.json\` (mode 0600). \`SLIPWAY_URL\`, \`SLIPWAY_TOKEN\` and \`SLIPWAY_PROJECT\` win over it. A remembered token is never sent to another address.
- Every update carries the ETag of what it read. If somebody was faster, nothing is written and the command says so; run it again.

## Conditions in words

\`ATTRIBUTE [not] OPERATOR VALUE, VALUE …\`, joined by \`and\`; \`in segment KEY\`, \`not in segment KEY\`. \`explain\` and \`flag show\` print the same words.

| text | meaning |
|---|---|
| \`plan one-of pro, team\` | strict on string, number and boolean: \`1\` is a number, \`"1"\` a string |
| \`email not ends-with "@x.example" (ignoring case)\` | negated, without regard to case |
| \`age >= 18 and country = DE\` | \`= != < <= > >=\` stand for \`equals\`, \`not equals\`, \`less\` and so on |
| \`version semver-greater 2.1.0\` | also \`matches '^re2$'\`, \`in-cidr 10.0.0.0/8\`, \`before 2026-12-01T00:00:00Z\`, \`between 1, 5\`, \`exists\` |

A rule adds what it serves: \`plan = pro => on\`, \`everyone => 10% on\` (the rest gets the off variant), \`country = DE => 50% a, 50% b\`.

`;
