import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { readConfig } from './config.ts';
import { type Option, options } from './options.ts';
import { UsageError } from './usage-error.ts';

const token = 'a'.repeat(32);

describe('options', () => {
  test('have the documented defaults', () => {
    const config = readConfig([], {});

    expect(config).toMatchObject({
      host: '127.0.0.1',
      port: 4400,
      deliveryPort: 4402,
      gatewayPort: 4401,
      gatewayDomain: 'localhost',
      databaseUrl: null,
      publicUrl: null,
      trustProxy: [],
      allowHost: [],
      rateLimit: 100,
      signInLimit: 10,
      insecure: false,
      adminToken: null,
      logLevel: 'info',
    });
    expect(config.data).toMatch(/^\/.*slipway-data$/);
  });

  test('come from flags before variables, and DATABASE_URL counts last', () => {
    const variables = { SLIPWAY_PORT: '5000', DATABASE_URL: 'postgres://a@b/c', SLIPWAY_LOG_LEVEL: '' };

    expect(readConfig(['--port', '6000'], variables).port).toBe(6000);
    expect(readConfig([], variables)).toMatchObject({ port: 5000, databaseUrl: 'postgres://a@b/c' });
    expect(readConfig(['--database-url=postgres://x@y/z'], variables).databaseUrl).toBe('postgres://x@y/z');
  });

  test.each([
    { given: 'an unknown flag', args: ['--prot', '1'], variables: {}, says: /--prot/ },
    { given: 'a stray word', args: ['4400'], variables: {}, says: /4400/ },
    {
      given: 'a port that is none',
      args: ['--port', '70000'],
      variables: {},
      says: /--port \(SLIPWAY_PORT\) is "70000"/,
    },
    {
      given: 'a port in words',
      args: [],
      variables: { SLIPWAY_DELIVERY_PORT: 'x' },
      says: /SLIPWAY_DELIVERY_PORT/,
    },
    { given: 'one port twice', args: ['--port', '9', '--delivery-port', '9'], variables: {}, says: /both 9/ },
    {
      given: 'a database of another kind',
      args: ['--database-url', 'mysql://u:secret@h/d'],
      variables: {},
      says: /postgres/,
    },
    {
      given: 'a public URL without protocol',
      args: ['--public-url', 'slipway.example'],
      variables: {},
      says: /https/,
    },
    {
      given: 'a proxy that is no address',
      args: ['--trust-proxy', '10.0.0.0/8,proxy'],
      variables: {},
      says: /"proxy"/,
    },
    {
      given: 'a range that is too long',
      args: ['--trust-proxy', '10.0.0.0/33'],
      variables: {},
      says: /10\.0\.0\.0\/33/,
    },
    {
      given: 'a short administrator token',
      args: [],
      variables: { SLIPWAY_ADMIN_TOKEN: 'short' },
      says: /32/,
    },
    {
      given: 'an administrator token as an argument',
      args: ['--admin-token', token],
      variables: {},
      says: /admin-token/,
    },
    {
      given: 'a mail server without sender',
      args: [],
      variables: { SLIPWAY_SMTP_URL: 'smtp://user:secret@mail.example.com' },
      says: /--mail-from/,
    },
    {
      given: 'a mail server of another kind',
      args: [],
      variables: { SLIPWAY_SMTP_URL: 'http://user:secret@mail.example.com' },
      says: /smtp:\/\/ or smtps:\/\//,
    },
    {
      given: 'an OpenID provider without credentials',
      args: ['--oidc-issuer', 'https://id.example.com'],
      variables: {},
      says: /SLIPWAY_OIDC_CLIENT_SECRET/,
    },
    {
      given: 'an OpenID provider by plain http',
      args: ['--oidc-issuer', 'http://id.example.com'],
      variables: {},
      says: /https/,
    },
    {
      given: 'a mail server’s password as an argument',
      args: ['--smtp-url', 'smtp://u:p@h'],
      variables: {},
      says: /smtp-url/,
    },
    {
      given: 'a group map that is no JSON',
      args: ['--oidc-role-map', 'dev=developer'],
      variables: {},
      says: /oidc-role-map.*developer/,
    },
    {
      given: 'a group map with an unknown role',
      args: ['--oidc-role-map', '{"dev":{"project":"academy","role":"root"}}'],
      variables: {},
      says: /administrator/,
    },
    {
      given: 'a group map that makes stakeholders',
      args: ['--oidc-role-map', '{"all":{"project":"academy","role":"stakeholder"}}'],
      variables: {},
      says: /viewer/,
    },
    {
      given: 'a place with a port',
      args: ['--outbound-allow', 'id.internal:8443'],
      variables: {},
      says: /id\.internal:8443/,
    },
    {
      given: 'a place that is an address in disguise',
      args: ['--outbound-allow', '0x7f.1'],
      variables: {},
      says: /0x7f\.1/,
    },
    { given: 'an unknown log level', args: [], variables: { SLIPWAY_LOG_LEVEL: 'loud' }, says: /"loud"/ },
    {
      given: 'a switch that is neither on nor off',
      args: [],
      variables: { SLIPWAY_INSECURE: 'maybe' },
      says: /true or false/,
    },
    {
      given: 'an open host without TLS',
      args: ['--host', '0.0.0.0'],
      variables: {},
      says: /--public-url https/,
    },
    {
      given: 'an open host with plain HTTP',
      args: ['--host', '::', '--public-url', 'http://x.example'],
      variables: {},
      says: /--insecure/,
    },
  ])('refuse $given and say what to write', ({ args, variables, says }) => {
    const read = (): unknown => readConfig(args, variables);

    expect(read).toThrow(UsageError);
    expect(read).toThrow(says);
    expect(read).not.toThrow(/secret/);
  });

  test('take mail, a provider and places to connect to', () => {
    const args = [
      '--mail-from',
      'Slipway <a@example.com>',
      '--outbound-allow',
      '10.0.0.0/8, id.internal,::1',
    ];
    const map = '{"dev":{"project":"academy","role":"developer"},"ops":[{"project":"a","role":"releaser"}]}';
    const oidc = [
      '--oidc-issuer',
      'http://127.0.0.1:9/',
      '--oidc-client-id',
      'slipway',
      '--oidc-role-map',
      map,
    ];
    const secrets = { SLIPWAY_SMTP_URL: 'smtps://u:p@mail.example.com', SLIPWAY_OIDC_CLIENT_SECRET: 's' };

    const config = readConfig([...args, ...oidc], secrets);

    expect(config).toMatchObject({
      smtpUrl: 'smtps://u:p@mail.example.com',
      mailFrom: 'Slipway <a@example.com>',
      outboundAllow: ['10.0.0.0/8', 'id.internal', '::1'],
      oidcIssuer: 'http://127.0.0.1:9/',
      oidcClientSecret: 's',
      oidcName: 'Single sign-on',
      oidcGroupsClaim: 'groups',
      oidcRoleMap: {
        dev: [{ project: 'academy', role: 'developer' }],
        ops: [{ project: 'a', role: 'releaser' }],
      },
    });
  });

  test.each([
    { given: 'an https public URL', args: ['--host', '0.0.0.0', '--public-url', 'https://slipway.example/'] },
    { given: '--insecure', args: ['--host', '0.0.0.0', '--insecure'] },
    { given: 'loopback of IPv6', args: ['--host', '::1'] },
  ])('take a host with $given', ({ args }) => {
    expect(() => readConfig(args, {})).not.toThrow();
  });

  test('stand in the reference, each with its variable and meaning', async () => {
    const page = await readFile(
      new URL('../../../../../docs/reference/configuration.md', import.meta.url),
      'utf8',
    );

    for (const option of Object.values<Option>(options)) {
      expect(page).toContain(`\`${option.variable}\``);
      expect(page).toContain(option.meaning);
    }
  });
});
