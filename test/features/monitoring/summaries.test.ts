import { Temporal } from 'temporal-polyfill';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MonitorReport } from '../../../src/domain/monitor-report.ts';
import { type Sample, sampleOf } from '../../../src/domain/sample.ts';
import type { Context } from '../../../src/engine/context.ts';
import { putDueJobs } from '../../../src/engine/schedules.ts';
import { saveSamples } from '../../../src/features/monitoring/samples.ts';
import { openApp, type TestApp } from '../../harness/app/app.ts';
import { JOBS } from '../../harness/app/jobs.ts';
import { typed } from '../../harness/app/typed.ts';
import { settingsWith } from '../../harness/samples/settings.ts';
import { until } from '../../harness/until.ts';

const ZONE = 'Europe/Brussels';
const WANTED = new Set(['summarise', 'deliver', 'beat', 'check-summary']);

/** Only the summaries: what else is scheduled has its own tests. */
const { schedules } = settingsWith();
const SUMMARIES = Object.fromEntries(Object.entries(schedules).filter(([, { job }]) => job === 'summarise'));

let app: TestApp;
beforeEach(async () => {
  app = await openApp({ schedules: SUMMARIES });
});
afterEach(() => app.close());

const reports = () =>
  app.world.chat.posts.flatMap(({ message }) => (message.is === 'monitor' ? [message.report] : []));
const named = (name: string) => reports().filter((one) => one.name === name);
const section = (report: MonitorReport | undefined, id: string) =>
  report?.sections.find((one) => one.id === id);

function wallTime(iso: string): string {
  const zoned = Temporal.Instant.from(iso).toZonedDateTimeISO(ZONE);
  return zoned.toPlainDateTime().toString({ smallestUnit: 'minute' }).replace('T', ' ');
}

async function moveTo(date: Temporal.PlainDate, time: string): Promise<void> {
  const { clock } = app.world;
  const at = date.toZonedDateTime({ timeZone: ZONE, plainTime: time }).epochMilliseconds;
  await clock.move(at - clock.now().getTime());
}

/** A process: it looks for what is due after each move, and works. */
async function startProcess(context: Context) {
  const forget = app.world.clock.onMove(() => void putDueJobs(context));
  const worker = await app.store.work([...WANTED], (job) => JOBS.run(context, job));
  return async () => {
    forget();
    await worker.stop(1_000);
  };
}

/** One day of loads, a minute of each hour that is less than a day ago at the next midnight. */
function loadsOf(date: Temporal.PlainDate, count: number): Sample[] {
  const begin = date.toZonedDateTime(ZONE).epochMilliseconds;
  return Array.from({ length: 22 }, (_, hour) =>
    sampleOf('loads:sentry/1.1.0', new Date(begin + (hour + 1) * 3_600_000), { is: 'count', count }),
  );
}

