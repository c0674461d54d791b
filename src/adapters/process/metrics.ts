import type { Registry } from 'prom-client';
import type { CounterName, Gauge } from '../../ports/telemetry.ts';

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

const GAUGES: readonly { name: Gauge['name']; help: string; labels: readonly string[] }[] = [
  {
    name: 'source_working',
    help: 'Sources of what is measured: 1 working, 0 broken; absent where it is not set up',
    labels: ['source'],
  },
  {
    name: 'source_read_to_seconds',
    help: 'Up to when each source was read, in seconds since 1970',
    labels: ['source'],
  },
  {
    name: 'measured',
    help: 'The newest minute of each series: a count, a level, or quantiles of durations in ms',
    labels: ['series', 'measure'],
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
  /** How gauges are read, at each scrape. */
  show(read: () => Promise<readonly Gauge[]>): void;
}

/**
 * Counts from the start; the renderer is loaded at the first scrape, because the start should not wait for 80
 * modules. The process's own metrics (garbage collection, event loop) are observed from then on.
 */
export function createMetrics(): Metrics {
  const counted = new Map<CounterName, Map<string, { labels: Labels; times: number }>>();
  let loading: ReturnType<typeof load> | undefined;
  let read: () => Promise<readonly Gauge[]> = async () => [];
  return {
    contentType: TEXT_FORMAT,
    metrics: async () => {
      loading ??= load((name) => [...(counted.get(name)?.values() ?? [])]);
      const { registry, set } = await loading;
      set(await read());
      return registry.metrics();
    },
    count: (name, labels = {}) => {
      const key = JSON.stringify(labels);
      const ofName = counted.get(name) ?? new Map();
      counted.set(name, ofName);
      ofName.set(key, { labels, times: (ofName.get(key)?.times ?? 0) + 1 });
    },
    show: (gauges) => {
      read = gauges;
    },
  };
}

async function load(
  countsOf: (name: CounterName) => readonly { labels: Labels; times: number }[],
): Promise<{ registry: Registry; set(gauges: readonly Gauge[]): void }> {
  const { Counter, Gauge: PromGauge, Registry, collectDefaultMetrics } = await import('prom-client');
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
  const gauges = new Map(
    GAUGES.map(({ name, help, labels }) => {
      const options = { name: `navi_${name}`, help, labelNames: [...labels], registers: [registry] };
      return [name, new PromGauge(options)];
    }),
  );
  return {
    registry,
    set: (read) => {
      for (const gauge of gauges.values()) gauge.reset();
      for (const { name, labels, value } of read) gauges.get(name)?.set({ ...labels }, value);
    },
  };
}
