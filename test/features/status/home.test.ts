import { afterEach, beforeEach, expect, it } from 'vitest';
import { watchMeasured } from '../../../src/features/monitoring/alerts/watch-measured.ts';
import { home } from '../../../src/features/status/home.ts';
import { openApp, type TestApp } from '../../harness/app/app.ts';

let app: TestApp;
beforeEach(async () => {
  app = await openApp();
});
afterEach(() => app.close());

it('begins with what needs a person, criteria and sources, then who is on call, and links each card', async () => {
  const { id } = await app.request();
  const now = app.world.clock.now().toISOString();
  await app.store.transaction((tx) =>
    tx.sourceStates.save({
      ...{ source: 'sentry', readTo: null, details: null },
      health: {
        ...{ is: 'broken', since: now, workedAt: null, readAt: now },
        failure: { is: 'unauthorized' },
      },
    }),
  );
  for (let look = 0; look < 3; look += 1) await watchMeasured(app.context);
  const reading = home(app.context);
  await app.world.clock.advance(1_000);
  const { messages, cards } = await reading;
  const [measured, sources, onCall, live, next] = messages;

  if (measured?.is !== 'monitor') throw new Error('what is measured is not first');
  expect(measured.report.sections.map((one) => one.id)).toEqual(['needs-you', 'criteria']);
  expect(measured.report.sections[0]?.lines.join('\n')).toMatch(/Sentry since .*\n?.*waits for approval/);
  const criteria = measured.report.sections[1]?.lines ?? [];
  expect(criteria.filter((line) => line.startsWith('?'))).toEqual([
    expect.stringMatching(/^\? Cannot be judged: CDN availability above 99\.9 %, .+ \(.+\); .+ \(.+\)/),
  ]);
  expect(sources).toMatchObject({ level: 'bad', text: expect.stringMatching(/^Sources: \d of \d work\.\n/) });
  expect(sources).toMatchObject({ text: expect.stringMatching(/Sentry is broken since .*does not accept/) });
  expect(onCall).toMatchObject({ is: 'line', text: 'On call: Cleo Martins (the user group).' });
  expect(live).toMatchObject({ is: 'status' });
  expect(next).toMatchObject({ is: 'line', text: expect.stringMatching(/^Calendar: /) });
  const [post] = app.world.chat.byKey(`card:${id}`);
  expect(cards).toEqual([{ text: `release v1.2.0 (${id})`, channel: post?.channel, ts: post?.ts }]);
});
