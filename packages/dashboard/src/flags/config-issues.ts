/** Something to correct, by JSON path. */
export interface Issue {
  path: string;
  message: string;
}
export type Issues = readonly Issue[];

/** Those at or below a path, with the rest of their path. */
export function below(issues: Issues, path: string): Issue[] {
  return issues
    .filter(
      (issue) =>
        issue.path === path || (issue.path.startsWith(path) && /^[.[]/.test(issue.path.slice(path.length))),
    )
    .map((issue) => ({ ...issue, path: issue.path.slice(path.length) }));
}

/** What is wrong at or below a path, in one line; null = nothing. */
export function messageAt(issues: Issues, path: string): string | null {
  const messages = (path === '' ? issues : below(issues, path)).map(({ message }) => message);
  return messages.length === 0 ? null : [...new Set(messages)].join(' ');
}
