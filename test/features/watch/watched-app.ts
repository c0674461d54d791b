import { minuteOf } from '../../../simulator/visitors/minutes.ts';
import type { AlertCard } from '../../../src/domain/message.ts';
import type { ReleaseWatchSettings } from '../../../src/domain/settings.ts';
import { watchReleases } from '../../../src/features/watch/look.ts';
import { readWatch, type WatchAlert } from '../../../src/features/watch/watch-alert.ts';
import { MINUTE, START } from '../../contracts/measured-fixture.ts';
import { release } from '../../harness/app/actions.ts';
import type { TestApp } from '../../harness/app/app.ts';
import { type MeasuredApp, type OpenStore, openMeasuredApp } from '../monitoring/measured-app.ts';

/** Loads and errors of one release in a minute. */
export type Visits = Readonly<Record<string, readonly [loads: number, errors: number]>>;

/** Navi with v1.2.0 live since a moment, and the real clients of Datadog and Sentry over their simulators. */
export interface WatchedApp extends MeasuredApp {
  /** So many minutes with these visits each; at the end of each one the sources are read and the watch looks. */
  minutes(count: number, visits: Visits): Promise<void>;
  /** The same without the look. */
  counted(count: number, visits: Visits): Promise<void>;
  watch(): Promise<WatchAlert | undefined>;
  card(): AlertCard | undefined;
  /** Headline and lines. */
  text(): string;
  /** Posts that call people because of the verdict. */
  calls(): string[];
  /** What the card's buttons do. */
  offered(): string[];
  /** A click on the card. */
  click(decision: string, as?: string): Promise<unknown>;
  /** The events about the watched version, in order. */
  events(): Promise<string[]>;
}

/** What the configuration says from now on: no source sees anything before the first release. */
export function setAutomatic(
  { context }: TestApp,
  automaticRollback: ReleaseWatchSettings['automaticRollback'],
): void {
  const { settings } = context;
  const releaseWatch = { ...settings.releaseWatch, automaticRollback };
  Object.assign(context, { settings: { ...settings, releaseWatch } });
}

interface Opened {
  /** Those that are set up. */
  sources?: readonly ('datadog' | 'sentry')[];
  /** What is done to the world before the release. */
  before?(app: TestApp): void;
  automaticRollback?: ReleaseWatchSettings['automaticRollback'];
  openStore?: OpenStore;
}

export async function openWatchedApp({
  sources = ['datadog'],
  before = () => undefined,
  automaticRollback = 'off',
  openStore,
}: Opened = {}): Promise<WatchedApp> {
  const fixture = await openMeasuredApp(openStore);
  const { app, measured } = fixture;
  const { clock } = app.world;
  before(app);
  await release(app);
  setAutomatic(app, automaticRollback);
  const version = '1.2.0';
  const id = `wch_${version}`;
  const sync = () => measured.setTime(clock.now().getTime());
  const visit = (visits: Visits) => {
    const minute = minuteOf(clock.now().getTime()) - minuteOf(START);
    for (const [release, [loads, errors]] of Object.entries(visits)) {
      measured.add('loads', minute, { release }, loads);
      measured.add('errors', minute, { release, kind: 'TypeError' }, errors);
    }
  };
  const counted = async (count: number, visits: Visits) => {
    for (let nth = 0; nth < count; nth += 1) {
      visit(visits);
      // To the end of this minute and a second: it is read in the next one.
      clock.jump(MINUTE - (clock.now().getTime() % MINUTE) + 1_000);
      sync();
      for (const source of sources) await fixture.measure(source);
    }
  };
  const card = () => {
    const post = app.world.chat.posts.findLast(
      ({ message }) => message.is === 'alert' && message.alert.id === id,
    );
    return post?.message.is === 'alert' ? post.message.alert : undefined;
  };
  const watch = async () => {
    const alert = await app.store.transaction((tx) => tx.alerts.get(id));
    return alert && readWatch(alert);
  };
  return {
    ...fixture,
    minutes: async (count, visits) => {
      for (let nth = 0; nth < count; nth += 1) {
        await counted(1, visits);
        await look(app, { isLast: nth === count - 1 });
      }
    },
    counted,
    watch,
    card,
    text: () => [card()?.headline, ...(card()?.lines ?? [])].join('\n'),
    calls: () =>
      app.world.chat.posts.flatMap(({ message }) =>
        message.is === 'notice' && message.text.includes('Its card says more') ? [message.text] : [],
      ),
    offered: () => (card()?.buttons ?? []).map(({ decision }) => decision),
    click: async (decision, as = 'ada') => {
      const post = await app.store.transaction((tx) => tx.outbox.get(`card:alert:${id}`));
      if (post?.ts == null) throw new Error('no card');
      return app.use.decide(decision, {
        caller: app.caller(as),
        subject: { kind: 'alert', id },
        revision: (await watch())?.revision ?? 0,
        card: { channel: post.channel, ts: post.ts },
        reason: 'known, and fixed in the next patch',
        planHash: '',
      });
    },
    events: async () =>
      (await app.store.transaction((tx) => tx.journal.of({ kind: 'version', id: version }))).map(
        ({ row }) => row.event,
      ),
  };
}

/** One look; what follows from it is done where an operation runs, and at the end. */
async function look(app: TestApp, { isLast }: { isLast: boolean }): Promise<void> {
  await watchReleases(app.context);
  const open = await app.store.transaction((tx) => tx.operations.open());
  if (isLast || open.length > 0) await app.work(5_000);
}
