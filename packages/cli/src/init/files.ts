import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** In the order in which Compose looks. */
const composeFiles = ['compose.yaml', 'compose.yml', 'docker-compose.yaml', 'docker-compose.yml'];

export interface ComposeFile {
  name: string;
  text: string;
}

export async function findComposeFile(folder: string): Promise<ComposeFile | null> {
  for (const name of composeFiles) {
    const text = await readIfThere(join(folder, name));
    if (text !== null) return { name, text };
  }
  return null;
}

/** What a folder’s package.json says of how its code is built and run. */
export interface Package {
  name: string;
  scripts: Readonly<Record<string, string>>;
  hasLock: boolean;
}

export async function readPackage(folder: string): Promise<Package | null> {
  const text = await readIfThere(join(folder, 'package.json'));
  const content = text === null ? null : parsed(text);
  if (content === null) return null;
  const { name, scripts } = content;
  return {
    name: typeof name === 'string' ? name : '',
    scripts: textsIn(scripts),
    hasLock: (await readIfThere(join(folder, 'package-lock.json'))) !== null,
  };
}

async function readIfThere(path: string): Promise<string | null> {
  return readFile(path, 'utf8').catch(() => null);
}

function parsed(text: string): Record<string, unknown> | null {
  try {
    const content: unknown = JSON.parse(text);
    return typeof content === 'object' && content !== null ? { ...content } : null;
  } catch {
    return null;
  }
}

function textsIn(value: unknown): Record<string, string> {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).filter((pair): pair is [string, string] => typeof pair[1] === 'string'),
  );
}
