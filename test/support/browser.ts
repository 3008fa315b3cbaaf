import { ApiError, type Client, createClient, type ProblemCode } from '@slipway/api';

/** A client that keeps cookies as a browser does. */
export interface Browser {
  readonly client: Client;
  /** `name=value; …`, as it would send them. */
  cookies(): string;
  setCookies(cookies: string): void;
  /** What the server last asked it to keep, with every attribute. */
  lastSetCookie(): string | undefined;
  fetch(path: string, init?: RequestInit): Promise<Response>;
}

export function openBrowser(
  url: string,
  userAgent = 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0',
): Browser {
  const jar = new Map<string, string>();
  let last: string | undefined;

  const take = (line: string): void => {
    last = line;
    const [pair = ''] = line.split(';');
    const at = pair.indexOf('=');
    const [name, value] = [pair.slice(0, at), pair.slice(at + 1)];
    if (value === '' || /Max-Age=0/i.test(line)) jar.delete(name);
    else jar.set(name, value);
  };
  const cookies = (): string => [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
  const send = async (input: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    const headers = new Headers(init.headers);
    if (jar.size > 0) headers.set('cookie', cookies());
    headers.set('origin', new URL(url).origin);
    headers.set('user-agent', userAgent);
    const answer = await fetch(input, { ...init, headers, redirect: 'manual' });
    answer.headers.getSetCookie().forEach(take);
    return answer;
  };
  return {
    client: createClient({ url, fetch: send }),
    cookies,
    setCookies(text) {
      jar.clear();
      for (const pair of text.split('; ').filter(Boolean)) take(pair);
    },
    lastSetCookie: () => last,
    fetch: (path, init) => send(new URL(path, url), init),
  };
}

/** The code of the problem that a call was refused with. */
export async function codeOf(call: Promise<unknown>): Promise<ProblemCode | 'allowed'> {
  return call.then(
    () => 'allowed',
    (error: unknown) => {
      if (error instanceof ApiError) return error.problem.code;
      throw error;
    },
  );
}
