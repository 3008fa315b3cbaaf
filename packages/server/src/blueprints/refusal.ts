import { type BlueprintFinding, ProblemError } from '@slipway/api';

/** One problem of everything that is wrong, each with its place and what to do. */
export function blueprintRefused(findings: readonly BlueprintFinding[]): ProblemError {
  const [first] = findings;
  const more = findings.length > 1 ? ` (and ${findings.length - 1} more)` : '';
  const detail = first
    ? `${placeOf(first)}: ${first.message} ${first.remedy}${more}`
    : 'The blueprint cannot be run.';
  const errors = findings.map((finding) => ({
    path: placeOf(finding),
    message: `${finding.message} ${finding.remedy}`,
  }));
  return new ProblemError('blueprint-refused', detail, errors);
}

/** `compose.yaml:12:5 services.web.privileged` */
function placeOf({ file, line, column, path }: BlueprintFinding): string {
  return `${file}:${line}:${column} ${path}`.trimEnd();
}
