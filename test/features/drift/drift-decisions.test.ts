import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { resume } from '../../../src/app/resume.ts';
import { ask } from '../../../src/dispatch/ask.ts';
import { createBudgets } from '../../../src/dispatch/budget.ts';
import { commandOf as wordsOf } from '../../../src/dispatch/decide.ts';
import type { Caller, Place } from '../../../src/domain/person.ts';
import { planRelease, pushVersion, release, tick } from '../../harness/app/actions.ts';
import { openApp, RELEASES, type TestApp } from '../../harness/app/app.ts';
import { DECISIONS } from '../../harness/app/decisions.ts';
import { codes, latest, POINTER, pointerText } from '../../harness/app/seen.ts';
import { loaderText } from '../../harness/fakes/story.ts';

let app: TestApp;
beforeEach(async () => {
  app = await openApp();
  await release(app);
});
afterEach(() => app.close());

const JS = '@awell-health/navi-js';
const unproven = (): Caller => ({ is: 'unproven', claimed: 'Cleo' });
const commandOf = (name: string) => {
  const word = DECISIONS.words.find(({ word }) => word.name === name);
  if (word === undefined) throw new Error(`no words ${name}`);
  return wordsOf(word);
};
const moveLatest = (version: string) => app.world.registry.moveDistTag({ name: JS, tag: 'latest', version });

async function look(): Promise<void> {
  await tick(app, 'verify-live');
  await app.work(90_000);
}

async function alertOf(change: () => unknown) {
  await change();
  await look();
  const [alert] = await app.store.transaction((tx) => tx.alerts.open());
  if (alert === undefined) throw new Error('no alert');
  const card = await app.store.transaction((tx) => tx.outbox.get(`card:alert:${alert.id}`));
  if (card?.ts == null) throw new Error('no card');
  const click = (as: string, reason = '', of: { caller?: Caller; revision?: number } = {}) => ({
    caller: of.caller ?? app.caller(as),
    subject: { kind: 'alert', id: alert.id },
    revision: of.revision ?? alert.revision,
    card: { channel: card.channel, ts: card.ts ?? '' },
    reason,
    planHash: '',
  });
  const put = (as = 'cleo', of = {}) => app.use.decide('put-back', click(as, '', of));
  const adopt = (as = 'ada', of = {}) => app.use.decide('adopt', click(as, 'the CDN team moved it', of));
  return { alert, put, adopt, click };
}

const surface = async (id: string) =>
  (await app.store.transaction((tx) => tx.surfaces.all())).find((one) => one.id === id);
const movePointer = () => app.world.objects.put({ path: POINTER, text: loaderText('1.0.0') });
const open = () => app.store.transaction((tx) => tx.alerts.open());

