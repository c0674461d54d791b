import { afterEach, beforeEach, expect, it } from 'vitest';
import { minuteOf } from '../../../simulator/visitors/minutes.ts';
import { watchMeasured } from '../../../src/features/monitoring/alerts/watch-measured.ts';
import { START } from '../../contracts/measured-fixture.ts';
import { type MeasuredApp, openMeasuredApp } from './measured-app.ts';

let fixture: MeasuredApp;
beforeEach(async () => {
  fixture = await openMeasuredApp();
}, 30_000);
afterEach(() => fixture.close());

const PLACE = { country: 'Belgium', continent: 'Europe', cache: 'HIT' };
const cards = () =>
  fixture.app.world.chat.posts.flatMap(({ message }) => (message.is === 'alert' ? [message.alert] : []));

function requests(minute: number, failed: number): void {
  fixture.measured.add('requests', minute, { ...PLACE, code: '200' }, 100 - failed);
  if (failed > 0) fixture.measured.add('requests', minute, { ...PLACE, code: '502' }, failed);
}

/** So many minutes, with so many of a hundred requests failed in each; at the end of each one Navi reads and looks. */
async function minutes(count: number, failed: number): Promise<void> {
  for (let minute = 0; minute < count; minute += 1) {
    requests(minuteOf(fixture.app.world.clock.now().getTime()) - minuteOf(START), failed);
    fixture.pass(1);
    await fixture.measure('google-monitoring');
    await watchMeasured(fixture.app.context);
  }
  await fixture.app.work(2_000);
}

it('the error budget that the load balancer’s own counts use up too fast raises an alert, and its end', {
  timeout: 60_000,
}, async () => {
  for (let minute = 0; minute < 60; minute += 1) requests(minute, 0);
  await minutes(10, 0);
  expect(cards()).toEqual([]);

  await minutes(20, 10);
  expect(cards()).toMatchObject([
    {
      headline: 'The error budget of the CDN’s availability needs a person',
      asks: ['U0CLEO'],
      isOver: false,
      lines: [
        expect.stringMatching(
          /^used up [\d.]+ times too fast over 1 h, used up [\d.]+ times too fast over 6 h$/,
        ),
        expect.stringMatching(/^Since /),
      ],
    },
  ]);
  expect(fixture.app.world.pager.pages.map(({ page }) => page.event)).toEqual(['alert.firing']);

  await minutes(60, 0);
  expect(cards()).toMatchObject([{ isOver: true, headline: expect.stringMatching(/is well again$/) }]);
  expect(fixture.app.world.pager.pages.at(-1)?.page.event).toBe('alert.resolved');
  const lines = fixture.app.world.chat.posts.flatMap(({ message }) =>
    message.is === 'line' ? [message.text] : [],
  );
  expect(lines.at(-1)).toMatch(/^The error budget of the CDN’s availability is well again, after \d+ min\.$/);
});
