import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { InterpolationError, interpolate } from './interpolation.ts';
import { parseBlueprint } from './parse.ts';
import { buildKeys, fileKeys, serviceKeys } from './policy.ts';

interface Case {
  name: string;
  text: string;
}
interface Spec {
  interpolation: {
    text: string;
    values: Record<string, string>;
    expected?: string;
    missing?: (string | null)[];
  }[];
  honoured: (Case & { services: object[]; database?: object })[];
  ignored: (Case & { ignored: string[]; services?: object[]; database?: object })[];
  refused: (Case & { refused: string[]; line: number })[];
}

const spec = JSON.parse(
  readFileSync(new URL('../../../../spec/compose.json', import.meta.url), 'utf8'),
) as Spec;

const read = (text: string) => parseBlueprint(text, 'compose.yaml');

describe('spec/compose.json', () => {
  test.each(spec.honoured)('honours $name', ({ text, services, database = null }) => {
    const { model, findings, warnings } = read(text);

    expect(findings).toEqual([]);
    expect(warnings).toEqual([]);
    expect(model).toMatchObject({ services, database });
  });

  test.each(spec.ignored)('ignores $name, and says so', ({ text, ignored, services = [{}], database }) => {
    const { model, findings, warnings } = read(text);

    expect(findings).toEqual([]);
    expect(warnings.map(({ path }) => path)).toEqual(ignored);
    expect(model).toMatchObject({ services, ...(database ? { database } : {}) });
  });

  test.each(spec.refused)('refuses $name, by name and place', ({ text, refused, line }) => {
    const { model, findings } = read(text);

    expect(model).toBeNull();
    expect(findings.map(({ path }) => path)).toEqual(refused);
    expect(findings[0]).toMatchObject({ file: 'compose.yaml', line });
    for (const { message, remedy } of findings) expect([message, remedy]).not.toContain('');
  });

  test.each(spec.interpolation)('puts variables into $text', ({ text, values, expected, missing }) => {
    const outcome = attempt(() => interpolate(text, values));

    expect(outcome).toEqual(expected === undefined ? { missing } : { text: expected });
  });

  test('has a case for everything that is refused or ignored', () => {
    const said = [
      ...spec.refused.flatMap(({ refused }) => refused),
      ...spec.ignored.flatMap((c) => c.ignored),
    ];
    const has = (prefix: string) => (key: string) => said.some((path) => path.startsWith(`${prefix}${key}`));
    const dangerous = (policies: typeof serviceKeys) =>
      Object.keys(policies).filter((key) => /refused|ignored|judged/.test(policies[key]?.process ?? ''));

    expect(dangerous(serviceKeys).filter((key) => !has('services.web.')(key))).toEqual([]);
    expect(dangerous(buildKeys).filter((key) => !has('services.web.build.')(key))).toEqual([]);
    expect(dangerous(fileKeys).filter((key) => !has('')(key))).toEqual([]);
  });
});

function attempt(work: () => string): { text: string } | { missing: (string | null)[] } {
  try {
    return { text: work() };
  } catch (error) {
    if (!(error instanceof InterpolationError)) throw error;
    return { missing: error.problems.map(({ variable }) => variable) };
  }
}

