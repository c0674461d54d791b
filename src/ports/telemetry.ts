import type { Json } from '../domain/json.ts';

/** Log lines, as a static message with fields; and counters. The implementation masks secrets. */
export interface Telemetry {
  info(message: string, fields?: Readonly<Record<string, Json>>): void;
  warn(message: string, fields?: Readonly<Record<string, Json>>): void;
  error(message: string, error: unknown, fields?: Readonly<Record<string, Json>>): void;
  count(name: CounterName, labels?: Readonly<Record<string, string>>): void;
}

/** A number as it is now, for Prometheus. Its labels are always the same for one name. */
export interface Gauge {
  name: 'source_working' | 'source_read_to_seconds' | 'measured';
  labels: Readonly<Record<string, string>>;
  value: number;
}

export type CounterName = 'steps' | 'refusals' | 'deliveries' | 'record_checks' | 'service_calls';