describe('a scheduled summary', () => {
  it.each([
    ['to summer time', '2027-03-14'],
    ['from summer time', '2027-10-10'],
  ])(
    'is posted at its wall time, once, in a month with a change %s',
    async (_, start) => {
      const begin = Temporal.PlainDate.from(start);
      await moveTo(begin, '20:00');
      await putDueJobs(app.context);
      const stops = await Promise.all(
        ['process-1', 'process-2'].map((holder) => startProcess({ ...app.context, holder })),
      );
      for (let day = 1; day <= 30; day += 1) {
        const date = begin.add({ days: day });
        await moveTo(date, '00:10');
        await app.store.transaction((tx) =>
          saveSamples(tx, loadsOf(date.subtract({ days: 1 }), day), app.world.clock.now()),
        );
        // On the tenth day no process looks before noon.
        await moveTo(date, day === 10 ? '12:00' : '09:00');
        await until('the daily summary', () => named('daily').length >= day);
      }
      for (const stop of stops) await stop();
      const daily = named('daily');

      expect(daily.map(({ at }) => wallTime(at).slice(11))).toEqual(
        Array.from({ length: 30 }, (_, n) => (n === 9 ? '12:00' : '09:00')),
      );
      expect(daily.map(({ lateSince }) => lateSince !== null)).toEqual(
        Array.from({ length: 30 }, (_, n) => n === 9),
      );
      // The loads of the week before: each day is counted once, also the one with 23 or 25 hours.
      const adoption = section(daily.at(-1), 'adoption');
      expect(adoption?.chart?.series).toEqual([
        { name: '1.1.0', values: [24, 25, 26, 27, 28, 29, 30].map((count) => count * 22) },
      ]);
    },
    60_000,
  );

  it('says in one line that nothing changed, else what', async () => {
    const stop = await startProcess(app.context);
    const begin = Temporal.PlainDate.from('2027-01-04');
    await moveTo(begin, '08:00');
    await putDueJobs(app.context);
    await moveTo(begin, '09:00');
    await until('the first', () => named('daily').length === 1);
    await moveTo(begin.add({ days: 1 }), '09:00');
    await until('the second', () => named('daily').length === 2);
    await app.store.transaction((tx) =>
      tx.sourceStates.save({
        ...{ source: 'sentry', readTo: null, details: null },
        health: {
          ...{ is: 'broken', since: app.world.clock.now().toISOString(), workedAt: null },
          ...{ readAt: app.world.clock.now().toISOString(), failure: { is: 'unauthorized' } },
        },
      }),
    );
    await moveTo(begin.add({ days: 2 }), '09:00');
    await until('the third', () => named('daily').length === 3);
    await stop();
    const [first, second, third] = named('daily').map((report) => section(report, 'changes'));

    expect(first?.finding).toContain('the first summary');
    expect(second).toMatchObject({
      finding: expect.stringMatching(/^Nothing changed since 2027-01-04T08:00/),
      lines: [],
    });
    expect(third).toMatchObject({
      finding: expect.stringMatching(/^1 changed/),
      lines: ['Sentry: broken, was not known'],
    });
    expect(section(named('daily').at(-1), 'needs-you')).toMatchObject({
      lines: [expect.stringMatching(/^Sentry is broken since .* \(401\)\. Replace the token$/)],
    });
  });

  it('says why where a section fails or takes too long, and is not held up', async () => {
    const { scm } = app.context;
    const broken: Context = { ...app.context, scm: { ...scm, textFile: () => new Promise(() => {}) } };
    const commit = { version: '1.1.0', releaseLine: 'v1', operation: null, commit: 'c', sha384: null };
    await app.store.transaction(async (tx) => {
      const by = { operation: 'adopted', at: app.world.clock.now().toISOString(), verifiedAt: null };
      await tx.surfaces.take(['pointer:v1'], 'x');
      await tx.surfaces.free('x');
      await tx.surfaces.setLive('pointer:v1', { version: '1.1.0' }, by);
      await tx.releases.save({
        ...{ ...commit, packages: [], state: { is: 'live', since: by.at } },
        ...{ liveAt: null, verifiedAt: null, replaced: null },
      });
    });
    const stop = await startProcess(broken);
    await moveTo(Temporal.PlainDate.from('2027-01-04'), '08:00');
    await putDueJobs(broken);
    await moveTo(Temporal.PlainDate.from('2027-01-04'), '09:00');
    await until('the section’s wait', () => app.world.clock.waiting() > 0);
    await app.world.clock.advance(11_000);
    await until('the summary', () => named('daily').length === 1);
    await stop();

    expect(section(named('daily')[0], 'criteria')).toMatchObject({
      finding: 'Not measured: it took longer than 10 s.',
    });
    expect(section(named('daily')[0], 'feedback')?.finding).toMatch(
      /^Not measured: GitHub’s issue list has not been read yet/,
    );
  });
});

