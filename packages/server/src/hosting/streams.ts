import { type execInEnvironment, type followLogs, ProblemError } from '@slipway/api';
import type { SideStream } from '../delivery/index.ts';
import type { RouteInput } from '../platform/http/index.ts';
import { hostedId, type Runtime } from '../runtimes/index.ts';
import { followLogFiles, type LogFile } from './logs.ts';
import type { MaskFor } from './secrets.ts';
import type { Hosting } from './service.ts';
import type { HostedRow } from './store.ts';

type Open = (
  input: Pick<RouteInput<typeof followLogs>, 'principal' | 'reply'>,
  projectId: number,
) => SideStream;

export interface StreamsDeps {
  hosting: Pick<Hosting, 'find'>;
  runtime: Runtime;
  /** Takes an environment’s secrets out of text. */
  maskFor: MaskFor;
  nodeId: string;
  open: Open;
  /** A command beside a service, with what the service gets. */
  runBeside: (
    row: HostedRow,
    service: string,
    command: readonly string[],
    output: { write: (text: string) => void; signal: AbortSignal },
  ) => Promise<number>;
}

export interface HostingStreams {
  followLogs(input: RouteInput<typeof followLogs>): Promise<void>;
  exec(input: RouteInput<typeof execInEnvironment>): Promise<void>;
}

const LONGEST_EXEC_MS = 10 * 60_000;

export function createStreams(deps: StreamsDeps): HostingStreams {
  const { hosting, runtime } = deps;
  return {
    async followLogs({ params, query, principal, reply }) {
      const row = requireHere(deps, await hosting.find(params));
      const files = await logFiles(runtime, row, query.source);
      const mask = await deps.maskFor(row);
      reply.hijack();
      const stream = deps.open({ principal, reply }, row.project_id);
      const options = { lines: query.lines, isFollowed: query.follow === 'true' };
      await followLogFiles(
        files,
        options,
        (lines) => {
          for (const { source, text } of lines) stream.send('line', { source, text: mask(text) });
        },
        stream.signal,
      );
      stream.send('end', {});
      stream.end();
    },
    async exec({ params, body, principal, reply }) {
      const row = requireHere(deps, await hosting.find(params));
      requireRunning(row, body.service);
      const mask = await deps.maskFor(row);
      reply.hijack();
      const stream = deps.open({ principal, reply }, row.project_id);
      const signal = AbortSignal.any([stream.signal, AbortSignal.timeout(LONGEST_EXEC_MS)]);
      const write = (text: string): void => stream.send('output', { text: mask(text) });
      try {
        const code = await deps.runBeside(row, body.service, body.command, { write, signal });
        stream.send('exit', { code });
      } catch (error) {
        write(`${error instanceof Error ? error.message : String(error)}\n`);
        stream.send('exit', { code: 1 });
      }
      stream.end();
    },
  };
}

function requireHere({ nodeId }: StreamsDeps, row: HostedRow): HostedRow {
  if (row.node_id === nodeId) return row;
  throw new ProblemError(
    'node-unreachable',
    `Node ${row.node_id} runs "${row.key}", and this is another. Ask there${row.apiAddress === null ? '' : `: ${row.apiAddress}`}.`,
  );
}

function requireRunning(row: HostedRow, service: string): void {
  if (!row.model.services.some(({ name }) => name === service))
    throw new ProblemError(
      'service-not-found',
      `"${row.key}" has no service "${service}". It has ${row.model.services.map(({ name }) => name).join(', ')}.`,
    );
  if (row.state !== 'ready')
    throw new ProblemError('not-possible-now', `"${row.key}" is ${row.state}. Wake it first.`);
}

async function logFiles(
  runtime: Runtime,
  row: HostedRow,
  source: string | undefined,
): Promise<() => Promise<readonly LogFile[]>> {
  const id = hostedId(row.id);
  const all = async (): Promise<LogFile[]> =>
    (await runtime.logs(id)).map((name) => ({ source: name, path: runtime.logFile(id, name) }));
  if (source === undefined) return all;
  const known = [...(await runtime.logs(id)), ...expected(row)];
  if (!known.includes(source))
    throw new ProblemError('log-not-found', `There is no log "${source}". There is ${known.join(', ')}.`);
  return async () => [{ source, path: runtime.logFile(id, source) }];
}

/** Logs that come, if they are not there yet. */
function expected({ model }: HostedRow): string[] {
  return model.services.flatMap(({ name }) => [name, `build-${name}`]).concat('data', 'migrate');
}
