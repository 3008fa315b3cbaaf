import type { Endpoint } from '@slipway/api';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** What /metrics tells, in a registry of this server alone. */
export interface Metrics {
  noteAnswer(endpoint: Endpoint | undefined, method: string, status: number, seconds: number): void;
  /** A number that is read whenever somebody looks. */
  gauge(name: string, help: string, read: () => number): void;
  text(): Promise<string>;
  readonly contentType: string;
}

const secondsBuckets = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10];

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const answers = new Histogram({
    name: 'slipway_http_request_duration_seconds',
    help: 'Time from request to answer. Event streams are left out.',
    labelNames: ['method', 'route', 'status'],
    buckets: secondsBuckets,
    registers: [registry],
  });
  return {
    noteAnswer(endpoint, method, status, seconds) {
      if (endpoint?.produces === 'text/event-stream' && status < 400) return;
      // Never the path as it came: anybody could make endless labels.
      answers.observe(
        { method: endpoint ? method : 'other', route: endpoint?.path ?? 'none', status },
        seconds,
      );
    },
    gauge(name, help, read) {
      new Gauge({
        name,
        help,
        registers: [registry],
        collect() {
          this.set(read());
        },
      });
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}
