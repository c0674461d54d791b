import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Operation } from '../../src/domain/operation.ts';
import { operationSubject } from '../../src/domain/subject.ts';
import { cardKey, deliverSoon } from '../../src/engine/save.ts';
import { dueTimes } from '../../src/outbox/due.ts';
import { deliver } from '../../src/outbox/jobs/deliver.ts';
import type { OutboxRow } from '../../src/ports/tables/outbox.ts';
import { openApp, type TestApp } from '../harness/app/app.ts';

const BACKLOG = 2_000;

/** A line that waits, as the outbox has it. */
function aLine(operation: Operation, n: number): OutboxRow {
  return {
    key: `line:${n}`,
    subject: operationSubject(operation),
    about: { is: 'line', text: `line ${n}`, level: 'info' },
    channel: operation.channel,
    inThread: true,
    state: 'pending',
    ts: null,
    wanted: 1,
    delivered: 0,
    attempts: 0,
    since: operation.requestedAt,
    updatedAt: operation.requestedAt,
    note: { postedAs: `line:${n - (n % 12)}` },
  };
}

describe('a backlog of lines', () => {
  let app: TestApp;
  let operation: Operation;
  beforeEach(async () => {
    app = await openApp();
    operation = await app.request();
  });
  afterEach(() => app.close());

  const put = (lines: number) =>
    app.store.transaction(async (tx) => {
      for (let n = 0; n < lines; n += 1) {
        const { key, subject, about, channel, inThread, since: at } = aLine(operation, n);
        await tx.outbox.put({ key, subject, about, channel, inThread, at });
      }
    });
  const pass = () => deliver(app.context, operationSubject(operation));
  const setCard = (change: object) =>
    app.store.transaction(async (tx) => {
      const card = await tx.outbox.lock(cardKey(operation.id));
      if (card !== undefined) await tx.outbox.save({ ...card, ...change });
    });

  it('is delivered bit by bit: a pass looks at a part of it', async () => {
    await put(BACKLOG);
    const posted = app.world.chat.posts.length;
    expect((await pass()).is).toBe('again');
    const made = app.world.chat.posts.length - posted;
    expect(made).toBeGreaterThan(5);
    expect(made).toBeLessThan(20);
  });

  it('takes ten times as long where it is ten times as long', () => {
    const around = { operation, open: 1, known: app.context, now: Date.parse(operation.requestedAt) };
    const msOnce = (lines: number) => {
      const rows = Array.from({ length: lines }, (_, n) => aLine(operation, n));
      const began = performance.now();
      rows.map(dueTimes({ ...around, rows }));
      return performance.now() - began;
    };
    // The quickest of several: a busy machine makes some of them slower, none quicker.
    const msFor = (lines: number) => Math.min(...[1, 2, 3, 4, 5].map(() => msOnce(lines)));
    expect(msFor(20 * BACKLOG) / msFor(2 * BACKLOG)).toBeLessThan(50);
  });

  it('waits for its card where Slack refuses that, and asks no more often than the card does', async () => {
    await put(20);
    await setCard({ ts: null, state: 'pending', delivered: 0 });
    app.world.chat.channels.delete(operation.channel);
    let passes = 0;
    const began = app.world.clock.now().getTime();
    while (app.world.clock.now().getTime() - began < 10 * 60_000) {
      const outcome = await pass();
      passes += 1;
      if (outcome.is === 'over') break;
      await app.world.clock.advance(Math.max(0, Date.parse(outcome.at) - app.world.clock.now().getTime()));
    }
    expect(passes).toBeLessThan(20);

    app.world.chat.channels.add(operation.channel);
    const at = app.world.clock.now().toISOString();
    await app.store.transaction((tx) => deliverSoon(tx, operation, { at, known: app.context }));
    await app.work(120_000);
    const lines = app.world.chat.posts.filter(({ thread }) => thread !== undefined);
    expect(lines.length).toBeGreaterThan(0);
  });

  it('is over where its card was given up: nothing looks at it again and again', async () => {
    await put(20);
    await setCard({ ts: null, state: 'given-up' });
    expect(await pass()).toEqual({ is: 'over' });
  });
});
