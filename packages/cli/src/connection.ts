import { type Client, createClient, getMe, listProjects } from '@slipway/api';
import { Failure, UsageError } from './failure.ts';
import { version } from './package-info.ts';
import { readLogin, settingsFile } from './settings.ts';
import type { Shell } from './shell.ts';

export interface ConnectionOptions {
  url?: string;
  project?: string;
}

export interface Connection {
  url: string;
  client: Client;
  /** A client that sends these headers with every request. */
  withHeaders(headers: Readonly<Record<string, string>>): Client;
  /** The project asked for, else the remembered one, else the token's, else the only one. */
  project(): Promise<string>;
}

interface Credentials {
  url: string;
  token: string;
  project: string | undefined;
}

export async function connect(shell: Shell, options: ConnectionOptions): Promise<Connection> {
  const { url, token, project } = await findCredentials(shell, options);
  const client = clientFor(url, token);
  return {
    url,
    client,
    withHeaders: (headers) => clientFor(url, token, headers),
    project: async () => project ?? (await findProject(client)),
  };
}

/** Fails with one clear sentence when nobody answers; waits at most 30 s for an answer, not for a stream's end. */
export function clientFor(
  url: string,
  token: string,
  headers: Readonly<Record<string, string>> = {},
): Client {
  return createClient({ url, token, fetch: fetchFrom(url, headers), userAgent: `slipway-cli/${version}` });
}

/** Without a trailing slash. Throws UsageError for anything but http and https. */
export function parseUrl(text: string): string {
  const isFine = URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol);
  if (isFine) return text.replace(/\/+$/, '');
  throw new UsageError(`"${text}" is not an http or https URL.`, 'Give it like http://127.0.0.1:4400.');
}

async function findCredentials(shell: Shell, options: ConnectionOptions): Promise<Credentials> {
  const { SLIPWAY_URL, SLIPWAY_TOKEN, SLIPWAY_PROJECT } = shell.env;
  const given = options.url || SLIPWAY_URL;
  const isComplete = given !== undefined && given !== '' && Boolean(SLIPWAY_TOKEN);
  const login = isComplete ? null : await readLogin(settingsFile(shell.env));
  const url = given ? parseUrl(given) : login?.url;
  if (url === undefined)
    throw new Failure(
      'You are not logged in.',
      'Log in with "slipway login URL", or set SLIPWAY_URL and SLIPWAY_TOKEN.',
    );
  // A remembered token never goes to another server than the one it was given for.
  const remembered = login?.url === url ? login : null;
  const token = SLIPWAY_TOKEN || remembered?.token;
  if (token === undefined)
    throw new Failure(
      `You are not logged in to ${url}.`,
      `Log in with "slipway login ${url}", or set SLIPWAY_TOKEN.`,
    );
  return { url, token, project: options.project || SLIPWAY_PROJECT || remembered?.project };
}

async function findProject(client: Client): Promise<string> {
  const me = await client.call(getMe);
  if (me.project !== null) return me.project;
  const { items, next } = await client.call(listProjects, { query: { limit: 20 } });
  const [only, second] = items;
  if (only !== undefined && second === undefined) return only.key;
  if (only === undefined)
    throw new Failure('There is no project yet.', 'Create one: slipway project create academy');
  const keys = items.map(({ key }) => key).join(', ');
  throw new UsageError(
    `Several projects exist: ${keys}${next === null ? '' : ', …'}.`,
    'Name one with -p PROJECT or SLIPWAY_PROJECT, or remember one with "slipway login URL -p PROJECT".',
  );
}

const ANSWER_WITHIN_MS = 30_000;

function fetchFrom(url: string, headers: Readonly<Record<string, string>>): typeof fetch {
  return async (input, init) => {
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), ANSWER_WITHIN_MS);
    const signals = [late.signal, ...(init?.signal ? [init.signal] : [])];
    try {
      return await fetch(input, {
        ...init,
        headers: { ...init?.headers, ...headers },
        signal: AbortSignal.any(signals),
        redirect: 'error',
      });
    } catch (error) {
      if (init?.signal?.aborted) throw error;
      throw unreachable(
        url,
        late.signal.aborted ? `no answer within ${ANSWER_WITHIN_MS / 1000} s` : reasonOf(error),
      );
    } finally {
      clearTimeout(timer);
    }
  };
}

function unreachable(url: string, why: string): Failure {
  return new Failure(
    `Slipway does not answer at ${url} (${why}).`,
    'Is the server running, and is this its address? Another one: --url URL or SLIPWAY_URL.',
  );
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  if (!(cause instanceof Error)) return String(cause);
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message;
}
