import type { Session } from '../session.ts';

/**
 * The rows of a list. One that cannot be read is left out with a log line, so that it stops nothing that does not need
 * it; the comparison with the journal finds it.
 */
export function readable<Row, Value>(
  rows: readonly Row[],
  read: (row: Row) => Value,
  { telemetry }: Pick<Session, 'telemetry'>,
): Value[] {
  return rows.flatMap((row) => {
    try {
      return [read(row)];
    } catch (error) {
      telemetry.error('a stored row cannot be read', error);
      return [];
    }
  });
}
