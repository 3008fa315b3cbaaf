import { z } from 'zod';
import { endpoint } from './endpoint.ts';

const Health = z.object({ status: z.string() });

export const getHealth = endpoint({
  id: 'getHealth',
  method: 'get',
  path: '/healthz',
  tag: 'operations',
  summary: 'The process answers',
  permission: 'public',
  reply: Health,
  status: 200,
  fails: [],
});

export const getReadiness = endpoint({
  id: 'getReadiness',
  method: 'get',
  path: '/readyz',
  tag: 'operations',
  summary: 'The process and its database answer',
  permission: 'public',
  reply: Health,
  status: 200,
  fails: [],
});

export const getMetrics = endpoint({
  id: 'getMetrics',
  method: 'get',
  path: '/metrics',
  tag: 'operations',
  summary: 'Metrics in Prometheus text format',
  permission: 'public',
  status: 200,
  produces: 'text/plain',
  fails: [],
});

export const getOpenApi = endpoint({
  id: 'getOpenApi',
  method: 'get',
  path: '/openapi.json',
  tag: 'operations',
  summary: 'This contract as OpenAPI 3.1',
  permission: 'public',
  reply: z.looseObject({ openapi: z.string() }),
  status: 200,
  fails: [],
});

export const getRoot = endpoint({
  id: 'getRoot',
  method: 'get',
  path: '/',
  tag: 'operations',
  summary: 'The dashboard',
  description: 'Every path that no route has answers it too, when a browser opens it as a page.',
  permission: 'public',
  status: 200,
  produces: 'text/html',
  fails: [],
});

export const getReference = endpoint({
  id: 'getReference',
  method: 'get',
  path: '/reference',
  tag: 'operations',
  summary: 'This contract for people',
  permission: 'public',
  status: 200,
  produces: 'text/html',
  fails: [],
});
