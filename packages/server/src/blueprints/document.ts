import {
  type Alias,
  type Document,
  isAlias,
  isCollection,
  isMap,
  isScalar,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  Scalar,
  visit,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { createReport, type Report, type Said } from './report.ts';

/** A YAML document as plain data that knows its places: aliases and merge keys are put in. */
export type Tree = MapTree | ListTree | ScalarTree;

export interface MapTree {
  readonly kind: 'map';
  readonly at: number;
  readonly entries: ReadonlyMap<string, Entry>;
}

interface ListTree {
  readonly kind: 'list';
  readonly at: number;
  readonly items: readonly Tree[];
}

interface ScalarTree {
  readonly kind: 'scalar';
  readonly at: number;
  /** As written, without quotes; null: no value. */
  readonly text: string | null;
  readonly type: 'string' | 'number' | 'boolean' | 'null';
}

interface Entry {
  readonly keyAt: number;
  readonly value: Tree;
}

const MOST_BYTES = 256 * 1024;
/** After aliases are put in: a few lines of them can stand for billions. */
const MOST_NODES = 20_000;
const DEEPEST = 50;

/** Null where the text is no YAML mapping; then the report says why. Never throws. */
export function readDocument(text: string, file: string): { tree: MapTree | null; report: Report } {
  const lines = new LineCounter();
  const report = createReport(file, lines);
  if (Buffer.byteLength(text) > MOST_BYTES) {
    report.refuse(0, '', {
      message: 'The file is larger than 256 KiB.',
      remedy: 'Keep only the services that an environment runs.',
    });
    return { tree: null, report };
  }
  try {
    return { tree: treeOf(text, lines, report), report };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    report.refuse(0, '', tooMuch);
    return { tree: null, report };
  }
}

const tooMuch = {
  message: 'The file is nested too deeply, or its aliases stand for too much.',
  remedy: `Keep it within ${DEEPEST} levels and ${MOST_NODES.toLocaleString('en')} values, aliases written out.`,
};

function treeOf(text: string, lines: LineCounter, report: Report): MapTree | null {
  // Keys are compared below: the parser compares each with each.
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: false, prettyErrors: false });
  const wrong = [...document.errors, ...document.warnings];
  for (const { pos, message } of wrong) report.refuse(pos[0], '', saidOf(message));
  if (wrong.length > 0) return null;
  const root = document.contents;
  if (!isMap(root)) {
    report.refuse(0, '', {
      message: 'The file holds no mapping.',
      remedy: 'Write a Compose file, with the services under "services".',
    });
    return null;
  }
  const walk: Walk = { report, targets: targetsOf(document), open: new Set(), left: MOST_NODES };
  return grow(root, walk, '', 0) as MapTree;
}

/** The parser reports its own exhaustion as an error of the text. */
function saidOf(message: string): Said {
  if (message.startsWith('Maximum call stack')) return tooMuch;
  return {
    message: `The YAML cannot be read: ${message.replace(/[.;].*$/s, '')}.`,
    remedy: 'Correct the syntax.',
  };
}

interface Walk {
  readonly report: Report;
  readonly targets: ReadonlyMap<Alias, Node>;
  /** Collections that are being read: an alias to one of them has no end. */
  readonly open: Set<Node>;
  left: number;
}

/** Each alias stands for the last node before it that has its anchor. */
function targetsOf(document: Document): Map<Alias, Node> {
  const anchors = new Map<string, Node>();
  const targets = new Map<Alias, Node>();
  visit(document, {
    Node(_key, node) {
      if (isAlias(node)) {
        const target = anchors.get(node.source);
        if (target) targets.set(node, target);
      } else if ('anchor' in node && node.anchor) anchors.set(node.anchor, node as Node);
    },
  });
  return targets;
}

