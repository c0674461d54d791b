import { createSystemClock } from '../../../src/adapters/process/clock.ts';
import type { JournalContext } from '../../../src/adapters/store/journal-context.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import type { Telemetry } from '../../../src/ports/telemetry.ts';

/** What a store is opened with. */
export interface Given {
  clock: Clock;
  telemetry: Telemetry;
  journal: JournalContext;
}

/** The journal of a test: its key is no secret. */
export const JOURNAL: JournalContext = {
  key: { id: 'test-key', secret: 'a secret for tests' },
  configHash: 'config-hash',
  botVersion: '0.0.0-test',
  hosts: ['slack.simulated', 'github.simulated'],
};

/** What the workers of these tests ask for. */
export const KINDS = ['advance', 'verify-live'];

/** Real time. */
export const systemClock = (): Clock => createSystemClock();
