import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Message } from '../../../src/domain/message.ts';
import { watchLive } from '../../../src/features/drift/watch-live.ts';
import { cardFor } from '../../../src/outbox/card/card-for.ts';
import { ServiceError } from '../../../src/ports/service-error.ts';
import { planRelease, pushVersion, release, rollBack, tick } from '../../harness/app/actions.ts';
import { openApp, type TestApp } from '../../harness/app/app.ts';
import { codes, pointerText } from '../../harness/app/seen.ts';
import { loaderText } from '../../harness/fakes/story.ts';

const TAG = 'v1.2.0';
let app: TestApp;
/** The tag as Navi made it. */
let made: { object: string; commit: string };
beforeEach(async () => {
  app = await openApp();
  await release(app);
  const tag = app.world.scm.tags.get(TAG);
  if (tag === undefined) throw new Error('no tag');
  made = { ...tag };
});
afterEach(() => app.close());

const scm = () => app.world.scm;
const move = (title = 'another') => scm().putTag(TAG, scm().push({ title }));
const remove = () => scm().tags.delete(TAG);
const open = () => app.store.transaction((tx) => tx.alerts.open());
const restores = () => scm().callsOf('restoreTag');
const tagNow = () => scm().tags.get(TAG);

async function look(): Promise<void> {
  await tick(app, 'verify-live');
  await app.work(90_000);
}

/** The alert that fires after this change, as its card shows it, and a click on *Put back*. */
async function alertOf(change: () => unknown) {
  change();
  await look();
  return firing();
}

async function firing() {
  const [alert] = await open();
  if (alert === undefined) throw new Error('no alert');
  const posted = await app.store.transaction((tx) => tx.outbox.get(`card:alert:${alert.id}`));
  const card = app.world.chat.posts.findLast(({ message }) => message.is === 'alert')?.message;
  if (posted?.ts == null || card?.is !== 'alert') throw new Error('no card');
  const click = (as: string, reason = '') => ({
    caller: app.caller(as),
    subject: { kind: 'alert', id: alert.id },
    revision: alert.revision,
    card: { channel: posted.channel, ts: posted.ts ?? '' },
    reason,
    planHash: '',
  });
  const put = (as = 'cleo') => app.use.decide('put-back', click(as));
  const adopt = () => app.use.decide('adopt', click('ada', 'it was moved on purpose'));
  return {
    alert,
    put,
    adopt,
    lines: card.alert.lines,
    buttons: card.alert.buttons.map((one) => one.decision),
  };
}

async function operationOf(answer: Message) {
  if (answer.is !== 'accepted') throw new Error(JSON.stringify(answer));
  return app.operation(answer.operation);
}

const why = (answer: Message) =>
  answer.is === 'refusal' ? answer.refusal.reasons.map((one) => ('why' in one ? one.why : one.code)) : [];