function grow(node: unknown, walk: Walk, path: string, depth: number): Tree {
  walk.left -= 1;
  if (walk.left < 0 || depth > DEEPEST) throw new RangeError('too much');
  if (isAlias(node)) return growAlias(node, walk, path, depth);
  if (isScalar(node)) return growScalar(node);
  if (!isCollection(node)) return { kind: 'scalar', at: 0, text: null, type: 'null' };
  walk.open.add(node as Node);
  const tree = isMap(node)
    ? growMap(node, walk, path, depth)
    : growList(node as YAMLSeq<unknown>, walk, path, depth);
  walk.open.delete(node as Node);
  return tree;
}

function growAlias(alias: Alias, walk: Walk, path: string, depth: number): Tree {
  const target = walk.targets.get(alias);
  if (target && !walk.open.has(target)) return grow(target, walk, path, depth + 1);
  walk.report.refuse(placeOf(alias), path, {
    message: target
      ? `The alias "*${alias.source}" contains itself.`
      : `Nothing before "*${alias.source}" has this anchor.`,
    remedy: 'Write the value out.',
  });
  return { kind: 'scalar', at: placeOf(alias), text: null, type: 'null' };
}

function growScalar(node: Scalar): Tree {
  const { value } = node;
  const at = placeOf(node);
  if (value === null || value === undefined) return { kind: 'scalar', at, text: null, type: 'null' };
  if (typeof value === 'string') return { kind: 'scalar', at, text: value, type: 'string' };
  const type = typeof value === 'boolean' ? 'boolean' : 'number';
  return { kind: 'scalar', at, text: node.source ?? String(value), type };
}

function growList(node: YAMLSeq<unknown>, walk: Walk, path: string, depth: number): Tree {
  const items = node.items.map((item, index) => grow(item, walk, `${path}[${index}]`, depth + 1));
  return { kind: 'list', at: placeOf(node), items };
}

function growMap(node: YAMLMap<unknown, unknown>, walk: Walk, path: string, depth: number): Tree {
  const own = new Map<string, Entry>();
  const merged = new Map<string, Entry>();
  for (const pair of node.items) {
    if (isMergeKey(pair)) {
      merge(merged, grow(pair.value, walk, path, depth + 1), walk.report, path);
      continue;
    }
    const name = keyOf(pair, walk.report, path);
    if (name === null) continue;
    const below = pathTo(path, name);
    const entry = { keyAt: placeOf(pair.key), value: grow(pair.value, walk, below, depth + 1) };
    if (own.has(name)) walk.report.refuse(entry.keyAt, below, twice(name));
    else own.set(name, entry);
  }
  for (const [name, entry] of merged) if (!own.has(name)) own.set(name, entry);
  return { kind: 'map', at: placeOf(node), entries: own };
}

function twice(name: string) {
  return { message: `"${name}" is written twice.`, remedy: 'Keep one of them.' };
}

function isMergeKey({ key }: Pair<unknown, unknown>): boolean {
  return isScalar(key) && key.value === '<<' && key.type === Scalar.PLAIN;
}

/** What is merged first wins over what is merged later. */
function merge(into: Map<string, Entry>, from: Tree, report: Report, path: string): void {
  for (const tree of from.kind === 'list' ? from.items : [from]) {
    if (tree.kind === 'map') {
      for (const [name, entry] of tree.entries) if (!into.has(name)) into.set(name, entry);
    } else
      report.refuse(tree.at, path, {
        message: '"<<" merges something that is no mapping.',
        remedy: 'Merge aliases of mappings.',
      });
  }
}

function keyOf({ key }: Pair<unknown, unknown>, report: Report, path: string): string | null {
  if (isScalar(key) && key.value !== null && key.value !== undefined) return key.source ?? String(key.value);
  report.refuse(placeOf(key), path, { message: 'A key is no text.', remedy: 'Write a plain name.' });
  return null;
}

function placeOf(node: unknown): number {
  return (node as Node | null)?.range?.[0] ?? 0;
}

/** The path of a member, as findings write it. */
export function pathTo(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}
