import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { Failure } from './failure.ts';
import type { Shell } from './shell.ts';

/** The token from a file (`-`: standard input), from a pipe, or asked for without echo. */
export async function readToken(shell: Shell, file: string | undefined): Promise<string> {
  const given = await readGiven(shell, file);
  const token = given.trim();
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  throw new Failure(
    token === ''
      ? 'There was no token to read.'
      : 'What was read is no token: it has spaces or line breaks in it.',
    'Pipe the token in, or give --token-file FILE.',
  );
}

/** A password from a file (`-`: standard input), without the line break at its end. */
export async function readPassword(shell: Shell, file: string): Promise<string> {
  const password = (await readGiven(shell, file)).replace(/\r?\n$/, '');
  if (password !== '') return password;
  throw new Failure('There was no password to read.', 'Write it into the file, or pipe it in.');
}

/** A secret from a file (`-`: standard input), from a pipe, or asked for without echo; without the line break at its end. */
export async function readSecret(shell: Shell, file: string | undefined): Promise<string> {
  const secret = (await readGiven(shell, file, 'Secret')).replace(/\r?\n$/, '');
  if (secret !== '') return secret;
  throw new Failure('There was no secret to read.', 'Pipe it in, or give a file that holds it.');
}

async function readGiven(shell: Shell, file: string | undefined, what = 'Token'): Promise<string> {
  if (file !== undefined && file !== '-') return readTokenFile(file);
  if (file === '-' || shell.stdin.isTTY !== true) return text(shell.stdin);
  return ask(shell, what);
}

async function readTokenFile(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new Failure(`Cannot read the file: ${error instanceof Error ? error.message : error}.`);
  }
}

/** The terminal echoes nothing, as readline writes it to a stream that forgets. */
function ask(shell: Shell, what: string): Promise<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: shell.stdin, output: nowhere, terminal: true });
  shell.stderr.write(`${what}: `);
  return new Promise((resolve, reject) => {
    terminal.once('SIGINT', () => {
      reject(new Failure('Interrupted; nothing was remembered.'));
      terminal.close();
    });
    terminal.question('', (answer) => {
      resolve(answer);
      terminal.close();
    });
    terminal.once('close', () => {
      shell.stderr.write('\n');
      resolve('');
    });
  });
}
