import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Operation } from '../../../src/domain/operation.ts';
import { cardFor } from '../../../src/outbox/card/card-for.ts';
import { release, rollBack, unlock } from '../../harness/app/actions.ts';
import { openApp, type TestApp } from '../../harness/app/app.ts';

let app: TestApp;
beforeEach(async () => {
  app = await openApp();
  await release(app);
});
afterEach(() => app.close());

/** Rolls back and proves it. */
async function rolledBack(target: string): Promise<Operation> {
  const rollback = await rollBack(app, { target, reason: 'it hurts' });
  await app.work(30_000);
  return rollback;
}

/** The operation as its card in the channel shows it. */
function shown({ id }: Operation): Operation | undefined {
  const message = app.world.chat.posts.find((post) => post.key === `card:${id}`)?.message;
  return message?.is === 'card' ? message.card.operation : undefined;
}

it('every card that said the line is locked is drawn again with who opened it and why', async () => {
  const first = await rolledBack('v1.1.0');
  const second = await rolledBack('v1.0.0');
  expect(shown(second)?.opened).toBeUndefined();

  await unlock(app, 'fixed by #231');
  const at = app.world.clock.now().toISOString();
  await app.work(10_000);

  for (const one of [first, second])
    expect(shown(one)?.opened).toEqual({ by: 'Cleo Martins', at, why: 'fixed by #231' });
});

it('a card that was opened once stays as it is when a later rollback is', async () => {
  const first = await rolledBack('v1.1.0');
  await unlock(app, 'fixed by #231');
  await app.work(900_000);
  const opened = shown(first)?.opened;

  const second = await rolledBack('v1.0.0');
  await unlock(app, 'fixed for good');
  await app.work(10_000);

  expect(shown(first)?.opened).toEqual(opened);
  expect(shown(second)?.opened).toMatchObject({ why: 'fixed for good' });
});

it('what comes next does not tell people to open it again', async () => {
  const rollback = await rolledBack('v1.1.0');
  const patch = async () => cardFor(app.context, await app.operation(rollback.id)).next[0];
  expect(await patch()).toMatchObject({ commands: ['unlock v1 "reason"', 'release v1.2.1'] });

  await unlock(app, 'fixed by #231');

  expect(await patch()).toMatchObject({ title: 'Patch release', commands: ['release v1.2.1'] });
});

it('a rollback that is under way goes on as it was, and the journal says what was opened', async () => {
  const { id } = await rollBack(app);
  await unlock(app, 'in a hurry');
  await app.work(900_000);

  expect(await app.operation(id)).toMatchObject({ state: { is: 'done' }, opened: { why: 'in a hurry' } });
  const rows = await app.store.transaction((tx) => tx.journal.of({ kind: 'release-line', id: 'v1' }));
  expect(rows.at(-1)?.row).toMatchObject({
    event: 'unlocked',
    details: { reason: 'in a hurry', rollbacks: [id] },
  });
  expect(await app.store.transaction((tx) => tx.journal.verify())).toMatchObject({ is: 'whole' });
});
