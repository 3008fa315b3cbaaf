import pg from 'pg';

type Parse = (text: string) => unknown;

const { builtins } = pg.types;
const INT8_ARRAY = 1016;
const DATE_ARRAY = 1182;

/**
 * How values arrive: bigint as number (an unsafe one is an error, never a wrong number), timestamptz as Date, date as
 * `YYYY-MM-DD` because a day has no instant, numeric as string, json parsed.
 */
const parsers: ReadonlyMap<number, Parse> = new Map<number, Parse>([
  [builtins.INT8, safeInteger],
  [INT8_ARRAY, (text) => parseArray(text).map((item) => (item === null ? null : safeInteger(item)))],
  [builtins.DATE, (text) => text],
  [DATE_ARRAY, parseArray],
]);

export const valueTypes: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    (format === 'binary' ? undefined : parsers.get(oid)) ?? pg.types.getTypeParser(oid, format),
};

function safeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`${text} is too large for a JavaScript number`);
  return value;
}

/** One-dimensional arrays of values that need no quotes. */
function parseArray(text: string): (string | null)[] {
  const inside = text.slice(1, -1);
  return inside === '' ? [] : inside.split(',').map((item) => (item === 'NULL' ? null : item));
}
