import type { CheckFound } from '../../../domain/check.ts';
import { defineCheck } from '../../../engine/define-check.ts';

/** The `Date` header has whole seconds and travels for a moment. */
const APART_MS = 5_000;
/** GitHub takes an App's token that is at most a minute from its own time. */
const TOO_FAR_MS = 60_000;

/** One clock beside Navi's. */
interface Compared {
  whose: string;
  aheadMs: number;
}

/** Navi's clock agrees with the database's and with those of the services. */
export default defineCheck({
  name: 'clock',
  title: 'Clocks',
  why: 'A wrong clock makes leases, schedules and deadlines wrong, and services refuse its tokens.',
  run: async ({ store, host, clock }) => {
    const asked = clock.now().getTime();
    const [{ now }, addresses] = await Promise.all([store.measure(), host.addresses()]);
    const database = now === null ? [] : [{ whose: 'the database', aheadMs: Date.parse(now) - asked }];
    const services = addresses.flatMap(({ address, aheadMs }) =>
      aheadMs === null ? [] : [{ whose: address, aheadMs }],
    );
    return judgeClocks([...database, ...services]);
  },
});

/** Pure. */
export function judgeClocks(clocks: readonly Compared[]): CheckFound {
  if (clocks.length === 0)
    return {
      is: 'warning',
      saw: 'No other clock could be read.',
      next: 'Check that the services answer (the check addresses).',
    };
  const wrong = clocks.filter(({ aheadMs }) => Math.abs(aheadMs) > APART_MS);
  const most = Math.max(...clocks.map(({ aheadMs }) => Math.abs(aheadMs)));
  if (wrong.length === 0)
    return {
      is: 'ok',
      saw: `within ${Math.ceil(most / 1_000)} s of ${clocks.map(({ whose }) => whose).join(', ')}`,
    };
  // Where only some differ, theirs are wrong.
  const isOurs = wrong.length === clocks.length;
  return {
    is: isOurs && most > TOO_FAR_MS ? 'failed' : 'warning',
    saw: wrong
      .map(
        ({ whose, aheadMs }) =>
          `${whose} is ${Math.round(Math.abs(aheadMs) / 1_000)} s ${aheadMs > 0 ? 'ahead of' : 'behind'} Navi`,
      )
      .join('; '),
    next: isOurs
      ? 'Turn on time synchronisation (NTP) on this machine.'
      : 'Turn on time synchronisation (NTP) where the clock is wrong.',
  };
}
