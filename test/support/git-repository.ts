import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

/** A text or bytes, a link's target, a program, another repository's commit; null takes the file away. */
export type TestFile =
  | string
  | Buffer
  | { readonly link: string }
  | { readonly program: string }
  | { readonly submodule: string }
  | null;

export interface TestRepository {
  /** A bare repository; `main` is its default branch. */
  readonly folder: string;
  /** file:// */
  readonly url: string;
  /** Runs git in the repository, out of reach of this machine's settings; what it says, trimmed. */
  git(...args: string[]): Promise<string>;
  /** Adds to what the current branch has, at first `main`. Gives the commit's hash. */
  commit(files: Readonly<Record<string, TestFile>>, message?: string): Promise<string>;
  /** Makes a branch of the current one, or of `from`, and makes it the current one. */
  branch(name: string, from?: string): Promise<void>;
  /** Makes an existing branch the current one. */
  switchTo(name: string): void;
}

const environment = {
  PATH: process.env.PATH ?? '/usr/bin:/bin',
  HOME: '/nonexistent',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_TERMINAL_PROMPT: '0',
};
const firstCommitAt = 1_760_000_000;

/** A real git repository in a folder that may not exist yet. One process for each commit. */
export async function createRepository(folder: string): Promise<TestRepository> {
  await promisify(execFile)('git', ['init', '--quiet', '--bare', '--initial-branch=main', folder], {
    env: environment,
  });
  const git = async (...args: string[]): Promise<string> =>
    (await promisify(execFile)('git', ['-C', folder, ...args], { env: environment })).stdout.trim();
  const tips = new Map<string, string>();
  let current = 'main';
  let commits = 0;
  return {
    folder,
    url: pathToFileURL(folder).href,
    git,
    commit: async (files, message = `Change ${Object.keys(files).join(', ')}`) => {
      const branch = current;
      const second = firstCommitAt + commits++ * 60;
      const commit = await importCommit(folder, { branch, parent: tips.get(branch), message, second, files });
      tips.set(branch, commit);
      return commit;
    },
    branch: async (name, from = current) => {
      const tip = tips.get(from);
      if (!tip) throw new Error(`"${from}" has no commit to branch from`);
      await git('update-ref', `refs/heads/${name}`, tip);
      tips.set(name, tip);
      current = name;
    },
    switchTo: (name) => {
      if (!tips.has(name)) throw new Error(`no branch "${name}"`);
      current = name;
    },
  };
}

interface Commit {
  readonly branch: string;
  readonly parent: string | undefined;
  readonly message: string;
  readonly second: number;
  readonly files: Readonly<Record<string, TestFile>>;
}

async function importCommit(folder: string, commit: Commit): Promise<string> {
  const child = spawn('git', ['-C', folder, 'fast-import', '--quiet', '--force', '--date-format=raw'], {
    env: environment,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [said] = await Promise.all([text(child.stdout), ended(child), give(child, stream(commit))]);
  return said.trim();
}

async function give(child: ChildProcess, bytes: Buffer): Promise<void> {
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(bytes);
}

async function ended(child: ChildProcess): Promise<void> {
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`git fast-import ended with ${code}`);
}

function stream({ branch, parent, message, second, files }: Commit): Buffer {
  const parts = [
    `commit refs/heads/${branch}\nmark :1\n`,
    `committer Ada Example <ada@example.com> ${second} +0000\n`,
    ...data(message),
    ...(parent ? [`from ${parent}\n`] : []),
    ...Object.entries(files).flatMap(([path, file]) => change(path, file)),
    'get-mark :1\n',
  ];
  return Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)));
}

function change(path: string, file: TestFile): (string | Buffer)[] {
  const name = quoted(path);
  if (file === null) return [`D ${name}\n`];
  if (typeof file === 'string' || Buffer.isBuffer(file)) return [`M 100644 inline ${name}\n`, ...data(file)];
  if ('link' in file) return [`M 120000 inline ${name}\n`, ...data(file.link)];
  if ('program' in file) return [`M 100755 inline ${name}\n`, ...data(file.program)];
  return [`M 160000 ${file.submodule} ${name}\n`];
}

/** As git quotes names: what is not plain as octal bytes. */
function quoted(path: string): string {
  const octal = (char: string): string => `\\${char.charCodeAt(0).toString(8).padStart(3, '0')}`;
  return `"${path.replace(/["\\]|\p{Cc}/gu, octal)}"`;
}

function data(content: string | Buffer): (string | Buffer)[] {
  const bytes = Buffer.from(content);
  return [`data ${bytes.length}\n`, bytes, '\n'];
}
