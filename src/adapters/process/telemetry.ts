import { pino } from 'pino';
import { ServiceError } from '../../ports/service-error.ts';
import type { Telemetry } from '../../ports/telemetry.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { createMask, type Mask } from './secrets.ts';

export interface ProcessTelemetry extends Telemetry {
  metrics: Metrics;
  mask: Mask;
}

export interface TelemetryOptions {
  level: string;
  /** Values that must never be written. */
  secrets: readonly string[];
  /** Where log lines go; standard output by default. */
  write?: (line: string) => void;
}

/** JSON log lines, masked at the stream so that no line can leave without it, and Prometheus counters. */
export function createTelemetry(options: TelemetryOptions): ProcessTelemetry {
  const mask = createMask(options.secrets);
  const write = options.write ?? ((line: string) => void process.stdout.write(line));
  const log = pino(
    { level: options.level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    {
      write: (line: string) => write(mask(line)),
    },
  );
  const metrics = createMetrics();
  return {
    metrics,
    mask,
    info: (message, fields) => log.info(fields ?? {}, message),
    warn: (message, fields) => log.warn(fields ?? {}, message),
    error: (message, error, fields) => log.error({ ...fields, err: describe(error) }, message),
    count: metrics.count,
  };
}

/** Only useful fields: clients attach whole requests, headers included, to their errors. */
function describe(error: unknown): { name: string; message: string; stack?: string; requestId?: string } {
  if (!(error instanceof Error)) return { name: 'unknown', message: String(error) };
  const requestId = error instanceof ServiceError ? error.facts.requestId : undefined;
  return {
    name: error.name,
    message: error.message,
    ...(requestId === undefined ? {} : { requestId }),
    ...(error.stack === undefined ? {} : { stack: error.stack }),
  };
}
