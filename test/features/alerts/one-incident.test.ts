import { afterEach, beforeEach, expect, it } from 'vitest';
import { MINUTE_MS } from '../../../src/domain/sample.ts';
import { SOURCE_IDS } from '../../../src/domain/source-health.ts';
import { watchMeasured } from '../../../src/features/monitoring/alerts/watch-measured.ts';
import { watchReleases } from '../../../src/features/watch/look.ts';
import { release } from '../../harness/app/actions.ts';
import { openApp, type TestApp } from '../../harness/app/app.ts';
import { typed } from '../../harness/app/typed.ts';
import { report } from '../watch/reported.ts';

const BAD = { '1.2.0': { loads: 100, errors: 12 }, '1.1.0': { loads: 400, errors: 1 } };
const WELL = { '1.2.0': { loads: 100, errors: 0 }, '1.1.0': { loads: 400, errors: 1 } };

let app: TestApp;
beforeEach(async () => {
  app = await openApp();
});
afterEach(() => app.close());

const now = () => app.world.clock.now().toISOString();
const cards = () =>
  app.world.chat.posts
    .filter(({ message }) => message.is === 'alert')
    .map(({ message, ts }) => ({
      ts,
      headline: message.is === 'alert' ? message.alert.headline : '',
      lines: message.is === 'alert' ? message.alert.lines.join('\n') : '',
    }));
const thread = (ts: string | undefined) =>
  app.world.chat.posts.flatMap(({ thread: of, message }) =>
    of === ts && message.is === 'line' ? message.text.split('\n') : [],
  );
const belonging = (ts: string | undefined) =>
  thread(ts).filter((text) => text.includes('belongs to this incident'));
const pages = (event: string) => app.world.pager.pages.filter(({ page }) => page.event === event);

async function sourcesAre(broken: readonly string[]): Promise<void> {
  for (const source of SOURCE_IDS)
    await app.store.transaction((tx) =>
      tx.sourceStates.save({
        ...{ source, readTo: null, details: null },
        health: broken.includes(source)
          ? {
              ...{ is: 'broken', since: now(), workedAt: null, readAt: now() },
              failure: { is: 'unauthorized' },
            }
          : { ...{ is: 'working', since: now(), workedAt: now(), readAt: now() }, misses: null },
      }),
    );
}

/** A look of both monitors each minute, by two processes. */
async function minutes(count: number, visits?: typeof BAD): Promise<void> {
  for (let nth = 0; nth < count; nth += 1) {
    if (visits !== undefined)
      for (const source of ['datadog', 'sentry'] as const) await report(app, 1, visits, source);
    await watchMeasured(app.context);
    await watchReleases(app.context);
    await watchMeasured({ ...app.context, holder: 'process-2' });
    await app.world.clock.advance(MINUTE_MS);
  }
  await app.work(5_000);
}

it('tells of all sources that break together in one incident: one card, one page, one call', async () => {
  await sourcesAre(SOURCE_IDS);
  await minutes(4);

  expect(cards()).toHaveLength(1);
  const [card] = cards();
  expect(card?.lines).toContain('In this incident, too: ');
  expect(belonging(card?.ts)).toHaveLength(SOURCE_IDS.length - 1);
  expect(pages('alert.firing')).toHaveLength(1);
  await minutes(10);
  expect(pages('alert.unacknowledged')).toHaveLength(1);
  expect(await typed(app, 'alerts')).toMatchObject({
    text: expect.stringMatching(/in the incident of alt_/),
  });

  await sourcesAre([]);
  await minutes(13);
  expect(cards()).toHaveLength(1);
  expect(thread(card?.ts).filter((text) => text.includes('is well again'))).toHaveLength(SOURCE_IDS.length);
  expect(pages('alert.resolved')).toHaveLength(1);
});

it('gives a card to what still fires when its incident is over', async () => {
  await sourcesAre(['sentry', 'datadog', 'probes']);
  await minutes(4);
  expect(cards()).toHaveLength(1);
  const first = cards()[0]?.headline.split(' needs')[0];
  const ids: Record<string, string> = { Sentry: 'sentry', Datadog: 'datadog' };
  const lead = Object.entries(ids).find(([name]) => name === first)?.[1] ?? 'probes';
  await sourcesAre(['sentry', 'datadog', 'probes'].filter((one) => one !== lead));
  await minutes(14);

  // One of the two that are left is the incident now, with the other one in its thread.
  expect(cards()).toHaveLength(2);
  expect(belonging(cards()[1]?.ts)).toHaveLength(1);
  expect(pages('alert.firing')).toHaveLength(2);
});

it('tells of a bad release once: the watch, and what Sentry and Datadog say in its thread', {
  timeout: 120_000,
}, async () => {
  await release(app);
  await sourcesAre([]);
  await app.world.clock.advance(20 * MINUTE_MS);
  await minutes(16, BAD);

  expect(cards().map(({ headline }) => headline)).toEqual([
    expect.stringMatching(/^v1\.2\.0 has .* times the errors per load of v1\.1\.0$/),
  ]);
  const [card] = cards();
  expect(belonging(card?.ts).toSorted()).toEqual([
    expect.stringMatching(/^The error rate of v1\.2\.0 \(Datadog\) belongs to this incident: 12 % /),
    expect.stringMatching(/^The error rate of v1\.2\.0 \(Sentry\) belongs to this incident: 12 % /),
  ]);
  expect(pages('alert.firing').map(({ page }) => page.title)).toEqual(['Release v1.2.0']);

  await minutes(45, WELL);
  expect(cards()).toHaveLength(1);
  expect(thread(card?.ts).filter((text) => text.includes('is well again'))).toHaveLength(2);
});
