import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { AstBuilder, compile, GherkinClassicTokenMatcher, Parser } from '@cucumber/gherkin';
import { IdGenerator, type Pickle } from '@cucumber/messages';

const root = resolve(import.meta.dirname, '../..');

/** OpenFeature's own scenarios and flags, where they stand: `SLIPWAY_CONFORMANCE`, default `../shared/conformance`. */
export const conformanceFolder: string = resolve(
  root,
  process.env.SLIPWAY_CONFORMANCE ?? '../shared/conformance',
  'openfeature',
);

export const featureFiles = ['evaluation_v2.feature', 'hooks.feature', 'contextMerging.feature'] as const;

export const isConformancePresent: boolean = featureFiles.every((file) =>
  existsSync(join(conformanceFolder, file)),
);

/** Every scenario, outlines expanded. */
export function readScenarios(file: string): readonly Pickle[] {
  const newId = IdGenerator.incrementing();
  const parser = new Parser(new AstBuilder(newId), new GherkinClassicTokenMatcher());
  return compile(parser.parse(readFileSync(join(conformanceFolder, file), 'utf8')), file, newId);
}

/** A name that tells the rows of an outline apart. */
export function titleOf({ name, steps }: Pickle): string {
  const quoted = steps.flatMap(({ text }) =>
    [...text.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map((match) => match[1]),
  );
  return `${name} (${[...new Set(quoted)].join(', ').slice(0, 90)})`;
}