describe('Put back', () => {
  it('writes what was recorded, purges, proves it, and the alert ends', async () => {
    const { put } = await alertOf(movePointer);
    const purges = app.world.cdn.purges.length;
    const answer = await put();
    expect(answer).toMatchObject({ is: 'accepted' });
    await app.work(120_000);

    const operation = await app.operation(answer.is === 'accepted' ? answer.operation : '');
    expect(operation).toMatchObject({ kind: 'put-back', state: { is: 'done' } });
    expect(pointerText(app)).toBe(loaderText('1.2.0'));
    expect(app.world.objects.live.get(POINTER)).toMatchObject({ cacheControl: 'public, max-age=3600' });
    expect(app.world.cdn.purges.slice(purges)).toMatchObject([{ path: `/${POINTER}` }]);
    expect(operation.steps['verify-edge']).toMatchObject({ is: 'done' });
    await look();
    expect(await open()).toEqual([]);
    // Nothing besides: the line stays open and nothing is quarantined.
    expect(await app.store.transaction((tx) => tx.lockedLines.all())).toEqual([]);
    expect(await app.store.transaction((tx) => tx.quarantined.all())).toEqual([]);
    expect(await app.store.transaction((tx) => tx.journal.verify())).toMatchObject({ is: 'whole' });
  });

  it('ends its alert at once, and not at the next look of the schedule', async () => {
    const { put } = await alertOf(() => moveLatest('1.0.0'));
    await put();
    await app.work(15_000);

    expect(await open()).toEqual([]);
    expect(app.world.chat.posts.findLast(({ message }) => message.is === 'alert')?.message).toMatchObject({
      alert: { isOver: true },
    });
  });

  it('moves one dist-tag back, and no other', async () => {
    const { put } = await alertOf(() => moveLatest('1.0.0'));
    await put();
    await app.work(60_000);

    expect(latest(app, 'navi-js')).toBe('1.2.0');
    expect(pointerText(app)).toBe(loaderText('1.2.0'));
  });

  it('purges where only caches serve something else', async () => {
    const { put } = await alertOf(() => app.world.edge.serve('probe-b', POINTER, 'stale()'));
    await put();
    await app.work(60_000);
    await look();

    expect(await open()).toEqual([]);
  });

  it('makes a deleted pointer again', async () => {
    const { put } = await alertOf(() => app.world.objects.live.delete(POINTER));
    await put();
    await app.work(60_000);

    expect(pointerText(app)).toBe(loaderText('1.2.0'));
  });

  it('goes on after a crash between the intent and its answer, and writes once', async () => {
    const { put } = await alertOf(movePointer);
    await put();
    const { objects } = app.context;
    app.context.objects = {
      ...objects,
      copy: async (what) => {
        await objects.copy(what);
        app.context.objects = objects;
        throw new Error('the process ends here');
      },
    };
    await expect(app.work(60_000)).rejects.toThrow('the process ends here');
    const copies = app.world.objects.callsOf('copy').length;
    await resume(app.context);
    await app.work(120_000);

    expect(pointerText(app)).toBe(loaderText('1.2.0'));
    expect(app.world.objects.callsOf('copy')).toHaveLength(copies);
  });

  it('is refused where the pinned object is not the recorded one, and writes nothing', async () => {
    const { put } = await alertOf(movePointer);
    app.world.objects.put({ path: 'v1.2.0/navi-loader.js', text: 'other()' });
    const answer = await put();

    expect(codes(answer)).toEqual(['not-put-back']);
    expect(pointerText(app)).toBe(loaderText('1.0.0'));
  });

  it('is refused to who may not roll back, to callers without proof, and on an old revision', async () => {
    const { put } = await alertOf(movePointer);

    expect(codes(await put('dev'))).toEqual(['permission-missing']);
    expect(codes(await put('', { caller: { is: 'unproven', claimed: 'Cleo' } }))).not.toEqual([]);
    expect(codes(await put('cleo', { revision: 7 }))).toEqual(['plan-outdated']);
    expect(pointerText(app)).toBe(loaderText('1.0.0'));
  });

  it('waits for an operation that was approved meanwhile: that holds the surface', async () => {
    const { put } = await alertOf(() => moveLatest('1.0.0'));
    pushVersion(app, '1.2.1');
    const asked = await planRelease(app, { version: 'v1.2.1' });
    if (asked.is !== 'accepted') throw new Error(JSON.stringify(asked));
    await app.work(5_000);
    await app.approve(await app.operation(asked.operation));

    expect(codes(await put())).toEqual(['surface-held']);
  });
});

describe('Adopt', () => {
  it('records what was found, with the reason, and writes to no service', async () => {
    const { adopt } = await alertOf(movePointer);
    const copies = app.world.objects.callsOf('copy').length;
    expect(await adopt()).toMatchObject({ is: 'line', level: 'good' });
    await look();

    expect(await open()).toEqual([]);
    expect(await surface('pointer:v1')).toMatchObject({ live: { version: '1.0.0' }, by: 'adopted' });
    expect(app.world.objects.callsOf('copy')).toHaveLength(copies);
    const rows = await app.store.transaction((tx) => tx.journal.of({ kind: 'surface', id: 'pointer:v1' }));
    expect(rows.find(({ row }) => row.event === 'adopted')?.row).toMatchObject({
      actor: { is: 'person', person: 'ada' },
      details: { reason: 'the CDN team moved it' },
    });
    const [release] = await app.store.transaction((tx) => tx.releases.ofReleaseLine('v1'));
    expect(release).toMatchObject({ version: '1.2.0', state: { is: 'replaced' } });
    const card = app.world.chat.posts.findLast(({ message }) => message.is === 'alert');
    expect(card?.message).toMatchObject({ is: 'alert', alert: { isOver: true, buttons: [] } });
  });

  it('is not offered for unknown content, and refused', async () => {
    const { adopt } = await alertOf(() => app.world.objects.put({ path: POINTER, text: 'who are you' }));
    const card = app.world.chat.posts.find(({ message }) => message.is === 'alert');

    expect(card?.message).toMatchObject({
      alert: { buttons: [{ decision: 'put-back' }, { decision: 'acknowledge' }, { decision: 'mute' }] },
    });
    expect(codes(await adopt())).toEqual(['not-adoptable']);
  });

  it('is decided once', async () => {
    const { adopt, put } = await alertOf(movePointer);
    await adopt();

    expect(codes(await adopt())).toEqual(['alert-over']);
    expect(codes(await put())).toEqual(['alert-over']);
  });
});

