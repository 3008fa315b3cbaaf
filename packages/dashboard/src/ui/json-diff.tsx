import { SegmentedControl } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useRemembered } from '../app/remembered.ts';
import css from './json-diff.module.css';
import { type Chunk, type DiffRow, type Folded, folded, rowsOf } from './json-lines.ts';
import { jsonText } from './json-text.ts';
import { Show } from './loading.tsx';

interface JsonDiffProps {
  before: unknown;
  after: unknown;
  /** What the two sides are called. */
  labels?: readonly [before: string, after: string];
}

/** Two JSON values side by side or below each other; what is the same is folded. */
export function JsonDiff({ before, after, labels = ['Before', 'After'] }: JsonDiffProps) {
  const [layout, setLayout] = useRemembered('json-diff', 'split');
  // Two columns of code do not fit a phone.
  const isNarrow = useMediaQuery('(max-width: 720px)', false, { getInitialValueInEffect: false });
  const [left, right] = [textOf(before), textOf(after)];
  const rows = useQuery({
    queryKey: ['json-diff', left, right],
    queryFn: () => compare(left, right),
    gcTime: 0,
  });
  return (
    <div className={css.diff}>
      <div className={css.head} hidden={isNarrow}>
        <SegmentedControl
          size="xs"
          aria-label="Layout of the diff"
          value={layout}
          onChange={setLayout}
          data={[
            { value: 'split', label: 'Side by side' },
            { value: 'inline', label: 'Inline' },
          ]}
        />
      </div>
      <Show of={rows} rows={4}>
        {(found) => <Rows rows={found} isSplit={layout === 'split' && !isNarrow} labels={labels} />}
      </Show>
    </div>
  );
}

function textOf(value: unknown): string {
  return value === null || value === undefined ? '' : jsonText(value);
}

/** Loaded when the first diff is looked at. */
async function compare(before: string, after: string): Promise<DiffRow[]> {
  const { diffLines } = await import('diff');
  const chunks = diffLines(`${before}\n`, `${after}\n`).map(({ value, added, removed }): Chunk => {
    const lines = value.replace(/\n$/, '').split('\n');
    return { kind: added ? 'added' : removed ? 'removed' : 'same', lines };
  });
  return rowsOf(chunks.filter(({ lines }) => lines.length > 1 || lines[0] !== ''));
}

interface RowsProps {
  rows: readonly DiffRow[];
  isSplit: boolean;
  labels: readonly [string, string];
}

function Rows({ rows, isSplit, labels }: RowsProps) {
  const [opened, setOpened] = useState<ReadonlySet<number>>(new Set());
  const isSame = rows.every(({ left, right }) => left && right && !left.isChanged);
  if (isSame) return <p className={css.same}>There is no difference.</p>;
  const shown = folded(rows).flatMap((one): Folded[] =>
    one.kind === 'fold' && opened.has(one.at) ? one.rows.map((row) => ({ kind: 'row', row })) : [one],
  );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <section className={css.scroll} tabIndex={0} aria-label={`${labels[0]} and ${labels[1]} as JSON`}>
      <table className={css.table} data-split={isSplit || undefined}>
        <thead>
          <tr>
            <th scope="col" colSpan={isSplit ? 2 : 3}>
              {isSplit ? labels[0] : `${labels[0]} → ${labels[1]}`}
            </th>
            {isSplit ? (
              <th scope="col" colSpan={2}>
                {labels[1]}
              </th>
            ) : null}
          </tr>
        </thead>
        <tbody>
          {shown.map((one, index) =>
            one.kind === 'fold' ? (
              <tr key={`fold-${one.at}`}>
                <td colSpan={4} className={css.fold}>
                  <button type="button" onClick={() => setOpened(new Set([...opened, one.at]))}>
                    {one.rows.length === 1 ? '1 line that is' : `${one.rows.length} lines that are`} the same
                  </button>
                </td>
              </tr>
            ) : isSplit ? (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other identity.
              <SplitRow key={index} {...one.row} />
            ) : (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other identity.
              <InlineRows key={index} {...one.row} />
            ),
          )}
        </tbody>
      </table>
    </section>
  );
}

function SplitRow({ left, right }: DiffRow) {
  return (
    <tr>
      <td className={css.number}>{left?.number}</td>
      <Code text={left?.text} sign={left?.isChanged ? '-' : ''} />
      <td className={css.number}>{right?.number}</td>
      <Code text={right?.text} sign={right?.isChanged ? '+' : ''} />
    </tr>
  );
}

function InlineRows({ left, right }: DiffRow) {
  const isSame = left !== null && right !== null && !left.isChanged;
  if (isSame)
    return (
      <tr>
        <td className={css.number}>{left.number}</td>
        <td className={css.number}>{right.number}</td>
        <Code text={left.text} sign="" />
      </tr>
    );
  return (
    <>
      {left ? (
        <tr>
          <td className={css.number}>{left.number}</td>
          <td className={css.number} />
          <Code text={left.text} sign="-" />
        </tr>
      ) : null}
      {right ? (
        <tr>
          <td className={css.number} />
          <td className={css.number}>{right.number}</td>
          <Code text={right.text} sign="+" />
        </tr>
      ) : null}
    </>
  );
}

const spoken = { '-': 'removed: ', '+': 'added: ' } as const;

function Code({ text, sign }: { text: string | undefined; sign: '' | '-' | '+' }) {
  return (
    <td className={css.code} data-sign={sign || undefined} data-empty={text === undefined || undefined}>
      {sign === '' ? null : (
        <>
          <span className={css.sign} aria-hidden>
            {sign}
          </span>
          <span className="sw-visually-hidden">{spoken[sign]}</span>
        </>
      )}
      {text}
    </td>
  );
}
