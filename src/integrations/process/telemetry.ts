import { pino } from 'pino';
import { Counter, collectDefaultMetrics, Registry } from 'prom-client';
import type { CounterName, Telemetry } from '../../ports/telemetry.ts';

const COUNTERS: Record<CounterName, { help: string; labels: readonly string[] }> = {
  operations: { help: 'Operations by how they ended', labels: ['kind', 'outcome'] },
  steps: { help: 'Steps by how they ended', labels: ['kind', 'outcome'] },
  refusals: { help: 'Refusals by their first code', labels: ['code'] },
  deliveries: { help: 'Messages delivered, by what they were about', labels: ['about'] },
  neighbour_calls: { help: 'Calls to neighbours by outcome', labels: ['neighbour', 'call', 'outcome'] },
};

/** A value shorter than this is not masked: it would turn ordinary words into stars. */
const SHORTEST_SECRET = 6;

export interface ProcessTelemetry extends Telemetry {
  metrics: Registry;
  /** The text with every secret starred out, however it is spelt. */
  mask(text: string): string;
}

export interface TelemetryOptions {
  level: string;
  /** Values that must never be written. */
  secrets: readonly string[];
  /** Where log lines go; standard output unless told. */
  write?: (line: string) => void;
}

/** JSON log lines with every secret masked at the stream, also URL-encoded, and Prometheus counters. */
export function createTelemetry(options: TelemetryOptions): ProcessTelemetry {
  const mask = maskFor(options.secrets);
  const write = options.write ?? ((line: string) => void process.stdout.write(line));
  const log = pino(
    { level: options.level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    {
      write: (line: string) => write(mask(line)),
    },
  );
  const metrics = new Registry();
  collectDefaultMetrics({ register: metrics });
  const counters = new Map(
    Object.entries(COUNTERS).map(([name, { help, labels }]) => [
      name,
      new Counter({ name: `navi_${name}_total`, help, labelNames: [...labels], registers: [metrics] }),
    ]),
  );
  return {
    metrics,
    mask,
    info: (message, fields) => log.info(fields ?? {}, message),
    warn: (message, fields) => log.warn(fields ?? {}, message),
    error: (message, error, fields) => log.error({ ...fields, err: describe(error) }, message),
    count: (name, labels) => counters.get(name)?.inc({ ...labels }),
  };
}

/** A function that stars out every secret, as it stands, URL-encoded, JSON-escaped, or in base64. */
function maskFor(secrets: readonly string[]): (text: string) => string {
  const spellings = secrets
    .filter((secret) => secret.length >= SHORTEST_SECRET)
    .flatMap((secret) => [
      secret,
      encodeURIComponent(secret),
      JSON.stringify(secret).slice(1, -1),
      Buffer.from(secret).toString('base64'),
    ]);
  const unique = [...new Set(spellings)].sort((a, b) => b.length - a.length);
  return (text) => unique.reduce((masked, secret) => masked.replaceAll(secret, '[secret]'), text);
}

/** Only what helps: clients hang whole requests, headers included, on their errors. */
function describe(error: unknown): { name: string; message: string; stack?: string } {
  if (!(error instanceof Error)) return { name: 'unknown', message: String(error) };
  return {
    name: error.name,
    message: error.message,
    ...(error.stack === undefined ? {} : { stack: error.stack }),
  };
}
