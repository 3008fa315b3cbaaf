import { type Endpoint, endpoint } from '@slipway/api';

/** No part of the contract: what lies there is up to each build of the dashboard. */
export const getAsset: Endpoint = endpoint({
  id: 'getAsset',
  method: 'get',
  path: '/assets/*',
  tag: 'operations',
  summary: 'A file of the dashboard, named by its content',
  permission: 'public',
  status: 200,
  fails: [],
});
