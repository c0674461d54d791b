import { describe } from 'vitest';
import type { StorePlace } from '../harness/store/place.ts';
import { describeAlerts } from './store/alerts.ts';
import { describeCheckpoints } from './store/checkpoints.ts';
import { describeCustomers } from './store/customers.ts';
import { describeDeliveries } from './store/deliveries.ts';
import { describeJobs } from './store/jobs.ts';
import { describeJournal } from './store/journal.ts';
import { describeNotices } from './store/notices.ts';
import { describeOpenHomes } from './store/open-homes.ts';
import { describeOutbox } from './store/outbox.ts';
import { describeReleases } from './store/releases.ts';
import { describeSamples } from './store/samples.ts';
import { describeSaved } from './store/saved.ts';
import { describeSchedules } from './store/schedules.ts';
import { describeSourceStates } from './store/source-states.ts';
import { describeState } from './store/state.ts';
import { describeTampering } from './store/tampering.ts';
import { describeTerminals } from './store/terminals.ts';
import { describeTransactions } from './store/transactions.ts';
import { describeWakeUps } from './store/wake-ups.ts';

/** The contract of every store. `createPlace` makes an empty place for one test. */
export function describeStore(name: string, createPlace: () => Promise<StorePlace>): void {
  describe(`store contract on ${name}`, () => {
    describeTransactions(createPlace);
    describeState(createPlace);
    describeSaved(createPlace);
    describeJournal(createPlace);
    describeTampering(createPlace);
    describeCheckpoints(createPlace);
    describeJobs(createPlace);
    describeWakeUps(createPlace);
    describeSchedules(createPlace);
    describeOutbox(createPlace);
    describeReleases(createPlace);
    describeTerminals(createPlace);
    describeAlerts(createPlace);
    describeSamples(createPlace);
    describeSourceStates(createPlace);
    describeCustomers(createPlace);
    describeNotices(createPlace);
    describeDeliveries(createPlace);
    describeOpenHomes(createPlace);
  });
}