describe('the heartbeat', () => {
  it('is called once after each posted summary, and again where it did not answer', async () => {
    const stop = await startProcess(app.context);
    await moveTo(Temporal.PlainDate.from('2027-01-05'), '08:00');
    await putDueJobs(app.context);
    app.world.heartbeat.failures = 1;
    await moveTo(Temporal.PlainDate.from('2027-01-05'), '09:00');
    await until('the summary', () => named('daily').length === 1);
    for (let tries = 0; tries < 8 && app.world.heartbeat.beats === 0; tries += 1)
      await app.world.clock.advance(31_000);
    expect(app.world.heartbeat).toMatchObject({ failures: 0, beats: 1 });
    await app.world.clock.advance(120_000);
    await stop();

    expect(app.world.heartbeat.beats).toBe(1);
  });

  it('is not called where the summary was not posted', async () => {
    app.world.chat.channels.delete('C0RELEASES');
    const stop = await startProcess(app.context);
    await moveTo(Temporal.PlainDate.from('2027-01-05'), '08:00');
    await putDueJobs(app.context);
    await moveTo(Temporal.PlainDate.from('2027-01-05'), '09:00');
    await app.world.clock.advance(180_000);

    expect(reports()).toEqual([]);
    expect(app.world.heartbeat.beats).toBe(0);
    await stop();
  });
});

describe('/navi monitor', () => {
  it('answers with every section, in order', async () => {
    const answer = await typed(app, 'monitor --days 30');
    if (answer.is !== 'monitor') throw new Error(`answered ${answer.is}`);

    expect(answer.report).toMatchObject({ name: null, days: 30 });
    expect(answer.report.sections.map(({ id }) => id)).toEqual([
      'needs-you',
      'changes',
      'criteria',
      'adoption',
      'edge',
      'errors',
      'feedback',
      'vulnerabilities',
      'emergencies',
    ]);
    expect(section(answer.report, 'criteria')?.finding).toBe(
      '0 of 6 criteria met, 0 missed, 6 cannot be judged.',
    );
  });

  it('counts the newest minutes too, though none was rolled up yet', async () => {
    const minute = new Date(app.world.clock.now().getTime() - 60_000);
    const loads = sampleOf('loads:datadog/1.1.0', minute, { is: 'count', count: 42 });
    await app.store.transaction((tx) => saveSamples(tx, [loads], app.world.clock.now()));
    const answer = await typed(app, 'monitor');
    if (answer.is !== 'monitor') throw new Error(`answered ${answer.is}`);
    expect(section(answer.report, 'adoption')?.lines.join()).toContain('42 loads');
  });

  it.each(['monitor --days 0', 'monitor --days 91', 'monitor --days week'])('refuses %s', async (words) => {
    expect(await typed(app, words)).toMatchObject({
      is: 'refusal',
      refusal: { reasons: [{ code: 'usage' }] },
    });
  });
});

describe('the pager', () => {
  it('is told once of a summary that was not posted ten minutes after its time, and when it was', async () => {
    const { channels } = app.world.chat;
    channels.delete('C0RELEASES');
    const stop = await startProcess(app.context);
    await moveTo(Temporal.PlainDate.from('2027-01-05'), '08:00');
    await putDueJobs(app.context);
    await moveTo(Temporal.PlainDate.from('2027-01-05'), '09:00');
    const told = () => app.world.pager.pages.map(({ page }) => [page.event, page.title, page.text]);
    await passUntil('it is told', () => told().length > 0, 20);
    const late = wallTime(app.world.clock.now().toISOString());
    channels.add('C0RELEASES');
    await passUntil('it is posted', () => told().length > 1, 20);
    await stop();

    expect(late >= '2027-01-05 09:10').toBe(true);
    expect(told()).toEqual([
      ['summary.failed', 'The summary daily', expect.stringMatching(/^It was gathered, and Slack has not/)],
      ['summary.posted', 'The summary daily', expect.stringMatching(/^It was posted at 2027-01-05/)],
    ]);
    expect(named('daily')).toHaveLength(1);
  });
});

async function passUntil(what: string, isSo: () => boolean, minutes: number): Promise<void> {
  for (let passed = 0; passed < minutes * 2 && !isSo(); passed += 1) await app.world.clock.advance(30_000);
  await until(what, isSo);
}
