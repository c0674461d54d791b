import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Operation } from '../../../src/domain/operation.ts';
import type { Caller } from '../../../src/domain/person.ts';
import { nameOf } from '../../../src/domain/person.ts';
import { cardFor } from '../../../src/outbox/card/card-for.ts';
import { openApp, RELEASES, type TestApp } from '../../harness/app/app.ts';
import { named } from '../../harness/app/decisions.ts';
import { sriOf } from '../../harness/fakes/objects.ts';
import { loaderText } from '../../harness/fakes/story.ts';

let app: TestApp;
beforeEach(async () => {
  app = await openApp();
  app.letWorkflowRun();
  await app.approve(await app.request('v1.2.0'));
  await app.work();
  // The version below the known-good is good, too: a second rollback would have somewhere to go.
  await app.store.transaction(async (tx) => {
    const known = await tx.releases.get('1.1.0');
    if (known !== undefined)
      await tx.releases.save({
        ...known,
        version: '1.0.0',
        sha384: sriOf('sha384', loaderText('1.0.0')),
        verifiedAt: known.liveAt,
      });
  });
});
afterEach(() => app.close());

const CLAIM = 'Cleo Martins (on call, confirmed by telephone with Ada Okafor, owner; ticket INC-4711)';
const NOBODY: Caller = { is: 'unproven', claimed: CLAIM };
const TERMINAL = { is: 'terminal' } as const;
const rollBack = (target?: string, caller = NOBODY) =>
  app.use.rollBack({ target, reason: 'errors', cdnOnly: false, caller, place: TERMINAL });
const quarantined = () =>
  app.store.transaction(async (tx) => (await tx.quarantined.all()).map(({ version }) => version));
const offers = (operation: Operation) => named(cardFor(app.context, operation).buttons);
const pointerWrites = () => app.world.objects.live.get('v1/navi-loader.js')?.generation;
const codeOf = (message: Awaited<ReturnType<typeof rollBack>>) =>
  message.is === 'refusal' ? message.refusal.reasons[0]?.code : message.is;

/** The rollback of an unproven caller, and its id. */
async function unproven(): Promise<string> {
  const said = await rollBack();
  if (said.is !== 'accepted') throw new Error(JSON.stringify(said));
  await app.work();
  return said.operation;
}

describe('an unproven name', () => {
  it.each([
    [CLAIM, 'Unproven: says to be "Cleo Martins (on call, confir…"'],
    ['Ada', 'Unproven: says to be "Ada"'],
    ['" Ada\n\u202e“x”', 'Unproven: says to be "Ada x"'],
    ['\u3164Ada\u{e0041}\u034f', 'Unproven: says to be "Ada"'],
    ['', 'Unproven: says to be ""'],
  ])('comes after that word, short and quoted: %s', (claimed, shown) => {
    expect(nameOf({ is: 'unproven', claimed })).toBe(shown);
  });
});

