import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const sources = fileURLToPath(new URL('../../../packages/dashboard/src/', import.meta.url));
const styles = fileURLToPath(new URL('../../../node_modules/@mantine/core/styles/', import.meta.url));

test('every control that is used has its styles', () => {
  const used = globSync('**/*.tsx', { cwd: sources }).flatMap((file) =>
    [...readFileSync(join(sources, file), 'utf8').matchAll(/\{([^}]*)\} from '@mantine\/core'/g)].flatMap(
      ([, names = '']) => names.split(',').map((name) => name.trim()),
    ),
  );
  const wanted = [...new Set(used)].filter((name) => existsSync(join(styles, `${name}.css`)));

  const imported = readFileSync(join(sources, 'app/mantine.ts'), 'utf8');

  expect(wanted.length).toBeGreaterThan(10);
  expect(wanted.filter((name) => !imported.includes(`/${name}.css`))).toEqual([]);
});
