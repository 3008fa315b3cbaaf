/** A Semantic Versioning 2.0.0 version without its build metadata, which has no precedence. */
export interface Semver {
  major: number;
  minor: number;
  patch: number;
  /** Dot-separated identifiers; '' for a release. */
  prerelease: string;
}

const dot = 46;
const hyphen = 45;
const plus = 43;
const zero = 48;

/** Strictly `MAJOR.MINOR.PATCH[-prerelease][+build]`, numbers up to 2^53 − 1; anything else is null. */
export function parseSemver(text: string): Semver | null {
  let major = 0;
  let minor = 0;
  let dots = 0;
  let number = noNumber;
  let index = 0;
  for (; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (isDigit(code)) {
      if (number === 0 || number > Number.MAX_SAFE_INTEGER) return null;
      number = (number === noNumber ? 0 : number * 10) + (code - zero);
    } else if (code === dot && dots < 2 && number !== noNumber) {
      if (dots === 0) major = number;
      else minor = number;
      dots++;
      number = noNumber;
    } else break;
  }
  if (dots < 2 || number === noNumber) return null;
  const prerelease = index === text.length ? '' : prereleaseOf(text, index);
  const isExact = Math.max(major, minor, number) <= Number.MAX_SAFE_INTEGER;
  return prerelease === null || !isExact ? null : { major, minor, patch: number, prerelease };
}

/** Negative, 0 or positive as `a` precedes, equals or follows `b` (semver.org §11). */
export function compareSemver(a: Semver, b: Semver): number {
  return (
    a.major - b.major ||
    a.minor - b.minor ||
    a.patch - b.patch ||
    (a.prerelease === b.prerelease ? 0 : comparePrerelease(a.prerelease, b.prerelease))
  );
}

/** `^base`: not before it and equal to it up to its leftmost non-zero number. Prereleases in that range belong. */
export function isCompatible(version: Semver, base: Semver): boolean {
  if (compareSemver(version, base) < 0 || version.major !== base.major) return false;
  if (base.major > 0) return true;
  return version.minor === base.minor && (base.minor > 0 || version.patch === base.patch);
}

/** `~base`: not before it, same major and minor. Prereleases in that range belong. */
export function isApproximate(version: Semver, base: Semver): boolean {
  return compareSemver(version, base) >= 0 && version.major === base.major && version.minor === base.minor;
}

const noNumber = -1;

/** The prerelease in what follows the numbers ('' if only build metadata), or null if it is not well-formed. */
function prereleaseOf(text: string, start: number): string | null {
  const plusAt = text.indexOf('+', start);
  const end = plusAt === -1 ? text.length : plusAt;
  if (
    plusAt !== -1 &&
    !text
      .slice(plusAt + 1)
      .split('.')
      .every(isIdentifier)
  )
    return null;
  if (text.charCodeAt(start) === plus) return '';
  if (text.charCodeAt(start) !== hyphen) return null;
  const prerelease = text.slice(start + 1, end);
  return prerelease.split('.').every(isPrereleaseIdentifier) ? prerelease : null;
}

function isPrereleaseIdentifier(part: string): boolean {
  return isIdentifier(part) && !(isNumeric(part) && part.length > 1 && part.startsWith('0'));
}

function isIdentifier(part: string): boolean {
  return /^[0-9A-Za-z-]+$/.test(part);
}

function isNumeric(part: string): boolean {
  return /^[0-9]+$/.test(part);
}

function isDigit(code: number): boolean {
  return code >= zero && code <= 57;
}

function comparePrerelease(a: string, b: string): number {
  if (a === '') return 1;
  if (b === '') return -1;
  const left = a.split('.');
  const right = b.split('.');
  for (let index = 0; index < Math.min(left.length, right.length); index++) {
    const order = compareIdentifiers(left[index] ?? '', right[index] ?? '');
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

function compareIdentifiers(a: string, b: string): number {
  if (a === b) return 0;
  const isNumber = isNumeric(a);
  if (isNumber !== isNumeric(b)) return isNumber ? -1 : 1;
  if (isNumber && a.length !== b.length) return a.length - b.length;
  return a < b ? -1 : 1;
}
