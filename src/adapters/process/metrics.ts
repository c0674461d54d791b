import type { Registry } from 'prom-client';
import type { CounterName } from '../../ports/telemetry.ts';

interface Counted {
  name: CounterName;
  help: string;
  labels: readonly string[];
}

const COUNTERS: readonly Counted[] = [
  { name: 'steps', help: 'Steps by how they ended', labels: ['kind', 'outcome'] },
  { name: 'refusals', help: 'Refusals by their first code', labels: ['code'] },
  { name: 'deliveries', help: 'Messages delivered, by what they were about', labels: ['about'] },
  { name: 'record_checks', help: 'Checks of the record by what was found', labels: ['outcome'] },
  {
    name: 'service_calls',
    help: 'Calls to services by outcome',
    labels: ['service', 'call', 'outcome'],
  },
];

/** The exposition format that `prom-client` writes (prometheus.io, "Exposition formats"). */
const TEXT_FORMAT = 'text/plain; version=0.0.4; charset=utf-8';

type Labels = Readonly<Record<string, string>>;

/** This process's counters and its own metrics, for Prometheus. */
export interface Metrics {
  contentType: string;
  /** Everything in Prometheus's text format. */
  metrics(): Promise<string>;
  count(name: CounterName, labels?: Labels): void;
}

/**
 * Counts from the start; the renderer is loaded at the first scrape, because the start should not wait for 80
 * modules. The process's own metrics (garbage collection, event loop) are observed from then on.
 */
export function createMetrics(): Metrics {
  const counted = new Map<CounterName, Map<string, { labels: Labels; times: number }>>();
  let loading: Promise<Registry> | undefined;
  return {
    contentType: TEXT_FORMAT,
    metrics: async () => {
      loading ??= load((name) => [...(counted.get(name)?.values() ?? [])]);
      return (await loading).metrics();
    },
    count: (name, labels = {}) => {
      const key = JSON.stringify(labels);
      const ofName = counted.get(name) ?? new Map();
      counted.set(name, ofName);
      ofName.set(key, { labels, times: (ofName.get(key)?.times ?? 0) + 1 });
    },
  };
}

async function load(
  countsOf: (name: CounterName) => readonly { labels: Labels; times: number }[],
): Promise<Registry> {
  const { Counter, Registry, collectDefaultMetrics } = await import('prom-client');
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  for (const { name, help, labels } of COUNTERS)
    new Counter({
      name: `navi_${name}_total`,
      help,
      labelNames: [...labels],
      registers: [registry],
      collect() {
        this.reset();
        for (const counted of countsOf(name)) this.inc({ ...counted.labels }, counted.times);
      },
    });
  return registry;
}
