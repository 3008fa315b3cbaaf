import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { ApiError, createClient, parseVersions } from './client.ts';
import { putFlagConfig } from './flag-states.ts';
import { getFlag, listFlags } from './flags.ts';

let server: Server | undefined;
afterEach(() => server?.close());

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

async function serve(answer: Answer): Promise<string> {
  const started = createServer(answer);
  server = started;
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(started.address() as AddressInfo).port}`;
}

test('path parameters are escaped and the query carries what is given', async () => {
  let asked = '';
  const url = await serve((request, response) => {
    asked = request.url ?? '';
    response.setHeader('content-type', 'application/json').end('{"items":[],"next":null}');
  });

  await createClient({ url: `${url}/prefix/` }).call(listFlags, {
    params: { project: 'a/b?c' },
    query: { q: 'new checkout', limit: 10 },
  });

  expect(asked).toBe('/prefix/api/v1/projects/a%2Fb%3Fc/flags?q=new+checkout&limit=10');
});

test('a write sends token, If-Match and JSON, and reads ETag and versions', async () => {
  const headers: Record<string, unknown> = {};
  const url = await serve((request, response) => {
    Object.assign(headers, request.headers);
    response
      .setHeader('content-type', 'application/json')
      .setHeader('etag', '"8.2"')
      .setHeader('slipway-version', 'production=8, staging=77')
      .end('{"killed":false}');
  });

  const reply = await createClient({ url, token: 'slw_admin_x' }).request(putFlagConfig, {
    params: { project: 'academy', flag: 'new-checkout', environment: 'production' },
    body: {
      enabled: true,
      schedule: [],
      offVariant: 'off',
      safeVariant: null,
      prerequisites: [],
      targets: [],
      rules: [],
      fallthrough: { variant: 'on' },
    },
    ifMatch: '"7.1"',
  });

  expect(headers).toMatchObject({
    authorization: 'Bearer slw_admin_x',
    'if-match': '"7.1"',
    'content-type': 'application/json',
  });
  expect(reply).toMatchObject({
    etag: '"8.2"',
    versions: { production: 8, staging: 77 },
    body: { killed: false },
  });
});

test('a refusal becomes an ApiError with the problem', async () => {
  const problem = {
    type: 'x',
    title: 'No such flag',
    status: 404,
    code: 'flag-not-found',
    detail: 'No flag "x".',
  };
  const url = await serve((_, response) => {
    response.writeHead(404, { 'content-type': 'application/problem+json' }).end(JSON.stringify(problem));
  });

  const failure = await createClient({ url })
    .call(getFlag, { params: { project: 'academy', flag: 'x' } })
    .catch((error: unknown) => error);

  expect(failure).toBeInstanceOf(ApiError);
  expect(failure).toMatchObject({ status: 404, problem, message: 'No flag "x".' });
});

test('an answer that is not from Slipway says so', async () => {
  const url = await serve((_, response) => response.writeHead(502).end('<html>bad gateway</html>'));

  const failure = createClient({ url }).call(getFlag, { params: { project: 'academy', flag: 'x' } });

  await expect(failure).rejects.toThrow(/502 without a problem document\. Is this the address of Slipway\?/);
});

test.each([
  { header: null, expected: {} },
  { header: '', expected: {} },
  { header: 'production=412, staging=77', expected: { production: 412, staging: 77 } },
])('versions of $header are $expected', ({ header, expected }) => {
  expect(parseVersions(header)).toEqual(expected);
});
