import { createHash } from 'node:crypto';
import pg, { type Client } from 'pg';
import { to } from 'pg-copy-streams';

/** A table as a backup sees it. */
export interface Table {
  readonly name: string;
  readonly columns: readonly string[];
  /** The primary key (all columns if there is none), so that the same content comes in the same order everywhere. */
  readonly order: readonly OrderColumn[];
}

interface OrderColumn {
  readonly name: string;
  readonly isText: boolean;
}

export interface TableDigest {
  rows: number;
  sha256: string;
}

/** What differs between a database and its faithful copy. */
const volatileColumns: Readonly<Record<string, readonly string[]>> = {
  instance: ['epoch', 'system_identifier', 'timeline'],
  migrations: ['applied_at'],
};

/** A snapshot in which every value has one text form, whatever the server's own settings. */
export const BEGIN_SNAPSHOT = 'begin isolation level repeatable read read only';

export async function fixTextForms(session: Client): Promise<void> {
  await session.query(
    `set local timezone = 'UTC'; set local datestyle = 'ISO, YMD'; set local intervalstyle = 'iso_8601';
     set local extra_float_digits = 1; set local bytea_output = 'hex'; set local client_encoding = 'UTF8';
     set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0`,
  );
}

/** All tables of the schema, by name. */
export async function readTables(session: Client): Promise<Table[]> {
  const { rows } = await session.query<Table>(
    `select c.relname as name,
            (select json_agg(a.attname order by a.attnum) from pg_attribute a
              where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns,
            (select json_agg(json_build_object('name', a.attname, 'isText', a.attcollation <> 0)
                             order by array_position(i.indkey::int2[], a.attnum), a.attnum)
               from pg_attribute a
              where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
                and (i.indkey is null or a.attnum = any (i.indkey::int2[]))) as "order"
       from pg_class c
       left join pg_index i on i.indrelid = c.oid and i.indisprimary
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
      order by c.relname collate "C"`,
  );
  return rows;
}

export async function readSequences(session: Client): Promise<Record<string, string>> {
  const { rows } = await session.query<{ name: string; last: string }>(
    `select sequencename as name, last_value::text as last from pg_sequences
      where schemaname = 'public' and last_value is not null order by sequencename collate "C"`,
  );
  return Object.fromEntries(rows.map(({ name, last }) => [name, last]));
}

/** The rows in COPY's text format; `digest` is filled when they have all passed. */
export async function* copyOut(session: Client, table: Table, digest: TableDigest): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  const stream = session.query(to(`copy (${selection(table)}) to stdout`));
  for await (const chunk of stream) {
    hash.update(chunk);
    yield chunk;
  }
  digest.rows = stream.rowCount;
  digest.sha256 = hash.digest('hex');
}

/** `sha256:…` over all tables without what may differ in a copy; `known` spares reading a table again. */
export async function hashContent(
  session: Client,
  tables: readonly Table[],
  known: ReadonlyMap<string, TableDigest> = new Map(),
): Promise<string> {
  const hash = createHash('sha256');
  for (const table of tables) {
    const reusable = table.name in volatileColumns ? undefined : known.get(table.name);
    const { sha256 } = reusable ?? (await digestOf(session, withoutVolatile(table)));
    hash.update(`${table.name}:${sha256}\n`);
  }
  return `sha256:${hash.digest('hex')}`;
}

export function quoted(name: string): string {
  return pg.escapeIdentifier(name);
}

async function digestOf(session: Client, table: Table): Promise<TableDigest> {
  const digest = { rows: 0, sha256: '' };
  for await (const _ of copyOut(session, table, digest));
  return digest;
}

function withoutVolatile(table: Table): Table {
  const left = volatileColumns[table.name] ?? [];
  return { ...table, columns: table.columns.filter((column) => !left.includes(column)) };
}

function selection({ name, columns, order }: Table): string {
  const orderBy = order.map((column) => `${quoted(column.name)}${column.isText ? ' collate "C"' : ''}`);
  return `select ${columns.map(quoted).join(', ')} from ${quoted(name)} order by ${orderBy.join(', ')}`;
}
