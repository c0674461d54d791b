import { Temporal } from 'temporal-polyfill';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { WEEKDAYS } from '../../src/domain/schedule.ts';
import type { Context } from '../../src/engine/context.ts';
import { defineJob, SCHEDULED } from '../../src/engine/define-job.ts';
import { putDueJobs } from '../../src/engine/schedules.ts';
import { openApp, type TestApp } from '../harness/app/app.ts';
import { until } from '../harness/until.ts';

const ZONE = 'Europe/Brussels';
const DAYS = 30;

/** Says when it runs, and for which occurrence. */
const POST = defineJob({
  name: 'post-when',
  payload: SCHEDULED,
  run: async ({ chat, clock }, { subject, payload }) => {
    const mark = payload?.isLate === true ? ' late' : '';
    const text = `${subject.id}: ${payload?.occurrence} at ${wallTime(clock.now())}${mark}`;
    await chat.post({
      channel: 'C0RELEASES',
      key: text,
      message: { is: 'notice', text, level: 'info', asks: [] },
    });
    return { is: 'over' };
  },
});

function wallTime(at: Date): string {
  const zoned = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(ZONE);
  return zoned.toPlainDateTime().toString({ smallestUnit: 'minute' }).replace('T', ' ');
}

let app: TestApp;
beforeEach(async () => {
  app = await openApp({
    schedules: {
      daily: { when: { is: 'at', times: ['09:00'], days: WEEKDAYS, zone: ZONE }, job: POST.name },
      weekdays: {
        when: { is: 'at', times: ['08:30'], days: WEEKDAYS.slice(0, 5), zone: ZONE },
        job: POST.name,
      },
    },
  });
});
afterEach(() => app.close());

/** A process: it looks for what is due after each move, and works. */
async function startProcess({ world, store }: TestApp, context: Context) {
  const forget = world.clock.onMove(() => void putDueJobs(context));
  const worker = await store.work([POST.name], (job) => POST.run(context, job));
  return { forget, worker };
}

it.each([
  ['to summer time', '2027-03-14'],
  ['from summer time', '2027-10-10'],
])('in a month with a change %s each schedule posts at its wall time, once', async (_, start) => {
  const { clock, chat } = app.world;
  const begin = Temporal.PlainDate.from(start);
  const moveTo = async (date: Temporal.PlainDate, time: string) => {
    const at = date.toZonedDateTime({ timeZone: ZONE, plainTime: time }).epochMilliseconds;
    await clock.move(at - clock.now().getTime());
  };
  const texts = () => chat.posts.flatMap(({ message }) => (message.is === 'notice' ? [message.text] : []));
  const expected: string[] = [];
  const expectPosts = async (...posts: string[]) => {
    expected.push(...posts);
    await until('the posts of this day', () => texts().length >= expected.length);
  };

  await moveTo(begin, '20:00');
  await putDueJobs(app.context);
  const processes = await Promise.all(
    ['process-1', 'process-2'].map((holder) => startProcess(app, { ...app.context, holder })),
  );
  for (let day = 1; day <= DAYS; day += 1) {
    const date = begin.add({ days: day });
    const isWeekday = date.dayOfWeek <= 5;
    // On the tenth day the world is moved past both times.
    const isLate = day === 10;
    const line = (name: string, time: string) =>
      `${name}: ${date} ${time} ${ZONE} at ${date} ${isLate ? '12:00 late' : time}`;
    if (!isLate) await moveTo(date, '08:30');
    if (!isLate && isWeekday) await expectPosts(line('weekdays', '08:30'));
    await moveTo(date, isLate ? '12:00' : '09:00');
    await expectPosts(line('daily', '09:00'), ...(isLate && isWeekday ? [line('weekdays', '08:30')] : []));
  }
  await moveTo(begin.add({ days: DAYS }), '23:00');
  for (const { forget, worker } of processes) {
    forget();
    await worker.stop(1_000);
  }

  expect(texts().toSorted()).toEqual(expected.toSorted());
  expect(expected.filter((text) => text.startsWith('daily'))).toHaveLength(DAYS);
  expect(expected.filter((text) => text.endsWith('late'))).toHaveLength(2);
});
