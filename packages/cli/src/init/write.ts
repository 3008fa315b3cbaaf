import { join } from 'node:path';
import { type Document, parseDocument } from 'yaml';
import { Failure } from '../failure.ts';
import { type ComposeFile, type Package, readPackage } from './files.ts';
import { type Guesses, guess, type Service, slugOf } from './guess.ts';
import { inserted } from './insert.ts';

export interface Proposed {
  file: string;
  before: string;
  after: string;
  guesses: Guesses;
}

/** The file with x-slipway in it; comments stay. `isForced`: what x-slipway says already is written anew. */
export async function withSlipway(
  folder: string,
  { name, text }: ComposeFile,
  isForced: boolean,
): Promise<Proposed> {
  const document = parseDocument(text);
  const services = servicesIn(document, name);
  if (!isForced && hasSlipway(document, services))
    throw new Failure(
      `${name} has x-slipway already.`,
      'Write it anew with --force, or check it: slipway blueprint check',
    );
  const guesses = guess(services, await packagesOf(folder, services));
  return { file: name, before: text, after: inserted(text, document, guesses), guesses };
}

function servicesIn(document: Document, name: string): Record<string, Service> {
  const [error] = document.errors;
  if (error) throw new Failure(`${name} is not YAML: ${error.message}`);
  const content: unknown = document.toJS({ maxAliasCount: 1000 });
  const services = typeof content === 'object' && content !== null ? Reflect.get(content, 'services') : null;
  if (typeof services !== 'object' || services === null) throw new Failure(`${name} has no services.`);
  const entries = Object.entries(services).filter(
    (pair): pair is [string, Service] => typeof pair[1] === 'object' && pair[1] !== null,
  );
  return Object.fromEntries(entries);
}

function hasSlipway(document: Document, services: Readonly<Record<string, Service>>): boolean {
  return document.has('x-slipway') || Object.values(services).some((service) => 'x-slipway' in service);
}

async function packagesOf(
  folder: string,
  services: Readonly<Record<string, Service>>,
): Promise<Map<string, Package>> {
  const found = new Map<string, Package>();
  for (const [name, { build }] of Object.entries(services)) {
    const context: unknown =
      typeof build === 'object' && build !== null ? Reflect.get(build, 'context') : build;
    if (typeof context !== 'string') continue;
    const content = await readPackage(join(folder, context));
    if (content) found.set(name, content);
  }
  return found;
}

/** A Compose file for a folder that has a package.json alone. */
export async function fromPackage(folder: string): Promise<Proposed> {
  const content = await readPackage(folder);
  if (!content)
    throw new Failure(
      'There is no Compose file and no package.json here.',
      'Go to the application’s folder, or name it.',
    );
  const name = slugOf(content.name);
  const start = `# How Slipway runs this application.\nservices:\n  ${name}:\n    build: .\n`;
  const proposed = await withSlipway(folder, { name: 'compose.yaml', text: start }, false);
  return { ...proposed, before: '' };
}
