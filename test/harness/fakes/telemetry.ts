import type { Json } from '../../../src/domain/json.ts';
import type { CounterName, Telemetry } from '../../../src/ports/telemetry.ts';

interface LogLine {
  level: 'info' | 'warn' | 'error';
  message: string;
  error?: unknown;
  fields: Readonly<Record<string, Json>>;
}

/** Keeps what was logged and counted. `errors()` is every error line, for asserting that there was none. */
export interface FakeTelemetry extends Telemetry {
  lines: LogLine[];
  counts: { name: CounterName; labels: Readonly<Record<string, string>> }[];
  counted(name: CounterName, labels?: Readonly<Record<string, string>>): number;
  errors(): LogLine[];
  warnings(): LogLine[];
}

export function createFakeTelemetry(): FakeTelemetry {
  const lines: LogLine[] = [];
  const counts: FakeTelemetry['counts'] = [];
  return {
    lines,
    counts,
    info: (message, fields = {}) => void lines.push({ level: 'info', message, fields }),
    warn: (message, fields = {}) => void lines.push({ level: 'warn', message, fields }),
    error: (message, error, fields = {}) => void lines.push({ level: 'error', message, error, fields }),
    count: (name, labels = {}) => void counts.push({ name, labels }),
    counted: (name, labels = {}) =>
      counts.filter(
        (count) =>
          count.name === name && Object.entries(labels).every(([key, value]) => count.labels[key] === value),
      ).length,
    errors: () => lines.filter((line) => line.level === 'error'),
    warnings: () => lines.filter((line) => line.level === 'warn'),
  };
}
