import { ProblemError, type Variable, type VariableDraft, VariableName } from '@slipway/api';
import type { z } from 'zod';
import { record } from '../changes/index.ts';
import { type Database, type Queries, transaction } from '../platform/db/index.ts';
import { type Answer, type Author, invalidRequest } from '../platform/http/index.ts';
import type { Secrets } from '../platform/secrets/index.ts';
import { environmentNotFound, findProjectId } from '../rulesets/index.ts';
import { missingService } from './missing.ts';
import { findServiceRow, lockServiceRow } from './store.ts';
import {
  deleteVariableRow,
  listVariableRows,
  lockEnvironmentId,
  lockVariableRow,
  type Place,
  type VariableContent,
  type VariableRow,
  writeVariable,
} from './variable-store.ts';
import { contextOf } from './variable-values.ts';

export interface VariablesAt {
  project: string;
  /** Null: the project’s own. */
  service: string | null;
}

export interface VariableAt extends VariablesAt {
  variable: string;
  kind?: Variable['kind'] | undefined;
  environment?: string | undefined;
}

export interface Variables {
  /** Of the project with all its services, or of one of them. */
  list(at: VariablesAt): Promise<Answer<{ items: Variable[] }>>;
  put(at: VariableAt, draft: z.infer<typeof VariableDraft>, author: Author): Promise<Answer<Variable>>;
  remove(at: VariableAt, reason: string | undefined, author: Author): Promise<Answer<undefined>>;
}

interface Options {
  db: Database;
  secrets: Secrets;
}

export function createVariables({ db, secrets }: Options): Variables {
  return {
    async list(at) {
      const projectId = await findProjectId(db.kysely, at.project);
      const serviceId = at.service === null ? null : await findServiceId(db.kysely, projectId, at);
      const rows = await listVariableRows(db.kysely, projectId, serviceId);
      return { body: { items: rows.map(variableOf) } };
    },
    put(at, draft, author) {
      requireName(at.variable);
      return transaction(db, (tx) => put(tx, secrets, at, draft, author));
    },
    remove: (at, reason, author) => transaction(db, (tx) => remove(tx, at, reason, author)),
  };
}

async function put(
  tx: Queries,
  secrets: Secrets,
  at: VariableAt,
  { value, isSecret, use, reason }: z.infer<typeof VariableDraft>,
  author: Author,
): Promise<Answer<Variable>> {
  const name = at.variable;
  const { projectId, place } = await locate(tx, at);
  const present = await lockVariableRow(tx, projectId, place, name);
  const content: VariableContent = isSecret
    ? { value: null, secret: secrets.encrypt(value, contextOf(projectId, place, name)), given_to: use }
    : { value, secret: null, given_to: use };
  const row = await writeVariable(tx, projectId, place, name, content);
  const written = { ...row, service: at.service, environment: at.environment ?? null };
  const before = present && auditOf({ ...written, ...present });
  const after = auditOf(written);
  if (isSecret || JSON.stringify(before) !== JSON.stringify(after))
    await recordVariable(tx, projectId, at, { author, reason, action: 'set', before, after });
  return { body: variableOf(written) };
}

async function remove(
  tx: Queries,
  at: VariableAt,
  reason: string | undefined,
  author: Author,
): Promise<Answer<undefined>> {
  const { projectId, place } = await locate(tx, at);
  const present = await lockVariableRow(tx, projectId, place, at.variable);
  if (!present) throw missingVariable(at);
  await deleteVariableRow(tx, present.id);
  const before = auditOf({ ...present, service: at.service, environment: at.environment ?? null });
  await recordVariable(tx, projectId, at, { author, reason, action: 'delete', before, after: null });
  return { body: undefined };
}

async function findServiceId(db: Queries, projectId: number, at: VariablesAt): Promise<number> {
  const row = await findServiceRow(db, projectId, at.service ?? '');
  return row?.id ?? missingService(at.project, at.service ?? '');
}

/** Service and environment stay until the transaction has ended. */
async function locate(
  db: Queries,
  { project, service, kind, environment }: VariableAt,
): Promise<{ projectId: number; place: Place }> {
  const projectId = await findProjectId(db, project);
  if (kind !== undefined && environment !== undefined)
    throw invalidRequest([{ path: 'kind', message: 'Give a kind or an environment, not both.' }]);
  const found = service === null ? null : await lockServiceRow(db, projectId, service, 'shared');
  if (service !== null && !found) return missingService(project, service);
  const environmentId =
    environment === undefined ? null : await lockEnvironmentId(db, projectId, environment);
  if (environmentId === undefined) throw environmentNotFound(project, environment ?? '');
  return { projectId, place: { serviceId: found?.id ?? null, kind: kind ?? null, environmentId } };
}

async function recordVariable(
  tx: Queries,
  projectId: number,
  { variable, environment }: VariableAt,
  change: {
    author: Author;
    reason: string | undefined;
    action: string;
    before: unknown;
    after: unknown;
  },
): Promise<void> {
  await record(tx, {
    projectId,
    subject: 'variable',
    key: variable,
    environmentKey: environment ?? null,
    ...change,
  });
}

/** Of a secret nothing that would help to guess it. */
function auditOf({ name, service, kind, given_to, value }: VariableRow) {
  const place = { name, service, kind, use: given_to };
  return value === null ? { ...place, isSecret: true } : { ...place, isSecret: false, value };
}

function variableOf(row: VariableRow): Variable {
  return {
    name: row.name,
    service: row.service,
    kind: row.kind,
    environment: row.environment,
    isSecret: row.secret !== null,
    value: row.value,
    use: row.given_to,
    updatedAt: row.updated_at.toISOString(),
  };
}

function requireName(name: string): void {
  const { error } = VariableName.safeParse(name);
  if (error)
    throw invalidRequest([{ path: 'variable', message: error.issues[0]?.message ?? 'Give a name.' }]);
}

function missingVariable({ project, service, variable, kind, environment }: VariableAt): ProblemError {
  const where = [
    service === null ? `Project "${project}"` : `Service "${service}"`,
    kind === undefined || kind === null ? '' : ` for ${kind} environments`,
    environment === undefined ? '' : ` in "${environment}"`,
  ].join('');
  return new ProblemError(
    'variable-not-found',
    `${where} has no variable "${variable}" of its own. slipway variable list shows where each one is set.`,
  );
}