describe('Put back for a Git tag', () => {
  it.each([
    ['moved', move, ['put-back', 'adopt', 'acknowledge', 'mute']],
    ['deleted', remove, ['put-back', 'acknowledge', 'mute']],
  ] as const)(
    '%s: the tag is the tag object of the release again, and the alert ends',
    async (_, change, offers) => {
      const { put, buttons } = await alertOf(change);
      expect(buttons).toEqual(offers);
      const from = tagNow()?.object ?? null;
      const { id } = await operationOf(await put());
      await app.work(60_000);

      const operation = await app.operation(id);
      expect(operation).toMatchObject({ kind: 'put-back', state: { is: 'done' } });
      expect(operation.steps['restore-tag']).toMatchObject({ is: 'done', evidence: made });
      expect(tagNow()).toEqual(made);
      expect(restores()).toEqual([[{ name: TAG, object: made.object, from }]]);
      expect(await open()).toEqual([]);
      expect(cardFor(app.context, operation)).toMatchObject({
        headline: 'Put-back of Git tag v1.2.0',
        outcome: `Git tag v1.2.0 is at ${made.commit.slice(0, 7)} again, as recorded.`,
      });
      const rows = await app.store.transaction((tx) => tx.journal.of({ kind: 'operation', id }));
      expect(rows.find(({ row }) => row.event === 'requested')?.row).toMatchObject({
        actor: { person: 'cleo' },
        details: { gitTag: TAG, target: '1.2.0' },
      });
      expect(rows.find(({ row }) => row.event === 'step-intended')?.row).toMatchObject({
        before: from === null ? null : { tag: TAG, object: from },
        after: { tag: TAG, object: made.object },
      });
      expect(await app.store.transaction((tx) => tx.journal.verify())).toMatchObject({ is: 'whole' });
    },
  );

  it('takes no surface: an unapproved plan of the line stays, and the pointer is still watched', async () => {
    const { put } = await alertOf(move);
    pushVersion(app, '1.2.1');
    const asked = await operationOf(await planRelease(app, { version: 'v1.2.1' }));
    const paused = scm().pauseNext('restoreTag');
    const { id } = await operationOf(await put());
    const working = app.work(30_000);
    await paused.reached;

    const surfaces = await app.store.transaction((tx) => tx.surfaces.all());
    expect(surfaces.map(({ heldBy }) => heldBy)).not.toContain(id);
    paused.resume();
    await working;
    expect(await app.operation(asked.id)).toMatchObject({ state: { is: 'awaiting-approval' } });
    expect(await app.operation(id)).toMatchObject({ state: { is: 'done' } });
  });

  it('that was moved again between the look and the write is not written over', async () => {
    const { put } = await alertOf(move);
    const paused = scm().pauseNext('restoreTag');
    const { id } = await operationOf(await put());
    const working = app.work(60_000);
    await paused.reached;
    const again = move('moved again');
    paused.resume();
    await working;

    const operation = await app.operation(id);
    expect(tagNow()).toEqual(again);
    expect(restores()).toHaveLength(1);
    expect(operation.steps['restore-tag']).toMatchObject({
      is: 'held',
      reason: {
        code: 'drift',
        detail: expect.stringContaining(`changed again: it is at ${again.commit.slice(0, 7)}`),
      },
      choices: ['retry', 'abandon'],
    });

    // The alert has the new value; the old put-back is cancelled and a new one restores the tag.
    await look();
    const { put: anew } = await firing();
    expect(why(await anew())).toEqual([`${id} puts it back`]);
    await app.use.abandon(await app.click(await app.operation(id), 'cleo'));
    await operationOf(await anew());
    await app.work(60_000);
    expect(tagNow()).toEqual(made);
    expect(await open()).toEqual([]);
  });

  it.each([
    ['acceptThenFail', 1],
    ['breakCall', 2],
  ] as const)('after a lost answer (%s) the step looks before it writes again', async (how, sent) => {
    const { put } = await alertOf(move);
    if (how === 'acceptThenFail') scm().acceptThenFail('restoreTag');
    else scm().breakCall('restoreTag', 'unknown');
    const { id } = await operationOf(await put());
    await app.work(60_000);

    expect(await app.operation(id)).toMatchObject({ state: { is: 'done' } });
    expect(restores()).toHaveLength(sent);
    expect(tagNow()).toEqual(made);
  });

  it('is paused where a ruleset refuses it, with the next step, and done after Retry', async () => {
    const { put } = await alertOf(move);
    const problem = 'Repository rule violations found Cannot update ref due to updates being restricted.';
    scm().breakCall(
      'restoreTag',
      new ServiceError({
        service: 'github',
        call: 'restoreTag',
        kind: 'refused',
        problem,
        requestId: 'E7:1',
      }),
    );
    const { id } = await operationOf(await put());
    await app.work(60_000);

    const paused = await app.operation(id);
    expect(paused.state).toMatchObject({ is: 'stopped' });
    expect(cardFor(app.context, paused).outcome).toMatch(
      /updates being restricted.*bypass the ruleset for v1\.2\.0.*then retry/,
    );
    await app.use.retry(await app.click(paused, 'cleo'));
    await app.work(60_000);
    expect(await app.operation(id)).toMatchObject({ state: { is: 'done' } });
    expect(tagNow()).toEqual(made);
  });

  it('while it is paused a rollback of the line does not take it for what is under way', async () => {
    const { put } = await alertOf(move);
    scm().breakCall('restoreTag', 'refused');
    const { id } = await operationOf(await put());
    await app.work(60_000);
    const rollback = await rollBack(app);
    await app.work(300_000);

    expect(rollback.plan.content).toMatchObject({ supersedes: null });
    expect(pointerText(app)).toBe(loaderText('1.1.0'));
    expect(await app.operation(id)).toMatchObject({ state: { is: 'stopped' } });
  });
});

describe('beside a paused put-back of a Git tag', () => {
  it('a rollback supersedes the release that has moved the pointer, though its plan is the older one', async () => {
    pushVersion(app, '1.2.1');
    const asked = await operationOf(await planRelease(app, { version: 'v1.2.1' }));
    const { put } = await alertOf(move);
    scm().breakCall('restoreTag', 'refused');
    const { id } = await operationOf(await put());
    await app.work(60_000);
    const held = app.world.cdn.pauseNext('purge');
    await app.approve(await app.operation(asked.id));
    const working = app.work(300_000);
    await held.reached;
    expect(pointerText(app)).toBe(loaderText('1.2.1'));

    const rollback = await rollBack(app);
    held.resume();
    await working;
    await app.work(300_000);
    expect(rollback.plan.content).toMatchObject({ supersedes: asked.id, version: '1.2.0' });
    expect(pointerText(app)).toBe(loaderText('1.2.0'));
    expect(await app.operation(id)).toMatchObject({ state: { is: 'stopped' } });
  });
});

