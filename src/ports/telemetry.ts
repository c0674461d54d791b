import type { Json } from '../domain/json.ts';

/** Log lines, as a static message with fields; and counters. The implementation masks secrets. */
export interface Telemetry {
  info(message: string, fields?: Readonly<Record<string, Json>>): void;
  warn(message: string, fields?: Readonly<Record<string, Json>>): void;
  error(message: string, error: unknown, fields?: Readonly<Record<string, Json>>): void;
  count(name: CounterName, labels?: Readonly<Record<string, string>>): void;
}

export type CounterName = 'steps' | 'refusals' | 'deliveries' | 'record_checks' | 'service_calls';
