import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { adopt } from '../../../src/features/surfaces/jobs/adopt.ts';
import {
  carryRelease,
  pushVersion,
  release,
  rollBack,
  rollbackRequest,
  unlock,
} from '../../harness/app/actions.ts';
import { openApp, type TestApp } from '../../harness/app/app.ts';
import { codes } from '../../harness/app/seen.ts';

let app: TestApp;
beforeEach(async () => {
  app = await openApp();
  await adopt(app.context);
});
afterEach(() => app.close());

const ask = (version: string, reason = 'leaks') => ({ ...rollbackRequest(app), version, reason });

const notices = () =>
  app.world.chat.posts.flatMap(({ message, thread }) =>
    message.is === 'notice' && thread === undefined ? [message.text] : [],
  );

const quarantined = async () =>
  (await app.store.transaction((tx) => tx.quarantined.all())).map(({ version }) => version).sort();

describe('a quarantine', () => {
  it('says first what it marks and which targets that leaves, and keeps nothing', async () => {
    await release(app);

    const said = await app.use.previewQuarantine(ask('v1.1.0', ''));

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
    const asked = await app.request();
    await app.approve(asked);
    await app.work(20_000);

    expect(await app.use.previewQuarantine(ask('v1.1.0'))).toMatchObject({
      form: {
        says: expect.arrayContaining([
          'v1.2.0: built on v1.1.0, is being released now, and continues; /navi stop v1.2.0 stops it',
        ]),
      },
    });
  });

  it('is posted to the channel, shown in status, and journalled', async () => {
    await release(app);

    await app.use.quarantine(ask('v1.1.0'));
    await app.work(10_000);

    expect(await quarantined()).toEqual(['1.1.0', '1.2.0']);
    expect(notices()).toEqual([
      'Cleo Martins quarantined v1.1.0, v1.2.0: leaks. v1 has no rollback target left; /navi unquarantine releases one.',
    ]);
    expect(await app.use.status()).toMatchObject({
      report: {
        quarantined: [
          { version: '1.1.0', why: 'leaks', by: 'Cleo Martins' },
          { version: '1.2.0', why: 'built on v1.1.0: leaks' },
        ],
      },
    });
    const rows = await app.store.transaction((tx) => tx.journal.of({ kind: 'version', id: '1.1.0' }));
    expect(rows.map(({ row }) => row.event)).toEqual(['quarantined']);
  });

  it('leads in no circle: the rollback says how it is ended, and then goes there', async () => {
    await release(app);
    await app.use.quarantine(ask('v1.1.0'));

    expect(await app.use.previewRollback(rollbackRequest(app))).toMatchObject({
      refusal: { reasons: [{ code: 'no-target', quarantined: ['1.1.0'] }] },
    });
    const named = await app.use.rollBack(rollbackRequest(app, { target: 'v1.1.0' }));
    expect(named).toMatchObject({ refusal: { reasons: [{ code: 'target-quarantined', other: null }] } });

    await app.use.unquarantine(ask('v1.1.0', 'the leak was elsewhere'));

    expect(await quarantined()).toEqual(['1.2.0']);
    expect(await app.use.previewRollback(rollbackRequest(app))).toMatchObject({
      form: { target: '1.1.0' },
    });
    await app.work(10_000);
    expect(notices().at(-1)).toBe(
      'Cleo Martins ended the quarantine of v1.1.0: the leak was elsewhere. It was quarantined: leaks. A rollback of v1 goes to v1.1.0. Still quarantined: v1.2.0.',
    );
  });

  it('is refused to one who is not proven, and for a version that Navi does not know', async () => {
    const unproven = { is: 'unproven', claimed: 'somebody' } as const;
    expect(codes(await app.use.quarantine({ ...ask('v1.1.0'), caller: unproven }))).toEqual([
      'token-invalid',
    ]);
    expect(codes(await app.use.unquarantine({ ...ask('v1.1.0'), caller: unproven }))).toEqual([
      'token-invalid',
    ]);
    expect(codes(await app.use.quarantine(ask('v9.9.9')))).toEqual(['version-not-recorded']);
    expect(codes(await app.use.unquarantine(ask('v1.1.0')))).toEqual(['not-quarantined']);
  });
});

describe('a rollback', () => {
  it('quarantines what it takes back, unless it is told not to', async () => {
    await release(app);
    await app.use.rollBack({ ...rollbackRequest(app), quarantines: false });
    await app.work(900_000);
    expect(await quarantined()).toEqual([]);
  });

  it('leaves a way out where all it knows is quarantined', async () => {
    await release(app);
    await rollBack(app);
    await app.work(900_000);
    expect(await quarantined()).toEqual(['1.2.0']);
    await unlock(app);
    pushVersion(app, '1.2.1');
    const asked = await app.request('v1.2.1');
    await app.approve(asked);
    await app.work(900_000);

    expect(await app.use.previewRollback(rollbackRequest(app))).toMatchObject({
      form: { from: '1.2.1', target: '1.1.0' },
    });
  });
});

it('an unlock is posted to the channel, with who and why', async () => {
  await release(app);
  await rollBack(app);
  await app.work(900_000);

  await unlock(app, 'fixed by #231');
  await app.work(10_000);

  expect(notices().at(-1)).toMatch(/^v1 unlocked by Cleo Martins: fixed by #231\./);
});

it('a release of the version that is on its way is not hidden: carried to its end, it is a target', async () => {
  app.letWorkflowRun();
  await carryRelease(app);
  expect(await app.use.previewRollback(rollbackRequest(app))).toMatchObject({ form: { target: '1.1.0' } });
});