describe('laws', () => {
  test('any text is read without an exception', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => isAnswered(read(text))));
  });

  test('any YAML is read without an exception, and refused or run', () => {
    const key = fc.oneof(
      fc.constantFrom(...Object.keys(serviceKeys), ...Object.keys(fileKeys), 'process', 'route', 'database'),
      fc.string(),
    );
    const value = fc.letrec((tie) => ({
      node: fc.oneof(
        { maxDepth: 5 },
        fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null)),
        fc.array(tie('node'), { maxLength: 3 }),
        fc.dictionary(key, tie('node'), { maxKeys: 5 }),
      ),
    })).node;
    const file = fc.record({ services: fc.dictionary(fc.string(), fc.dictionary(key, value)) });

    fc.assert(fc.property(file, (content) => isAnswered(read(stringify(content)))));
  });

  test('a text with its dollar signs doubled comes out as it was', () => {
    fc.assert(fc.property(fc.string(), (text) => interpolate(text.replaceAll('$', '$$$$'), {}) === text));
  });

  test('any text either has its variables put in, or says what is wrong', () => {
    const text = fc
      .array(fc.constantFrom('$', '{', '}', 'A', ':', '-', '?', '+', ' '))
      .map((all) => all.join(''));
    fc.assert(fc.property(text, (given) => attempt(() => interpolate(given, { A: 'a' })) !== null));
  });

  test('a default nested a hundred thousand deep is refused', () => {
    expect(attempt(() => interpolate('${A:-'.repeat(100_000), {}))).toEqual({ missing: [null] });
  });
});

function isAnswered({ model, findings }: ReturnType<typeof parseBlueprint>): boolean {
  return (model === null) === findings.length > 0;
}

describe('bounds', () => {
  test.each([
    { given: 'aliases that stand for billions', text: laughs() },
    { given: 'lists a hundred thousand deep', text: `services: ${'['.repeat(100_000)}` },
    { given: 'a mapping a hundred deep', text: `services: ${'{a: '.repeat(100)}1${'}'.repeat(100)}` },
    { given: 'more than 256 KiB', text: `# ${'x'.repeat(256 * 1024)}` },
    { given: 'fifty-one services', text: `services:\n${manyServices(51)}` },
  ])('given $given, refuses at once', ({ text }) => {
    const { model, findings } = read(text);

    expect(model).toBeNull();
    expect(findings.length).toBeGreaterThan(0);
    expect(findings.length).toBeLessThanOrEqual(100);
  });

  test('says no more of a long name than a line', () => {
    const { findings } = read(`services: { ${'x'.repeat(100_000)}: {} }`);

    expect(findings[0]?.message.length).toBeLessThanOrEqual(300);
  });
});

function laughs(): string {
  const line = (depth: number) =>
    `a${depth}: &a${depth} [${Array(10)
      .fill(`*a${depth - 1}`)
      .join(',')}]`;
  return ['a0: &a0 x', ...Array.from({ length: 12 }, (_, index) => line(index + 1))].join('\n');
}

function manyServices(count: number): string {
  return Array.from({ length: count }, (_, at) => `  s${at}: { command: x, x-slipway: { service: s } }`).join(
    '\n',
  );
}

describe('the digest', () => {
  const file = `services:
  web: { command: x, environment: { A: 1, B: 2 }, x-slipway: { service: web } }
  api: { command: y, x-slipway: { service: api } }
`;

  test('comments and the order of keys do not count', () => {
    const other = `# the same
services:
  api: { x-slipway: { service: api }, command: y }
  web: { x-slipway: { service: web }, environment: [B=2, A=1], command: x }
`;

    expect(read(other).model?.digest).toBe(read(file).model?.digest);
  });

  test('a command counts, and which seed profile is first', () => {
    const seeded = (seeds: string) =>
      read(`${file}x-slipway: { database: { service: api, seeds: ${seeds} } }`).model?.digest;

    expect(read(file.replace('command: y', 'command: z')).model?.digest).not.toBe(read(file).model?.digest);
    expect(seeded('{ a: x, b: y }')).not.toBe(seeded('{ b: y, a: x }'));
  });
});

test('a name that is nearly right is suggested', () => {
  const { findings } = read('services: { web: { comand: x, x-slipway: { servce: web } } }');

  expect(findings.map(({ remedy }) => remedy)).toEqual(
    expect.arrayContaining(['Did you mean "command"?', 'Did you mean "service"?']),
  );
});

test('PostgreSQL without a declared database is told what to declare', () => {
  const { findings } = read('services: { db: { image: postgres } }');

  expect(findings[0]?.remedy).toContain('x-slipway.database');
});