describe('Put back for a Git tag is refused', () => {
  const sayPush = () => `git push --force origin ${made.object}:refs/tags/v1.2.0`;

  it('where GitHub has deleted the tag object, with the command that pushes it again', async () => {
    const { put } = await alertOf(move);
    scm().tagObjects.delete(made.object);

    expect(why(await put())).toEqual([expect.stringContaining(sayPush())]);
    expect(restores()).toEqual([]);
  });

  it('by the step too, where GitHub deletes the tag object meanwhile; Retry finds the pushed tag', async () => {
    const { put } = await alertOf(move);
    const { id } = await operationOf(await put());
    scm().tagObjects.delete(made.object);
    await app.work(60_000);

    const paused = await app.operation(id);
    expect(paused.steps['restore-tag']).toMatchObject({
      is: 'held',
      reason: { detail: expect.stringContaining(sayPush()) },
    });
    scm().tags.set(TAG, made);
    await app.use.retry(await app.click(paused, 'cleo'));
    await app.work(60_000);
    expect(await app.operation(id)).toMatchObject({ state: { is: 'done' } });
    expect(restores()).toEqual([]);
  });

  it('to who may not roll back', async () => {
    const { put } = await alertOf(move);
    expect(codes(await put('dev'))).toEqual(['permission-missing']);
    expect(restores()).toEqual([]);
  });

  it('where it is as recorded again', async () => {
    const { put } = await alertOf(move);
    scm().tags.set(TAG, made);
    expect(codes(await put())).toEqual(['not-put-back']);
  });

  it('while an approved operation is moving the line; the monitor is silent too', async () => {
    const { put, alert } = await alertOf(move);
    pushVersion(app, '1.2.1');
    const asked = await operationOf(await planRelease(app, { version: 'v1.2.1' }));
    await app.work(5_000);
    scm().onRun(() => {});
    await app.approve(await app.operation(asked.id));

    expect(why(await put())).toEqual(['an approved operation is moving its release line']);
    const before = app.world.chat.posts.length;
    move('moved while the release runs');
    for (let round = 0; round < 4; round += 1) await watchLive(app.context);
    expect(await open()).toEqual([alert]);
    expect(app.world.chat.posts).toHaveLength(before);
    expect(restores()).toEqual([]);
  });

  it('after Adopt: the tag object of the release is not what is recorded', async () => {
    const { adopt } = await alertOf(move);
    expect(await adopt()).toMatchObject({ is: 'line', level: 'good' });
    const { put, buttons, lines } = await alertOf(() => move('moved after that'));

    expect(buttons).toEqual(['adopt', 'acknowledge', 'mute']);
    expect(lines.at(-1)).toContain('git tag --annotate');
    expect(why(await put())).toEqual(['the audit log does not show that Navi made it']);
    expect(restores()).toEqual([]);
  });

  it('where only a forged row names the tag object', async () => {
    const commit = scm().push({ title: 'evil' });
    const object = 'e'.repeat(40);
    scm().tagObjects.set(object, commit);
    const [row] = await app.store.transaction((tx) => tx.releases.ofReleaseLine('v1'));
    const id = row?.operation ?? '';
    await app.store.transaction(async (tx) => {
      const before = await tx.operations.lock(id);
      if (before === undefined) throw new Error('no release');
      const tag = { ...before.steps['tag'], evidence: { commit, object } } as (typeof before.steps)[string];
      await tx.operations.save({ ...before, steps: { ...before.steps, tag } });
    });
    const { put } = await alertOf(move);
    await operationOf(await put());
    await app.work(60_000);

    expect(restores()).toEqual([[expect.objectContaining({ object: made.object })]]);
  });
});

describe('a tag that Navi did not make', () => {
  it('is offered for Adopt only, with the command for an annotated tag', async () => {
    await app.close();
    app = await openApp();
    const { head } = await scm().defaultBranch();
    scm().putTag(TAG, head);
    await release(app);
    const { put, buttons, lines } = await alertOf(move);

    expect(buttons).toEqual(['adopt', 'acknowledge', 'mute']);
    expect(lines.at(-1)).toBe(
      `Navi did not make this tag and cannot restore it. In a clone: git tag --annotate --force --message v1.2.0 v1.2.0 ${head} && git push --force origin refs/tags/v1.2.0`,
    );
    expect(await app.use.drift()).toMatchObject({ text: expect.not.stringContaining('put-back') });
    expect(why(await put())).toEqual(['the audit log does not show that Navi made it']);
  });
});
