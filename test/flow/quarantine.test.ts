import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { adopt } from '../../src/flow/jobs/adopt.ts';
import { carryRelease, pushVersion, release, rollBack, rollbackRequest, unlock } from './deeds.ts';
import { openDesk, type TestDesk } from './desk.ts';
import { codes } from './seen.ts';

let desk: TestDesk;
beforeEach(async () => {
  desk = await openDesk();
  await adopt(desk.ground);
});
afterEach(() => desk.close());

const ask = (version: string, reason = 'leaks') => ({ ...rollbackRequest(desk), version, reason });

const notices = () =>
  desk.world.chat.posts.flatMap(({ message, thread }) =>
    message.is === 'notice' && thread === undefined ? [message.text] : [],
  );

const quarantined = async () =>
  (await desk.store.transaction((tx) => tx.quarantined.all())).map(({ version }) => version).sort();

describe('a quarantine', () => {
  it('says first what it marks and which targets that leaves, and keeps nothing', async () => {
    await release(desk);

    const said = await desk.use.previewQuarantine(ask('v1.1.0', ''));

    expect(said).toMatchObject({
      is: 'confirmation',
      form: {
        needsReason: true,
        words: ['quarantine', 'v1.1.0'],
        says: [
          'v1.1.0',
          'v1.2.0: built on v1.1.0, is live now, and stays live; /navi rollback replaces it',
          'v1 has no rollback target left; /navi unquarantine releases one.',
          'Navi posts this in the release channel.',
        ],
      },
    });
    expect(await quarantined()).toEqual([]);
  });

  it('names a version that is being released now', async () => {
    const asked = await desk.request();
    await desk.approve(asked);
    await desk.work(20_000);

    expect(await desk.use.previewQuarantine(ask('v1.1.0'))).toMatchObject({
      form: {
        says: expect.arrayContaining([
          'v1.2.0: built on v1.1.0, is being released now, and continues; /navi stop v1.2.0 stops it',
        ]),
      },
    });
  });

  it('is posted to the channel, shown in status, and journalled', async () => {
    await release(desk);

    await desk.use.quarantine(ask('v1.1.0'));
    await desk.work(10_000);

    expect(await quarantined()).toEqual(['1.1.0', '1.2.0']);
    expect(notices()).toEqual([
      'Cleo Martins quarantined v1.1.0, v1.2.0: leaks. v1 has no rollback target left; /navi unquarantine releases one.',
    ]);
    expect(await desk.use.status()).toMatchObject({
      report: {
        quarantined: [
          { version: '1.1.0', why: 'leaks', by: 'Cleo Martins' },
          { version: '1.2.0', why: 'built on v1.1.0: leaks' },
        ],
      },
    });
    const rows = await desk.store.transaction((tx) => tx.journal.of({ kind: 'version', id: '1.1.0' }));
    expect(rows.map(({ row }) => row.event)).toEqual(['quarantined']);
  });

  it('leads in no circle: the rollback says how it is ended, and then goes there', async () => {
    await release(desk);
    await desk.use.quarantine(ask('v1.1.0'));

    expect(await desk.use.previewRollback(rollbackRequest(desk))).toMatchObject({
      refusal: { reasons: [{ code: 'no-target', quarantined: ['1.1.0'] }] },
    });
    const named = await desk.use.rollBack(rollbackRequest(desk, { target: 'v1.1.0' }));
    expect(named).toMatchObject({ refusal: { reasons: [{ code: 'target-quarantined', other: null }] } });

    await desk.use.unquarantine(ask('v1.1.0', 'the leak was elsewhere'));

    expect(await quarantined()).toEqual(['1.2.0']);
    expect(await desk.use.previewRollback(rollbackRequest(desk))).toMatchObject({
      form: { target: '1.1.0' },
    });
    await desk.work(10_000);
    expect(notices().at(-1)).toBe(
      'Cleo Martins ended the quarantine of v1.1.0: the leak was elsewhere. It was quarantined: leaks. A rollback of v1 goes to v1.1.0. Still quarantined: v1.2.0.',
    );
  });

  it('is refused to one who is not proven, and for a version that Navi does not know', async () => {
    const unproven = { is: 'unproven', claimed: 'somebody' } as const;
    expect(codes(await desk.use.quarantine({ ...ask('v1.1.0'), caller: unproven }))).toEqual([
      'token-invalid',
    ]);
    expect(codes(await desk.use.unquarantine({ ...ask('v1.1.0'), caller: unproven }))).toEqual([
      'token-invalid',
    ]);
    expect(codes(await desk.use.quarantine(ask('v9.9.9')))).toEqual(['version-not-recorded']);
    expect(codes(await desk.use.unquarantine(ask('v1.1.0')))).toEqual(['not-quarantined']);
  });
});

describe('a rollback', () => {
  it('quarantines what it takes back, unless it is told not to', async () => {
    await release(desk);
    await desk.use.rollBack({ ...rollbackRequest(desk), quarantines: false });
    await desk.work(900_000);
    expect(await quarantined()).toEqual([]);
  });

  it('leaves a way out where all it knows is quarantined', async () => {
    await release(desk);
    await rollBack(desk);
    await desk.work(900_000);
    expect(await quarantined()).toEqual(['1.2.0']);
    await unlock(desk);
    pushVersion(desk, '1.2.1');
    const asked = await desk.request('v1.2.1');
    await desk.approve(asked);
    await desk.work(900_000);

    expect(await desk.use.previewRollback(rollbackRequest(desk))).toMatchObject({
      form: { from: '1.2.1', target: '1.1.0' },
    });
  });
});

it('an unlock is posted to the channel, with who and why', async () => {
  await release(desk);
  await rollBack(desk);
  await desk.work(900_000);

  await unlock(desk, 'fixed by #231');
  await desk.work(10_000);

  expect(notices().at(-1)).toMatch(/^v1 unlocked by Cleo Martins: fixed by #231\./);
});

it('a release of the version that is on its way is not hidden: carried to its end, it is a target', async () => {
  desk.letWorkflowRun();
  await carryRelease(desk);
  expect(await desk.use.previewRollback(rollbackRequest(desk))).toMatchObject({ form: { target: '1.1.0' } });
});