describe('a rollback by an unproven caller', () => {
  it('moves the pointer once, however often it is asked for', async () => {
    const before = pointerWrites();
    const codes = [];
    for (let n = 0; n < 10; n += 1) {
      codes.push(codeOf(await rollBack()));
      await app.work();
    }

    expect(codes).toEqual(['accepted', ...Array(9).fill('unproven-twice')]);
    const moves = (await app.store.transaction((tx) => tx.operations.recent(50))).filter(
      ({ kind }) => kind === 'rollback',
    );
    expect(moves).toHaveLength(1);
    expect(pointerWrites()).not.toBe(before);
    const once = pointerWrites();
    await rollBack('v1.0.0');
    await app.work();
    expect(pointerWrites()).toBe(once);
  });

  it('goes only to the known-good, with any reason', async () => {
    expect(codeOf(await rollBack('v1.0.0'))).toBe('unproven-target');
    const preview = await app.use.previewRollback({
      target: 'v1.0.0',
      reason: 'ok',
      cdnOnly: false,
      caller: NOBODY,
      place: TERMINAL,
    });
    expect(codeOf(preview)).toBe('unproven-target');
    expect(codeOf(await rollBack('v1.1.0'))).toBe('accepted');
  });

  it('quarantines nothing, says first that it is unproven, and calls the owners', async () => {
    const id = await unproven();

    expect(await quarantined()).toEqual([]);
    const { requester, shown, state } = await app.operation(id);
    expect(state.is).toBe('done');
    expect(requester.name).toMatch(/^Unproven: says to be "/);
    expect(shown.changes[0]).toMatch(/^Unproven: .*\/navi confirm rbk_/);
    const rows = await app.store.transaction((tx) => tx.journal.of({ kind: 'operation', id }));
    expect(rows[0]?.row.actor).toMatchObject({ is: 'unproven', claimed: expect.stringMatching(/^.{1,30}$/) });
    const posts = JSON.stringify(app.world.chat.posts);
    expect(posts).toContain('Unproven: says to be');
    expect(posts).not.toContain('INC-4711');
  });

  it('is confirmed by a proven person with the right: then it quarantines, and the line accepts another', async () => {
    const id = await unproven();
    const confirm = (caller: Caller, operation = id) =>
      app.use.confirmUnproven({ operation, how: 'confirmed', caller, place: RELEASES });

    expect(codeOf(await confirm(NOBODY))).toBe('token-invalid');
    expect(codeOf(await confirm(app.caller('cleo'), 'rbk_none'))).toBe('operation-unknown');
    expect(codeOf(await confirm(app.caller('cleo')))).toBe('line');
    expect(codeOf(await confirm(app.caller('cleo')))).toBe('not-unproven');

    expect(await quarantined()).toEqual(['1.2.0']);
    const { shown, approvers } = await app.operation(id);
    expect(shown.changes.join()).not.toContain('Unproven');
    expect(approvers.at(-1)).toMatchObject({ person: 'cleo' });
    expect(await app.store.transaction((tx) => tx.unproven.of('v1'))).toBeUndefined();
  });

  it('is confirmed or ended on its card, by who may', async () => {
    const id = await unproven();
    const rollback = await app.operation(id);
    expect(offers(rollback)).toEqual(expect.arrayContaining(['confirm', 'end-unconfirmed']));
    const by = async (person: string) => app.click(rollback, person);

    expect(codeOf(await app.use.confirmOnCard(await by('dev'), 'confirmed'))).toBe('permission-missing');
    const forged = { ...(await by('cleo')), card: { channel: 'C0RELEASES', ts: '1.1' } };
    expect(codeOf(await app.use.confirmOnCard(forged, 'confirmed'))).toBe('card-not-ours');
    expect(await quarantined()).toEqual([]);

    expect(codeOf(await app.use.confirmOnCard(await by('cleo'), 'ended'))).toBe('line');
    expect(codeOf(await app.use.confirmOnCard(await by('cleo'), 'confirmed'))).toBe('not-unproven');

    expect(await quarantined()).toEqual([]);
    const after = await app.operation(id);
    expect(after.confirmation).toMatchObject({ is: 'ended', by: 'Cleo Martins' });
    expect(offers(after)).not.toContain('confirm');
    const rows = await app.store.transaction((tx) => tx.journal.of({ kind: 'operation', id }));
    expect(rows.map(({ row }) => row.event)).toEqual(
      expect.arrayContaining(['refused', 'rollback-unconfirmed']),
    );
  });

  it.each([
    [
      'a rollback',
      () =>
        app.use.rollBack({
          target: 'v1.0.0',
          reason: 'x',
          cdnOnly: false,
          caller: app.caller('cleo'),
          place: RELEASES,
        }),
    ],
    [
      'an unlock',
      () => app.use.unlock({ releaseLine: 'v1', reason: 'x', caller: app.caller('cleo'), place: RELEASES }),
    ],
  ] as const)('is ended by %s of a proven person', async (_what, act) => {
    const id = await unproven();
    await act();

    expect(await app.store.transaction((tx) => tx.unproven.of('v1'))).toBeUndefined();
    expect(offers(await app.operation(id))).not.toContain('confirm');
  });
});
