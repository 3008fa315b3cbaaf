import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Pickle } from '@cucumber/messages';
import {
  type Client,
  createEnvironment,
  createFlag,
  createProject,
  createToken,
  type FlagConfig,
  getFlagState,
  putFlagConfig,
} from '@slipway/api';
import type { FlagType, JsonValue, Variants } from '@slipway/engine';
import { conformanceFolder } from './features.ts';
import { parseValue } from './values.ts';

type Rule = FlagConfig['rules'][number];
type Condition = Rule['conditions'][number];

interface TestFlag {
  variants: Variants;
  defaultVariant?: string | null;
  disabled?: boolean;
  contextEvaluator?: string;
  flagMetadata?: Record<string, string | number | boolean> | null;
}

function readTestFlags(): Record<string, TestFlag> {
  return JSON.parse(readFileSync(join(conformanceFolder, 'test-flags.json'), 'utf8'));
}

const equals = (attribute: string, value: string | boolean): Condition => ({
  attribute,
  operator: 'equals',
  values: [value],
});

const ballmer = equals('email', 'ballmer@macrosoft.com');
const grownUp: Condition = { attribute: 'age', operator: 'greater', values: [10] };
const noCustomer: Condition = { attribute: 'customer', operator: 'exists', negate: true };

/** The reference flags' expressions as rules; two rules where an expression holds for a missing attribute too. */
const evaluators: Record<string, Rule[]> = {
  "email == 'ballmer@macrosoft.com' ? 'zero' : ''": [
    { id: 'ballmer', conditions: [ballmer], serve: { variant: 'zero' } },
  ],
  "!customer && email == 'ballmer@macrosoft.com' && age > 10 ? 'internal' : ''": [
    { id: 'no-customer', conditions: [noCustomer, ballmer, grownUp], serve: { variant: 'internal' } },
    {
      id: 'not-customer',
      conditions: [equals('customer', false), ballmer, grownUp],
      serve: { variant: 'internal' },
    },
  ],
};

function rulesOf({ contextEvaluator }: TestFlag): Rule[] {
  if (contextEvaluator === undefined) return [];
  const rules = evaluators[contextEvaluator];
  if (rules === undefined)
    throw new Error(`Give "${contextEvaluator}" its rules in ${import.meta.filename}.`);
  return rules;
}

function typeOf({ variants }: TestFlag): FlagType {
  const type = typeof Object.values(variants)[0];
  if (type === 'boolean' || type === 'string' || type === 'number' || type === 'object') return type;
  throw new Error(`No flag has values of type ${type}.`);
}

/** The fallback that scenarios of the flag's own type give it. */
function fallbackOf(key: string, flag: TestFlag, scenarios: readonly Pickle[]): JsonValue | undefined {
  for (const text of scenarios.flatMap(({ steps }) => steps.map((step) => step.text))) {
    const [, type = '', named, literal = ''] =
      /^a (\w+)-flag with key "(.*?)" and a fallback value "(.*)"$/.exec(text) ?? [];
    if (named !== key) continue;
    const value = parseValue(type, literal);
    if (typeof value === typeOf(flag)) return value;
  }
  return undefined;
}

/** An off variant that equals the scenarios' fallback: being off must look like the code default. */
function withOffVariant(
  key: string,
  flag: TestFlag,
  scenarios: readonly Pickle[],
): { variants: Variants; off: string } {
  const fallback = fallbackOf(key, flag, scenarios);
  const [first = ''] = Object.keys(flag.variants);
  if (fallback === undefined) return { variants: flag.variants, off: first };
  const wanted = JSON.stringify(fallback);
  const existing = Object.keys(flag.variants).find((name) => JSON.stringify(flag.variants[name]) === wanted);
  return existing === undefined
    ? { variants: { ...flag.variants, fallback }, off: 'fallback' }
    : { variants: flag.variants, off: existing };
}

const project = 'openfeature';
const environment = 'production';

async function loadFlag(
  client: Client,
  key: string,
  flag: TestFlag,
  scenarios: readonly Pickle[],
): Promise<void> {
  const { variants, off } = withOffVariant(key, flag, scenarios);
  const on = flag.defaultVariant ?? off;
  const metadata = flag.flagMetadata ?? {};
  const draft = { key, type: typeOf(flag), variants, offVariant: off, onVariant: on, metadata };
  await client.call(createFlag, { params: { project }, body: draft });
  const params = { project, flag: key, environment };
  const { etag, body } = await client.request(getFlagState, { params });
  const isOn = flag.disabled !== true && typeof flag.defaultVariant === 'string';
  const config = { ...body.config, enabled: isOn, rules: rulesOf(flag), fallthrough: { variant: on } };
  await client.call(putFlagConfig, { params, body: config, ...(etag !== null && { ifMatch: etag }) });
}

/** Loads every reference flag into a new project over the public API; returns a server token for its environment. */
export async function loadTestFlags(client: Client, scenarios: readonly Pickle[]): Promise<string> {
  await client.call(createProject, { body: { key: project } });
  await client.call(createEnvironment, { params: { project }, body: { key: environment } });
  for (const [key, flag] of Object.entries(readTestFlags())) await loadFlag(client, key, flag, scenarios);
  const draft = { name: 'conformance', scope: 'server' as const, environment };
  const { token } = await client.call(createToken, { params: { project }, body: draft });
  return token;
}
