import { getEvaluations, getOutcomes, getReceipts, listAttributes } from '@slipway/api';
import { type App, route } from '../platform/http/index.ts';
import type { Insights } from './index.ts';

export function insightsRoutes(app: App, insights: Insights): void {
  route(app, getReceipts, async ({ params }) => ({ body: await insights.receiptsOf(params) }));
  route(app, getEvaluations, async ({ params, query }) => ({
    body: await insights.evaluations(params, query.hours),
  }));
  route(app, getOutcomes, async ({ params, query }) => ({
    body: await insights.outcomes(params, query.hours),
  }));
  route(app, listAttributes, async ({ params, query }) => ({
    body: await insights.attributes(params, query),
  }));
}