describe('typed', () => {
  const COMMANDS = [commandOf('put-back'), commandOf('adopt')];
  const TERMINAL: Place = { is: 'terminal' };
  const slack = (id: string) => app.caller(id);
  const proven = (id: string): Caller => {
    const caller = app.caller(id);
    if (caller.is !== 'person') throw new Error('a person');
    return { ...caller, account: 'trm_0000000001', how: 'terminal-token' };
  };
  /** The words through dispatch: parsed, permission checked, run. */
  const say = (words: string, caller: Caller, place: Place = TERMINAL) =>
    ask(
      {
        commands: COMMANDS,
        useCases: app.use,
        permissions: app.context.settings.permissions,
        people: app.context.settings.people,
        budgets: createBudgets({ now: () => app.world.clock.now().getTime() }),
        onFault: (error) => {
          throw error;
        },
        onDecision: async () => undefined,
        takeDelivery: async () => true,
      },
      { words, who: async () => caller, place },
    ).answer;

  it('put-back at a terminal restores the record, and the journal says who typed it where', async () => {
    const { alert } = await alertOf(movePointer);
    const answer = await say(`put-back ${alert.id}`, proven('cleo'));
    expect(answer).toMatchObject({ is: 'accepted' });
    await app.work(60_000);

    expect(pointerText(app)).toBe(loaderText('1.2.0'));
    expect(await open()).toEqual([]);
    const id = answer.is === 'accepted' ? answer.operation : '';
    const rows = await app.store.transaction((tx) => tx.journal.of({ kind: 'operation', id }));
    expect(rows.find(({ row }) => row.event === 'requested')?.row.actor).toMatchObject({
      person: 'cleo',
      how: 'terminal-token',
      place: { is: 'terminal' },
    });
  });

  it('adopt at a terminal records what was found, with the reason', async () => {
    const { alert } = await alertOf(movePointer);

    expect(await say(`adopt ${alert.id} the CDN team moved it`, proven('ada'))).toMatchObject({
      is: 'line',
      level: 'good',
    });
    expect(await surface('pointer:v1')).toMatchObject({ live: { version: '1.0.0' }, by: 'adopted' });
    const rows = await app.store.transaction((tx) => tx.journal.of({ kind: 'surface', id: 'pointer:v1' }));
    expect(rows.find(({ row }) => row.event === 'adopted')?.row).toMatchObject({
      actor: { person: 'ada', how: 'terminal-token' },
      details: { reason: 'the CDN team moved it' },
    });
  });

  it.each([
    ['put-back in Slack points to the card', 'put-back ALERT', () => slack('cleo'), RELEASES, 'use-the-card'],
    ['adopt in Slack points to the card', 'adopt ALERT why', () => slack('ada'), RELEASES, 'use-the-card'],
    [
      'put-back by a person who may not',
      'put-back ALERT',
      () => proven('dev'),
      TERMINAL,
      'permission-missing',
    ],
    ['adopt by a person who may not', 'adopt ALERT why', () => proven('dev'), TERMINAL, 'permission-missing'],
    ['put-back without proof', 'put-back ALERT', unproven, TERMINAL, 'token-invalid'],
    ['adopt without proof', 'adopt ALERT why', unproven, TERMINAL, 'token-invalid'],
    ['adopt without a reason', 'adopt ALERT', () => proven('ada'), TERMINAL, 'usage'],
    ['put-back of no alert', 'put-back drf_none', () => proven('cleo'), TERMINAL, 'alert-unknown'],
    ['adopt of no alert', 'adopt drf_none why', () => proven('ada'), TERMINAL, 'alert-unknown'],
  ] as const)('%s: refused, and nothing is changed', async (_, words, caller, place, code) => {
    const { alert } = await alertOf(movePointer);

    expect(codes(await say(words.replace('ALERT', alert.id), caller(), place))).toEqual([code]);
    expect(pointerText(app)).toBe(loaderText('1.0.0'));
    expect(await open()).toMatchObject([{ id: alert.id, state: { is: 'firing' } }]);
  });
});

describe('at a terminal', () => {
  it('lists what differs, with what is typed', async () => {
    expect(await app.use.drift()).toMatchObject({ is: 'line', level: 'good' });
    const { alert } = await alertOf(movePointer);

    expect(await app.use.drift()).toMatchObject({
      level: 'bad',
      text: expect.stringContaining(`npx navi put-back ${alert.id}`),
    });
  });
});
