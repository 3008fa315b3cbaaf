import { type Flag, type FlagDraft, type FlagEdit, ProblemError } from '@slipway/api';
import { canonicalJson, type FlagConfig } from '@slipway/engine';
import type { Guard } from '../changes/index.ts';
import type { Answer } from '../platform/http/index.ts';
import { checkFlag, type Ground, type Mutations, type Outcome } from '../rulesets/index.ts';
import { variantUses } from './decide.ts';
import { drafted } from './draft.ts';
import {
  type Definition,
  type FlagRow,
  findDependents,
  findFlag,
  insertFlag,
  loadStateRows,
  lockFlag,
  setArchived,
  updateDefinition,
} from './store.ts';

type Work = (ground: Ground) => Promise<Outcome<Answer<Flag>>>;

export function creation({ regex }: Mutations, draft: FlagDraft): Work {
  return async ({ tx, project, at }) => {
    const flag = drafted(draft);
    const { key, type, variants, defaultConfig } = flag;
    await checkFlag(tx, project.id, key, { ...defaultConfig, type, variants }, regex);
    if (!(await insertFlag(tx, { ...flag, projectId: project.id, at })))
      throw await keyTaken(tx, project, key);
    const { defaultConfig: config, ...definition } = flag;
    return {
      touched: { flags: [key] },
      changes: [
        {
          action: 'create',
          subject: 'flag',
          key,
          before: null,
          after: { ...definitionContent(definition), type, config },
        },
      ],
      reply: () => answerOf(tx, project, key),
    };
  };
}

export function edition({ regex }: Mutations, key: string, edit: FlagEdit, guard: Guard): Work {
  return async ({ tx, project, at }) => {
    const flag = await lockedFlag(tx, project, key);
    requireActive(flag);
    const before = definitionContent(definitionOf(flag));
    await guard({ tx, etag: flagEtag(flag), content: before });
    const { reason: _, ...definition } = edit;
    const after = definitionContent(definition);
    const reply = () => answerOf(tx, project, key);
    if (canonicalJson(before) === canonicalJson(after)) return { touched: {}, changes: [], reply };
    await requireUnused(tx, flag, definition);
    const { type, default_config } = flag;
    await checkFlag(tx, project.id, key, { ...default_config, type, variants: definition.variants }, regex);
    await updateDefinition(tx, flag.id, definition, at);
    const changes = [{ action: 'update', subject: 'flag', key, before, after } as const];
    return { touched: { flags: [key] }, changes, reply };
  };
}

export function archiving(key: string, guard: Guard): Work {
  return async ({ tx, project, at }) => {
    const flag = await lockedFlag(tx, project, key);
    requireActive(flag);
    await guard({ tx, etag: flagEtag(flag), content: { archived: false } });
    await requireNoDependents(tx, flag);
    await setArchived(tx, flag.id, true, at);
    return archivalOutcome('archive', key, () => answerOf(tx, project, key));
  };
}

export function unarchiving(key: string, guard: Guard): Work {
  return async ({ tx, project, at }) => {
    const flag = await lockedFlag(tx, project, key);
    const isArchived = flag.archived_at !== null;
    await guard({ tx, etag: flagEtag(flag), content: { archived: isArchived } });
    const reply = () => answerOf(tx, project, key);
    if (!isArchived) return { touched: {}, changes: [], reply };
    await setArchived(tx, flag.id, false, at);
    return archivalOutcome('unarchive', key, reply);
  };
}

function archivalOutcome(
  action: 'archive' | 'unarchive',
  key: string,
  reply: () => Promise<Answer<Flag>>,
): Outcome<Answer<Flag>> {
  const archived = action === 'archive';
  const change = {
    action,
    subject: 'flag',
    key,
    before: { archived: !archived },
    after: { archived },
  } as const;
  return { touched: { flags: [key] }, changes: [change], reply };
}

type Project = Ground['project'];
type Tx = Ground['tx'];

async function answerOf(tx: Tx, project: Project, key: string): Promise<Answer<Flag>> {
  return flagAnswer((await findFlag(tx, project.id, key)) ?? missingFlag(project.key, key));
}

async function lockedFlag(tx: Tx, project: Project, key: string): Promise<FlagRow> {
  return (await lockFlag(tx, project.id, key, 'exclusive')) ?? missingFlag(project.key, key);
}

