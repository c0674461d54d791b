import type { Json } from '../domain/json.ts';

/** A log line: a static message with fields; and counters. Secrets are masked by whoever writes it out. */
export interface Telemetry {
  info(message: string, fields?: Readonly<Record<string, Json>>): void;
  warn(message: string, fields?: Readonly<Record<string, Json>>): void;
  error(message: string, error: unknown, fields?: Readonly<Record<string, Json>>): void;
  count(name: CounterName, labels?: Readonly<Record<string, string>>): void;
}

export type CounterName = 'steps' | 'refusals' | 'deliveries' | 'record_checks' | 'service_calls';
