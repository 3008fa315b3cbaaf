import { z } from 'zod';
import { endpoint } from './endpoint.ts';

/** No credential is needed to ask: whoever is not signed in is led to do so, and back. */
export const enterGateway = endpoint({
  id: 'enterGateway',
  method: 'get',
  path: '/gateway/enter',
  tag: 'environments',
  summary: 'Where the gateway sends a browser that it does not know: redirects back with a ticket',
  permission: 'public',
  query: z.strictObject({
    environment: z.string().max(63),
    service: z.string().max(63).optional(),
    to: z.string().max(2_000).optional().describe('A path on the environment’s host.'),
    state: z.string().regex(/^[\w-]{43}$/),
  }),
  status: 302,
  produces: 'text/html',
  fails: [],
});
