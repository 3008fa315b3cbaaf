import { type Connection, type ConnectionOptions, connect } from './connection.ts';
import { createOutput, type Output } from './output.ts';
import { proposing } from './proposing.ts';
import type { Shell } from './shell.ts';

/** Options that every command against a server has. */
export interface SessionOptions extends ConnectionOptions {
  json?: boolean;
  /** Of commands whose change may need an approval. */
  propose?: boolean;
}

/** One command's connection and output. */
export interface Session extends Connection {
  output: Output;
}

export async function openSession(shell: Shell, options: SessionOptions): Promise<Session> {
  const connection = await connect(shell, options);
  const client = options.propose ? proposing(connection.client) : connection.client;
  return { ...connection, client, output: createOutput(shell, options.json === true) };
}

/** `{ reason }` if one was given, for a body or a query. */
export function reasonIn({ reason }: { reason?: string }): { reason?: string } {
  return reason === undefined ? {} : { reason };
}