async function keyTaken(tx: Tx, project: Project, key: string): Promise<ProblemError> {
  const taken = await findFlag(tx, project.id, key);
  const remedy = taken?.archived_at ? 'It is archived: unarchive it, or choose' : 'Choose';
  return new ProblemError(
    'flag-key-taken',
    `Project "${project.key}" already has a flag "${key}". ${remedy} another key.`,
  );
}

/** Throws `unknown-reference` where a config or another flag names a variant that would be gone. */
async function requireUnused(tx: Tx, flag: FlagRow, { variants }: Definition): Promise<void> {
  const removed = new Set(Object.keys(flag.variants).filter((name) => !Object.hasOwn(variants, name)));
  if (removed.size === 0) return;
  const rows = await loadStateRows(tx, flag);
  const uses = [
    ...usesIn('what the flag was created with', flag.default_config, removed),
    ...rows.flatMap((row) => (row.config ? usesIn(`environment "${row.key}"`, row.config, removed) : [])),
    ...(await dependentUses(tx, flag, removed)),
  ];
  if (uses.length === 0) return;
  const text = uses.map(({ where, path, variant }) => `"${variant}" in ${where} (${path})`).slice(0, 20);
  throw new ProblemError(
    'unknown-reference',
    `Flag "${flag.key}" still needs variants that you remove: ${text.join(', ')}. Change these first.`,
    uses.slice(0, 50).map(({ where, path, variant }) => ({
      path: `variants.${variant}`,
      message: `Used in ${where} at ${path}.`,
    })),
  );
}

interface Use {
  where: string;
  path: string;
  variant: string;
}

function usesIn(where: string, config: FlagConfig, removed: ReadonlySet<string>): Use[] {
  return variantUses(config)
    .filter(({ variant }) => removed.has(variant))
    .map((use) => ({ where, ...use }));
}

async function dependentUses(tx: Tx, flag: FlagRow, removed: ReadonlySet<string>): Promise<Use[]> {
  const dependents = await findDependents(tx, flag.project_id, flag.key);
  return dependents.flatMap((dependent) =>
    dependent.variants
      .filter((variant) => removed.has(variant))
      .map((variant) => ({
        where: `environment "${dependent.environment}"`,
        path: `prerequisites of flag "${dependent.flag}"`,
        variant,
      })),
  );
}

async function requireNoDependents(tx: Tx, flag: FlagRow): Promise<void> {
  const dependents = await findDependents(tx, flag.project_id, flag.key);
  if (dependents.length === 0) return;
  const text = dependents.slice(0, 20).map(({ flag: key, environment }) => `"${key}" in "${environment}"`);
  throw new ProblemError(
    'flag-in-use',
    `Flag "${flag.key}" is a prerequisite of ${text.join(', ')}. Remove it there first.`,
  );
}

export function requireActive(flag: FlagRow): void {
  if (flag.archived_at === null) return;
  throw new ProblemError('flag-archived', `Flag "${flag.key}" is archived. Unarchive it first.`);
}

export function missingFlag(project: string, key: string): never {
  throw new ProblemError(
    'flag-not-found',
    `Project "${project}" has no flag "${key}". GET /api/v1/projects/${project}/flags lists them.`,
  );
}

function definitionOf({ client_visible, ...flag }: FlagRow): Definition {
  return { ...flag, clientVisible: client_visible };
}

/** What the audit keeps of a definition. */
function definitionContent(definition: Definition): Definition {
  const { name, description, kind, tags, owner, variants, clientVisible, observe, metadata } = definition;
  return { name, description, kind, tags, owner, variants, clientVisible, observe, metadata };
}

export function flagAnswer(flag: FlagRow): Answer<Flag> {
  return { body: flagOf(flag), etag: flagEtag(flag) };
}

export function flagOf(flag: FlagRow): Flag {
  return {
    key: flag.key,
    type: flag.type,
    ...definitionContent(definitionOf(flag)),
    archivedAt: flag.archived_at?.toISOString() ?? null,
    createdAt: flag.created_at.toISOString(),
    updatedAt: flag.updated_at.toISOString(),
  };
}

export function flagEtag({ revision }: FlagRow): string {
  return `"r${revision}"`;
}
