import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { until } from './until.ts';

const run = promisify(execFile);

export interface GitHttpServer {
  /** Without a slash at its end; repositories are below it by their path in the folder. */
  readonly url: string;
  /** Of those who wanted a list of branches: `authorization` as sent. */
  readonly asked: (string | undefined)[];
  /** While set, who asks gets no answer. */
  hangs: boolean;
  /** PEM of the certificate, where it is https. */
  readonly certificate: string;
  close(): Promise<void>;
}

export interface GitHttpOptions {
  /** Served from here by git's own server program. */
  readonly folder: string;
  readonly username?: string;
  readonly token?: string;
  /** A folder for its key makes it https. */
  readonly keyFolder?: string;
  readonly port?: number;
}

/** git over HTTP as forges speak it, on loopback. `/moved/…` redirects. */
export async function startGitHttp(options: GitHttpOptions): Promise<GitHttpServer> {
  const asked: (string | undefined)[] = [];
  const state = { hangs: false };
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    if (request.url?.includes('/info/refs')) asked.push(request.headers.authorization);
    if (state.hangs) return;
    if (request.url?.startsWith('/moved/'))
      return void response.writeHead(301, { location: request.url.slice('/moved'.length) }).end();
    if (!isSignedIn(request, options))
      return void response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end();
    serve(request, response, options.folder);
  };
  const tls = options.keyFolder === undefined ? null : await makeCertificate(options.keyFolder);
  const server: Server = tls ? createSecureServer(tls, answer) : createServer(answer);
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    asked,
    get hangs() {
      return state.hangs;
    },
    set hangs(value) {
      state.hangs = value;
    },
    certificate: tls?.cert ?? '',
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function isSignedIn({ headers }: IncomingMessage, { username = 'git', token }: GitHttpOptions): boolean {
  const expected = `Basic ${Buffer.from(`${username}:${token}`).toString('base64')}`;
  return token === undefined || headers.authorization === expected;
}

async function makeCertificate(folder: string): Promise<{ key: string; cert: string }> {
  const [key, cert] = [join(folder, 'server-key.pem'), join(folder, 'server.pem')];
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const form = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  await run('openssl', ['req', ...form, ...subject, '-keyout', key, '-out', cert]);
  return { key: await readFile(key, 'utf8'), cert: await readFile(cert, 'utf8') };
}

/** `git http-backend` by CGI. */
function serve(request: IncomingMessage, response: ServerResponse, folder: string): void {
  const [path = '', query = ''] = (request.url ?? '').split('?');
  const child = spawn('git', ['http-backend'], {
    env: {
      PATH: process.env.PATH ?? '/usr/bin:/bin',
      GIT_PROJECT_ROOT: folder,
      GIT_HTTP_EXPORT_ALL: '1',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
      HOME: '/nonexistent',
      REQUEST_METHOD: request.method ?? 'GET',
      PATH_INFO: path,
      QUERY_STRING: query,
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: String(request.headers['content-encoding'] ?? ''),
    },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  child.stdin.on('error', () => undefined);
  request.pipe(child.stdin);
  const parts: Buffer[] = [];
  child.stdout.on('data', (part: Buffer) => parts.push(part));
  child.once('close', () => answerAs(response, Buffer.concat(parts)));
}

function answerAs(response: ServerResponse, output: Buffer): void {
  const end = output.indexOf('\r\n\r\n');
  for (const line of output.subarray(0, end).toString().split('\r\n')) {
    const [name = '', value = ''] = line.split(': ');
    if (name === 'Status') response.statusCode = Number.parseInt(value, 10);
    else if (name) response.setHeader(name, value);
  }
  response.end(output.subarray(end + 4));
}

const sshd = '/usr/sbin/sshd';

/** Why no SSH server can be started here; null where one can. */
export const noSshServer: string | null = existsSync(sshd) ? null : `there is no ${sshd}`;

export interface GitSshServer {
  /** Without a slash at its end; followed by a repository's absolute path. */
  readonly url: string;
  /** A line of known_hosts with the server's key. */
  readonly knownHosts: string;
  /** May sign in. */
  readonly privateKey: string;
  /** May not. */
  readonly otherKey: string;
  readonly otherPublicKey: string;
  close(): Promise<void>;
}

/** A real SSH server of this process's account on loopback; its files are in `folder`. */
export async function startGitSsh(folder: string): Promise<GitSshServer> {
  const [host, user, other] = await Promise.all(
    ['host', 'user', 'other'].map((name) => makeKey(folder, name)),
  );
  if (!host || !user || !other) throw new Error('no keys');
  await writeFile(join(folder, 'authorized'), user.public);
  const port = await freePort();
  const config = join(folder, 'sshd_config');
  // Where it locks its unprivileged half in; services make it, an installation alone does not.
  if (userInfo().uid === 0) await mkdir('/run/sshd', { recursive: true, mode: 0o755 });
  await writeFile(config, sshdConfig(folder, port));
  const child = spawn(sshd, ['-D', '-e', '-f', config], { stdio: ['ignore', 'ignore', 'ignore'] });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  await until('the SSH server listens', () => isOpen(port));
  return {
    url: `ssh://${userInfo().username}@127.0.0.1:${port}`,
    knownHosts: `[127.0.0.1]:${port} ${host.public}`,
    privateKey: user.private,
    otherKey: other.private,
    otherPublicKey: other.public,
    close: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

function sshdConfig(folder: string, port: number): string {
  return [
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${join(folder, 'host')}`,
    `AuthorizedKeysFile ${join(folder, 'authorized')}`,
    `PidFile ${join(folder, 'sshd.pid')}`,
    'StrictModes no',
    'UsePAM no',
    'PasswordAuthentication no',
    'PermitRootLogin prohibit-password',
    '',
  ].join('\n');
}

async function makeKey(folder: string, name: string): Promise<{ private: string; public: string }> {
  const file = join(folder, name);
  await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', file]);
  return { private: await readFile(file, 'utf8'), public: await readFile(`${file}.pub`, 'utf8') };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('data', () => socket.destroy());
    socket.setTimeout(1_000, () => socket.destroy());
  });
}
