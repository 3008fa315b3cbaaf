import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { Failure } from './failure.ts';
import type { Shell } from './shell.ts';

/** The JSON document in a file, or on standard input for `-`. */
export async function readJson(shell: Shell, file: string): Promise<unknown> {
  const content = await readFileOrInput(shell, file);
  try {
    return JSON.parse(content);
  } catch (error) {
    throw new Failure(`${nameOf(file)} is not JSON: ${error instanceof Error ? error.message : error}.`);
  }
}

/** The text of a file, or of standard input for `-`. */
export function readFileOrInput(shell: Shell, file: string): Promise<string> {
  return file === '-' ? text(shell.stdin) : readText(file);
}

export function nameOf(file: string): string {
  return file === '-' ? 'Standard input' : file;
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new Failure(`Cannot read ${file}: ${error instanceof Error ? error.message : error}.`);
  }
}
