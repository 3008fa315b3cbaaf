import { type Endpoint, type Problem, ProblemError } from '@slipway/api';
import { z } from 'zod';
import { inputMessage } from './input-message.ts';

type Errors = NonNullable<Problem['errors']>;

interface Parts {
  params: unknown;
  query: unknown;
  body: unknown;
}

const nothing = z.strictObject({});
const anything = z.looseObject({});

/** Params, query and body as the endpoint's schemas read them; throws `invalid-request` with every error. */
export function readParts(endpoint: Endpoint, request: Parts): Parts {
  const errors: Errors = [];
  const params = parse(storableParams, request.params, errors);
  const query = parse(endpoint.query ?? noQueryOf(endpoint), request.query, errors);
  const body = readBody(endpoint, request.body, errors);
  if (errors.length > 0) throw invalidRequest(errors);
  return { params, query, body };
}

export function invalidRequest(errors: Errors): ProblemError {
  const [first] = errors;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  const detail = first ? `${first.path || 'The request'}: ${first.message}${more}` : 'The request is wrong.';
  return new ProblemError('invalid-request', detail, errors);
}

/** `['rules', 0, 'serve']` → `rules[0].serve`. */
export function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text ? `${text}.${String(part)}` : String(part);
  }, '');
}

const storableParams = z.record(
  z.string(),
  z.string().refine(isStorable, 'Must not contain U+0000 or half a surrogate pair.'),
);

/** PostgreSQL stores neither NUL nor lone surrogates. */
export function isStorable(text: string): boolean {
  return !text.includes('\u0000') && text.isWellFormed();
}

function noQueryOf(endpoint: Endpoint): z.ZodType {
  return endpoint.permission === 'public' ? anything : nothing;
}

function readBody(endpoint: Endpoint, body: unknown, errors: Errors): unknown {
  if (endpoint.body) return parse(endpoint.body, body ?? {}, errors);
  if (body !== undefined) parse(nothing, body, errors);
  return undefined;
}

function parse(schema: z.ZodType, value: unknown, errors: Errors): unknown {
  const result = schema.safeParse(value, { error: inputMessage, reportInput: false });
  if (result.success) return result.data;
  errors.push(...result.error.issues.flatMap(errorsOf));
  return undefined;
}

type Issue = z.core.$ZodIssue;

function errorsOf(issue: Issue): Errors {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({ path: pathText([...issue.path, key]), message: 'Unknown field.' }));
  if (issue.code === 'invalid_union') return unionErrors(issue);
  return [{ path: pathText(issue.path), message: issue.message }];
}

/** Of a union's branches the one that came nearest speaks. */
function unionErrors(issue: Extract<Issue, { code: 'invalid_union' }>): Errors {
  const nearest = [...issue.errors].sort((a, b) => distance(a) - distance(b))[0];
  if (!nearest || nearest.length === 0) return [{ path: pathText(issue.path), message: issue.message }];
  return nearest.flatMap((inner) => errorsOf({ ...inner, path: [...issue.path, ...inner.path] }));
}

function distance(issues: readonly Issue[]): number {
  return issues.length - issues.reduce((deepest, issue) => Math.max(deepest, issue.path.length), 0);
}
