import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect as connectTcp } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type Connect,
  createOutbound,
  isPublicAddress,
  type Outbound,
  OutboundRefused,
  type Resolve,
} from '../../packages/server/src/platform/outbound/index.ts';

let server: Server;
let port = 0;
const asked: string[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    if (request.url === '/away')
      response.writeHead(302, { location: 'http://169.254.169.254/latest/' }).end();
    else if (request.url === '/long') response.end('x'.repeat(2_000_000));
    else response.end(`you asked ${request.headers.host}`);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
});
afterAll(() => server.close());

const nowhere: Connect = () => {
  throw new Error('It connected.');
};
const neverAsked: Resolve = () => Promise.reject(new Error('It asked for a name.'));

/** What connects in place of the network, and what it was told. */
function fakeNetwork(answers: string[][]) {
  const questions: string[] = [];
  const connections: (readonly string[])[] = [];
  const outbound = createOutbound({
    allow: [],
    resolve: async (host) => {
      questions.push(host);
      return answers[Math.min(questions.length, answers.length) - 1] ?? [];
    },
    connect: ({ addresses }) => {
      connections.push(addresses);
      const socket = connectTcp(port, '127.0.0.1');
      // The test's server plays a public one.
      Object.defineProperty(socket, 'remoteAddress', { value: addresses[0] });
      return socket;
    },
  });
  return { outbound, questions, connections };
}

describe('promise 16: an address that is not public', () => {
  test.each([
    '127.0.0.1',
    '127.1',
    '127.0.0.1.',
    '2130706433',
    '0x7f000001',
    '0x7f.1',
    '0177.0.0.1',
    '017700000001',
    '0',
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '100.127.255.255',
    '169.254.169.254',
    '0xa9fea9fe',
    '2852039166',
    '172.16.0.1',
    '172.31.255.255',
    '192.0.0.192',
    '192.168.1.1',
    '198.18.0.1',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    '１２７.０.０.１',
    '①②⑦.⓪.⓪.①',
    '[::]',
    '[::1]',
    '[0:0:0:0:0:0:0:1]',
    '[::127.0.0.1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[::ffff:10.0.0.1]',
    '[::ffff:a9fe:a9fe]',
    '[::ffff:0:127.0.0.1]',
    '[64:ff9b::7f00:1]',
    '[64:ff9b:1::a00:1]',
    '[2001::1]',
    '[2001:db8::1]',
    '[2002:7f00:1::]',
    '[fc00::1]',
    '[fd00:ec2::254]',
    '[fe80::1]',
    '[fec0::1]',
    '[ff02::1]',
    '[5f00::1]',
  ])('is not connected to when written as %s', async (host) => {
    const outbound = createOutbound({ allow: [], resolve: neverAsked, connect: nowhere });

    await expect(outbound.fetch(`http://${host}:${port}/`)).rejects.toThrow(OutboundRefused);
  });

  test.each([
    'file:///etc/passwd',
    'ftp://example.com/',
    'gopher://127.0.0.1/',
    'data:text/plain,x',
    'no url',
  ])('has no other way in: %s', async (url) => {
    const outbound = createOutbound({ allow: ['0.0.0.0/0'], resolve: neverAsked, connect: nowhere });

    await expect(outbound.fetch(url)).rejects.toThrow(OutboundRefused);
  });

  test.each([
    { given: 'alone', answers: ['10.0.0.7'] },
    { given: 'after a public one', answers: ['93.184.216.34', '127.0.0.1'] },
    { given: 'as IPv6 beside a public one', answers: ['93.184.216.34', '::1'] },
    { given: 'mapped into IPv6', answers: ['::ffff:192.168.0.1'] },
    { given: 'with a zone', answers: ['fe80::1%lo'] },
    { given: 'as nonsense', answers: ['localhost'] },
  ])('is not connected to when a name resolves to it $given', async ({ answers }) => {
    const { outbound, connections } = fakeNetwork([answers]);

    await expect(outbound.fetch('http://innocent.example/')).rejects.toThrow(OutboundRefused);
    expect(connections).toEqual([]);
  });

  test('is not connected to by the machine’s own resolver either', async () => {
    const outbound = createOutbound({ allow: [], connect: nowhere });

    for (const host of ['localhost', 'LOCALHOST', 'localhost.'])
      await expect(outbound.fetch(`http://${host}:${port}/`)).rejects.toThrow(OutboundRefused);
  });
});

describe('promise 16: a name that changes its meaning', () => {
  test('is asked for once, and the connection goes to what was checked', async () => {
    const { outbound, questions, connections } = fakeNetwork([['93.184.216.34'], ['127.0.0.1']]);

    const answer = await outbound.fetch('http://rebind.example/first');

    expect(await answer.text()).toBe('you asked rebind.example');
    expect(questions).toEqual(['rebind.example']);
    expect(connections).toEqual([['93.184.216.34']]);
    await expect(outbound.fetch('http://rebind.example/second')).rejects.toThrow(OutboundRefused);
    expect(asked).not.toContain('/second');
  });

  test('does not help when the connection itself ends elsewhere', async () => {
    const outbound = createOutbound({
      allow: [],
      resolve: async () => ['93.184.216.34'],
      connect: () => connectTcp(port, '127.0.0.1'),
    });

    await expect(outbound.fetch('http://innocent.example/elsewhere')).rejects.toThrow(OutboundRefused);
    expect(asked).not.toContain('/elsewhere');
  });
});

describe('promise 16: an answer', () => {
  const allowed = (): Outbound => createOutbound({ allow: ['127.0.0.0/8'] });

  test('that redirects is handed back, not followed', async () => {
    const answer = await allowed().fetch(`http://127.0.0.1:${port}/away`);

    expect(answer.status).toBe(302);
    expect(answer.headers.get('location')).toBe('http://169.254.169.254/latest/');
  });

  test('that is too long is cut', async () => {
    await expect(allowed().fetch(`http://127.0.0.1:${port}/long`)).rejects.toThrow('did not answer');
  });

  test('that never comes is not waited for', async () => {
    const mute = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(mute, 'listening');
    const outbound = createOutbound({ allow: ['127.0.0.1'], timeoutMs: 200 });

    await expect(outbound.fetch(`http://127.0.0.1:${(mute.address() as AddressInfo).port}/`)).rejects.toThrow(
      'did not answer',
    );
    mute.closeAllConnections();
    mute.close();
  });
});

describe('what is listed', () => {
  test.each([
    { allow: '127.0.0.0/8', host: '127.0.0.1' },
    { allow: '127.0.0.1', host: '127.0.0.1' },
    { allow: '127.0.0.0/8', host: '[::ffff:127.0.0.1]' },
    { allow: 'localhost', host: 'localhost' },
    { allow: 'LocalHost', host: 'localhost' },
  ])('is reached: $host by $allow', async ({ allow, host }) => {
    const outbound = createOutbound({ allow: [allow] });

    const answer = await outbound.fetch(`http://${host}:${port}/listed`);

    expect(answer.status).toBe(200);
  });

  test('opens nothing beside it', async () => {
    const outbound = createOutbound({ allow: ['10.0.0.0/8', 'localhost'], connect: nowhere });

    await expect(outbound.fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow(OutboundRefused);
    await expect(outbound.fetch(`http://[::1]:${port}/`)).rejects.toThrow(OutboundRefused);
  });
});

test.each([
  '93.184.216.34',
  '1.1.1.1',
  '172.32.0.1',
  '2606:4700::1111',
  '2a00:1450:4001::200e',
  '::ffff:1.1.1.1',
])('%s is public', (address) => {
  expect(isPublicAddress(address)).toBe(true);
});
