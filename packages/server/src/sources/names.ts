import { SourceError } from './source.ts';

const LONGEST_NAME = 200;
const LONGEST_SHOWN = 80;

/**
 * Stricter than `git check-ref-format`, which takes `a;b` and `a$(id)`. git gets argument vectors, where such names do
 * nothing, but they travel on: into pages, scripts of people, and commands of builds.
 */
const branchCharacters = /^[\p{L}\p{N}\p{M}._/+@#=,-]+$/u;
const pathCharacters = /^[\p{L}\p{N}\p{M} ._/+@#=,()[\]~%-]+$/u;

/** Throws `ref-refused`. */
export function requireBranch(name: string): void {
  const fault = branchFault(name);
  if (fault) {
    throw new SourceError(
      'ref-refused',
      `${shown(name)} is not taken as a branch name: ${fault} Give the name as \`git branch\` lists it, without refs/heads/.`,
    );
  }
}

export function isBranch(name: string): boolean {
  return branchFault(name) === null;
}

function branchFault(name: string): string | null {
  if (name === '') return 'it is empty.';
  if (name.length > LONGEST_NAME) return `it is longer than ${LONGEST_NAME} characters.`;
  if (!branchCharacters.test(name) || isDisguised(name))
    return 'it may hold letters, digits and . _ / + @ # = , - only.';
  if (/^([A-Z]+_)?HEAD$/.test(name)) return 'it is a name that git keeps for itself.';
  if (name.startsWith('+')) return 'git reads "+" at the start as force.';
  if (name === '@' || name.includes('@{')) return 'git reads "@" as another name here.';
  if (name === 'refs' || name.startsWith('refs/')) return 'it is a full reference.';
  if (name.includes('..') || name.endsWith('.')) return 'git allows no "..", and no "." at the end.';
  return name.split('/').map(branchPartFault).find(Boolean) ?? null;
}

function branchPartFault(part: string): string | null {
  if (part === '') return 'it has an empty part: a "/" too many.';
  if (part.startsWith('-')) return 'a part starts with "-" and could be read as an option.';
  if (part.startsWith('.') || part.toLowerCase().endsWith('.lock'))
    return 'no part may start with "." or end in ".lock".';
  return null;
}

/** Throws `ref-refused`. */
export function requireCommit(commit: string): void {
  if (!/^[0-9a-f]{7,40}$/.test(commit)) {
    throw new SourceError(
      'ref-refused',
      `${shown(commit)} is not taken as a commit. Give 7 to 40 hexadecimal digits in lower case.`,
    );
  }
}

/** Of a folder or file inside a repository; '' is the whole. Throws `path-refused`. */
export function requirePath(path: string): void {
  const fault = pathFault(path);
  if (fault) {
    throw new SourceError(
      'path-refused',
      `${shown(path)} is not taken as a path: ${fault} Give it relative to the repository, such as apps/web.`,
    );
  }
}

function pathFault(path: string): string | null {
  if (path === '') return null;
  if (path.length > LONGEST_NAME) return `it is longer than ${LONGEST_NAME} characters.`;
  if (path.startsWith('/')) return 'it starts with "/".';
  if (path.includes('\\')) return 'it has a "\\".';
  if (!pathCharacters.test(path) || isDisguised(path))
    return 'it may hold letters, digits, spaces and . _ / + @ # = , ( ) [ ] ~ % - only.';
  return path.split('/').map(pathPartFault).find(Boolean) ?? null;
}

function pathPartFault(part: string): string | null {
  if (part === '') return 'it has an empty part: a "/" too many.';
  if (part === '.' || part === '..') return `it has "${part}" as a part.`;
  if (part.startsWith('-')) return 'a part starts with "-" and could be read as an option.';
  if (/[. ]$|^ /.test(part)) return 'a part starts with a space or ends in a space or ".".';
  if (/^(\.git|git~\d+)$/i.test(part)) return 'it leads into git’s own files.';
  return null;
}

/** Looks like other characters: fullwidth letters, ligatures, a fraction for digits. */
function isDisguised(text: string): boolean {
  return text.normalize('NFKC') !== text.normalize('NFC');
}

/** Quoted for a message: cut, and without what a terminal or page would act on. */
export function shown(text: string): string {
  const cut = text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
  return `"${cut.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '�')}"`;
}

/** The names most like the wanted one, the best first. */
export function nearest(wanted: string, names: readonly string[], limit: number): string[] {
  return names
    .map((name) => ({ name, distance: distance(wanted.toLowerCase(), name.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, limit)
    .map(({ name }) => name);
}

function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substituted = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, substituted));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
