import { expect, it } from 'vitest';
import type { Alert } from '../../../src/domain/alert.ts';
import { readWatch, storedWatch } from '../../../src/features/watch/watch-alert.ts';

/** As the first version of the watch has stored it. */
const OLD: Alert = {
  id: 'wch_1.2.0',
  kind: 'release-watch',
  subject: { kind: 'version', id: '1.2.0' },
  state: { is: 'suspect' },
  since: '2026-03-02T09:00:00.000Z',
  looks: 3,
  revision: 1,
  details: {
    ...{ version: '1.2.0', releaseLine: 'v1', replaced: '1.1.0', startedAt: '2026-03-02T09:00:00.000Z' },
    ...{ browsersUntil: null, endsAt: '2026-03-02T11:00:00.000Z', kept: null },
    judged: {
      at: '2026-03-02T09:30:00.000Z',
      counts: {
        ...{ source: 'datadog', minutes: 30 },
        fresh: { loads: 300, errors: 30, isLoadsAtLeast: false, isErrorsAtLeast: false },
        old: { loads: 9_700, errors: 10, isLoadsAtLeast: false, isErrorsAtLeast: false },
      },
      verdict: { is: 'worse', times: 97, chance: 1e-9 },
    },
    ...{ dueInShadow: null, waits: false, worseSince: '2026-03-02T09:30:00.000Z' },
    calls: 'v1.2.0 has 97.0 times the errors per load of v1.1.0',
  },
};

it('reads what an older version has stored, and writes it whole', () => {
  const read = readWatch(OLD);
  expect(read?.watch).toMatchObject({ streak: null, last: null, automatic: null, checks: null });
  if (read === undefined) throw new Error('not read');
  expect(storedWatch(read).details).toMatchObject({ ...OLD.details, summary: null });
});
