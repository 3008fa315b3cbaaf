/** `production=412, staging=77` → the version wanted of one environment; what does not fit the form is ignored. */
export function wantedVersion(
  header: string | string[] | undefined,
  environmentKey: string,
): number | undefined {
  for (const part of [header].flat().join(',').split(',')) {
    const [, key, version] = /^\s*([a-z0-9-]+)=(\d{1,15})\s*$/.exec(part) ?? [];
    if (key === environmentKey) return Number(version);
  }
  return undefined;
}

/** `If-None-Match` against a strong ETag; weak comparison, as RFC 9110 has it. */
export function isMatch(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.split(',').some((item) => item.trim() === '*' || item.trim().replace(/^W\//, '') === etag);
}
