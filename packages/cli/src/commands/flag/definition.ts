import {
  createFlag,
  type Flag,
  flagKinds,
  flagTypes,
  getFlag,
  servingVariants,
  updateFlag,
} from '@slipway/api';
import type { Command } from 'commander';
import {
  collect,
  collectList,
  inProject,
  oneOf,
  proposable,
  tagOf,
  withExamples,
  withReason,
} from '../../options.ts';
import { openSession, reasonIn, type SessionOptions } from '../../session.ts';
import type { Shell } from '../../shell.ts';
import { splitPair } from '../../text/rule-text.ts';
import { metadataOf, variantsOf } from '../../text/values.ts';
import { flagText } from './show.ts';

interface DefinitionOptions extends SessionOptions {
  name?: string;
  description?: string;
  kind?: (typeof flagKinds)[number];
  tag?: string[];
  owner?: string;
  variant?: [string, string][];
  metadata?: [string, string][];
  clientVisible?: boolean;
  observe?: boolean;
  reason?: string;
}

interface CreateOptions extends DefinitionOptions {
  type?: (typeof flagTypes)[number];
  onVariant?: string;
  offVariant?: string;
}

export function addDefinitionCommands(flag: Command, shell: Shell): void {
  addCreate(flag, shell);
  addUpdate(flag, shell);
}

function addCreate(flag: Command, shell: Shell): void {
  const command = withDefinition(
    inProject(flag.command('create <key>').description('create a flag; it is off everywhere')),
  )
    .option('--type <type>', `${flagTypes.join(', ')}; default boolean`, oneOf(flagTypes))
    .option(
      '--on-variant <variant>',
      'served once it is on; default "on", else the first that is not the off variant',
    )
    .option(
      '--off-variant <variant>',
      'served while it is off; default "off", else the last that is not the on variant',
    );
  withReason(proposable(command));
  withExamples(command, {
    'slipway flag create new-checkout': 'a boolean flag with the variants on and off',
    'slipway flag create search-ranking --type string --variant classic=classic --variant learned=learned-v2 --off-variant classic':
      'a string flag',
    'slipway flag create enrolment-limit --type number --variant low=10 --variant high=50 --off-variant low':
      'a number flag',
  });
  command.action(async (key: string, options: CreateOptions) => {
    const { client, output, project } = await openSession(shell, options);
    const type = options.type ?? 'boolean';
    const { onVariant, offVariant } = options;
    const body = {
      key,
      type,
      ...definitionOf(options, type),
      ...(onVariant === undefined ? {} : { onVariant }),
      ...(offVariant === undefined ? {} : { offVariant }),
      ...reasonIn(options),
    };
    const created = await client.call(createFlag, { params: { project: await project() }, body });
    // Variants come back in no order.
    const names = Object.keys(body.variants ?? created.variants);
    output.show(created, () => createdText(created, servingVariants(names, options)));
  });
}

type Serving = ReturnType<typeof servingVariants>;

function createdText({ key, type }: Flag, { offVariant, onVariant }: Serving): string {
  const serves =
    offVariant === 'off' && onVariant === 'on'
      ? ''
      : ` It serves "${offVariant}" while off and "${onVariant}" once on.`;
  return `Created ${type} flag ${key}, off everywhere.${serves} Next: slipway flag set ${key} -e ENVIRONMENT --segment internal=${onVariant} --on`;
}

function addUpdate(flag: Command, shell: Shell): void {
  const command = withDefinition(
    inProject(
      flag.command('update <flag>').description('change a flag’s definition; what is not named stays'),
    ),
  );
  command.option('--no-client-visible', 'client tokens may not').option('--no-observe', 'record no outcomes');
  withReason(proposable(command));
  withExamples(command, {
    'slipway flag update new-checkout --owner checkout-team --tag checkout,web':
      'tags replace the former ones',
    'slipway flag update search-ranking --variant neural=neural-v1': 'adds a variant, or changes its value',
  });
  command.action(async (key: string, options: DefinitionOptions) => {
    const { client, output, project } = await openSession(shell, options);
    const params = { project: await project(), flag: key };
    const present = await client.request(getFlag, { params });
    const body = { ...updated(present.body, options), ...reasonIn(options) };
    const flag = await client.call(updateFlag, { params, body, ifMatch: tagOf(present) });
    output.show(flag, () => flagText(flag));
  });
}

function withDefinition(command: Command): Command {
  return command
    .option('--name <text>', 'for people; default the key')
    .option('--description <text>', 'what it decides')
    .option('--kind <kind>', `${flagKinds.join(', ')}; default release`, oneOf(flagKinds))
    .option('--tag <tags>', 'separated by commas', collectList)
    .option('--owner <name>', 'who answers for it')
    .option('--variant <name=value>', 'a variant; may be repeated', collect(parseVariant))
    .option('--metadata <name=value>', 'sent with every evaluation; may be repeated', collect(parseMetadata))
    .option('--client-visible', 'client tokens may see its results')
    .option('--observe', 'record outcomes and latency by variant');
}

const parseVariant = (text: string): [string, string] => splitPair(text, 'NAME=VALUE, such as on=true');
const parseMetadata = (text: string): [string, string] =>
  splitPair(text, 'NAME=VALUE, such as team=checkout');

/** Only what was named. */
function definitionOf(options: DefinitionOptions, type: Flag['type']): Partial<Omit<Flag, 'key' | 'type'>> {
  const { name, description, kind, tag: tags, owner, clientVisible, observe, variant, metadata } = options;
  const named = { name, description, kind, tags, owner, clientVisible, observe };
  return {
    ...withoutAbsent(named),
    ...(variant === undefined ? {} : { variants: variantsOf(variant, type) }),
    ...(metadata === undefined ? {} : { metadata: metadataOf(metadata) }),
  };
}

type Present<T> = { [Name in keyof T]?: Exclude<T[Name], undefined> };

function withoutAbsent<T extends object>(values: T): Present<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Present<T>;
}

function updated(
  flag: Flag,
  options: DefinitionOptions,
): Omit<Flag, 'key' | 'type' | 'archivedAt' | 'createdAt' | 'updatedAt'> {
  const {
    key: _key,
    type,
    archivedAt: _archivedAt,
    createdAt: _createdAt,
    updatedAt: _updatedAt,
    ...present
  } = flag;
  const named = definitionOf(options, type);
  return {
    ...present,
    ...named,
    variants: { ...present.variants, ...named.variants },
    metadata: { ...present.metadata, ...named.metadata },
  };
}
