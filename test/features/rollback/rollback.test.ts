import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { release, rollBack, rollbackRequest } from '../../harness/app/actions.ts';
import { openApp, type TestApp } from '../../harness/app/app.ts';
import { latest, pointerText } from '../../harness/app/seen.ts';
import { loaderText } from '../../harness/fakes/story.ts';

let app: TestApp;
beforeEach(async () => {
  app = await openApp();
});
afterEach(() => app.close());

const deprecated = (name: string, version: string) =>
  app.world.registry.truth(`@awell-health/${name}`)?.versions[version]?.deprecated;

describe('a rollback', () => {
  it('gives back pointer, latest and the registry’s word on one confirmation, once each', async () => {
    await release(app);
    expect(pointerText(app)).toBe(loaderText('1.2.0'));
    const moves = app.world.registry.callsOf('moveDistTag').length;

    const asked = await rollBack(app);
    await app.work(900_000);

    const done = await app.operation(asked.id);
    expect(done.state.is).toBe('done');
    expect(pointerText(app)).toBe(loaderText('1.1.0'));
    expect([latest(app, 'navi-core'), latest(app, 'navi-js'), latest(app, 'navi-react')]).toEqual([
      '1.1.0',
      '1.1.0',
      '1.1.0',
    ]);
    expect(deprecated('navi-core', '1.2.0')).toBe(
      '1.2.0 was rolled back; use 1.1.0: npm install @awell-health/navi-core@1.1.0',
    );
    expect(deprecated('navi-react', '1.1.0')).toBeUndefined();
    expect(app.world.objects.callsOf('copy')).toHaveLength(2);
    expect(app.world.registry.callsOf('moveDistTag')).toHaveLength(moves + 4);
    expect(app.world.registry.callsOf('deprecate')).toHaveLength(2);
    expect(await app.store.transaction((tx) => tx.journal.verify())).toMatchObject({ is: 'whole' });
  });

  it('runs its clock on the card, phase by phase', async () => {
    await release(app);
    app.world.cdn.setPolls(3);

    await rollBack(app);
    await app.work(900_000);

    const [card] = app.world.chat.posts.filter((post) => post.message.is === 'card').slice(-1);
    expect(card?.message).toMatchObject({
      card: {
        headline: 'Rollback of v1 to v1.1.0',
        buttons: [{ decision: 'post-mortem' }, { decision: 'customer-note' }, { decision: 'details' }],
      },
    });
    const clock = card?.message.is === 'card' ? card.message.card.clock : null;
    expect(clock?.rows.map((row) => row.label)).toEqual([
      'pointer moved',
      'purged',
      'customers safe: all probes clean',
      'latest restored',
      'rolled-back versions deprecated',
    ]);
    for (const row of clock?.rows ?? []) expect(row.seconds).not.toBeNull();
    expect(clock?.budgetSeconds).toBe(1200);
  });

  it('continues when anything has moved since it was planned', async () => {
    await release(app);
    const asked = await rollBack(app);
    app.world.objects.put({ path: 'v1/navi-loader.js', text: 'somebody else was here' });
    await app.world.registry.moveDistTag({
      name: '@awell-health/navi-core',
      tag: 'latest',
      version: '1.0.0',
    });

    await app.work(900_000);

    expect((await app.operation(asked.id)).state.is).toBe('done');
    expect(pointerText(app)).toBe(loaderText('1.1.0'));
    expect(latest(app, 'navi-core')).toBe('1.1.0');
  });

  it('is joined, not doubled, when it is under way already', async () => {
    await release(app);
    const first = await rollBack(app);

    const second = await app.use.rollBack(rollbackRequest(app, { as: 'ben' }));
    await app.work(900_000);

    expect(second).toMatchObject({ is: 'accepted', operation: first.id });
    expect(app.world.objects.callsOf('copy')).toHaveLength(2);
  });

  it('leaves npm alone with --cdn-only', async () => {
    await release(app);

    await rollBack(app, { cdnOnly: true });
    await app.work(900_000);

    expect(pointerText(app)).toBe(loaderText('1.1.0'));
    expect(latest(app, 'navi-core')).toBe('1.2.0');
    expect(app.world.registry.callsOf('deprecate')).toEqual([]);
  });

  it('may be requested by an unproven caller, and is journalled as such', async () => {
    await release(app);

    const answer = await app.use.rollBack({
      ...rollbackRequest(app),
      caller: { is: 'unproven', claimed: 'cleo' },
      place: { is: 'terminal' },
    });
    await app.work(900_000);

    const id = answer.is === 'accepted' ? answer.operation : '';
    expect((await app.operation(id)).state.is).toBe('done');
    const rows = await app.store.transaction((tx) => tx.journal.of({ kind: 'operation', id }));
    expect(rows[0]?.row.actor).toMatchObject({ is: 'unproven', claimed: 'cleo' });
  });
});
