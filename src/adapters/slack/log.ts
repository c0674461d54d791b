import type { Telemetry } from '../../ports/telemetry.ts';
import { type Logger, LogLevel } from './bolt.ts';

/**
 * Slack's libraries log through Navi's telemetry: static messages, their own words as a field, warnings and errors
 * only.
 */
export function createLog(telemetry: Telemetry, name: string): Logger {
  const words = (parts: unknown[]) =>
    parts.map((part) => (part instanceof Error ? part.message : String(part))).join(' ');
  return {
    debug: () => undefined,
    info: () => undefined,
    warn: (...parts) => telemetry.warn('slack library warns', { from: name, words: words(parts) }),
    error: (...parts) =>
      telemetry.warn('slack library reports an error', { from: name, words: words(parts) }),
    setLevel: () => undefined,
    getLevel: () => LogLevel.WARN,
    setName: () => undefined,
  };
}
