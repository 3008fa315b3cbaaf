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
  const majorEnd = digitsEnd(text, 0);
  const minorEnd = text.charCodeAt(majorEnd) === dot ? digitsEnd(text, majorEnd + 1) : noDigits;
  const patchEnd = text.charCodeAt(minorEnd) === dot ? digitsEnd(text, minorEnd + 1) : noDigits;
  if (patchEnd === noDigits) return null;
  const prerelease = prereleaseOf(text, patchEnd);
  if (prerelease === null) return null;
  const major = numberAt(text, 0, majorEnd);
  const minor = numberAt(text, majorEnd + 1, minorEnd);
  const patch = numberAt(text, minorEnd + 1, patchEnd);
  return isExact(major) && isExact(minor) && isExact(patch) ? { major, minor, patch, prerelease } : null;
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

const noDigits = -1;

/** End of the run of digits at `start`; no leading zeros. */
function digitsEnd(text: string, start: number): number {
  let end = start;
  while (isDigit(text.charCodeAt(end))) end++;
  const isPadded = end - start > 1 && text.charCodeAt(start) === zero;
  return end === start || isPadded ? noDigits : end;
}

function numberAt(text: string, start: number, end: number): number {
  let value = 0;
  for (let index = start; index < end; index++) value = value * 10 + text.charCodeAt(index) - zero;
  return value;
}

function isExact(value: number): boolean {
  return value <= Number.MAX_SAFE_INTEGER;
}

/** The prerelease that follows the numbers ('' if none), or null if what follows is not well-formed. */
function prereleaseOf(text: string, start: number): string | null {
  if (start === text.length) return '';
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
