import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const sources = readdirSync(import.meta.dirname).filter((name) => /(?<!\.test)\.ts$/.test(name));

/** What no lint rule or compiler setting keeps out. */
test.each(sources)('%s takes chance and time as arguments', (name) => {
  const text = readFileSync(`${import.meta.dirname}/${name}`, 'utf8');

  expect(text).not.toMatch(
    /\bMath\s*\.\s*random\b|\bTemporal\b|\bperformance\b|\bglobalThis\b|\bimport\s*\(/,
  );
});

test('there are sources to look at', () => {
  expect(sources).toContain('compile.ts');
});
