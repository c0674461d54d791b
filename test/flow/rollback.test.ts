import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loaderText } from '../fakes/story.ts';
import { release, rollBack, rollbackRequest } from './deeds.ts';
import { openDesk, type TestDesk } from './desk.ts';
import { latest, pointerText } from './seen.ts';

let desk: TestDesk;
beforeEach(async () => {
  desk = await openDesk();
});
afterEach(() => desk.close());

const deprecated = (name: string, version: string) =>
  desk.world.registry.truth(`@awell-health/${name}`)?.versions[version]?.deprecated;

describe('a rollback', () => {
  it('gives back pointer, latest and the registry’s word on one confirmation, once each', async () => {
    await release(desk);
    expect(pointerText(desk)).toBe(loaderText('1.2.0'));
    const moves = desk.world.registry.callsOf('moveDistTag').length;

    const asked = await rollBack(desk);
    await desk.work(900_000);

    const done = await desk.operation(asked.id);
    expect(done.state.is).toBe('done');
    expect(pointerText(desk)).toBe(loaderText('1.1.0'));
    expect([latest(desk, 'navi-core'), latest(desk, 'navi-js'), latest(desk, 'navi-react')]).toEqual([
      '1.1.0',
      '1.1.0',
      '1.1.0',
    ]);
    expect(deprecated('navi-core', '1.2.0')).toBe(
      '1.2.0 was rolled back; use 1.1.0: npm install @awell-health/navi-core@1.1.0',
    );
    expect(deprecated('navi-react', '1.1.0')).toBeUndefined();
    expect(desk.world.objects.callsOf('copy')).toHaveLength(2);
    expect(desk.world.registry.callsOf('moveDistTag')).toHaveLength(moves + 4);
    expect(desk.world.registry.callsOf('deprecate')).toHaveLength(2);
    expect(await desk.store.transaction((tx) => tx.journal.verify())).toMatchObject({ is: 'whole' });
  });

  it('runs its clock on the card, phase by phase', async () => {
    await release(desk);
    desk.world.cdn.setPolls(3);

    await rollBack(desk);
    await desk.work(900_000);

    const [card] = desk.world.chat.posts.filter((post) => post.message.is === 'card').slice(-1);
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

  it('goes on whatever moved since it was planned', async () => {
    await release(desk);
    const asked = await rollBack(desk);
    desk.world.objects.put({ path: 'v1/navi-loader.js', text: 'somebody else was here' });
    await desk.world.registry.moveDistTag({
      name: '@awell-health/navi-core',
      tag: 'latest',
      version: '1.0.0',
    });

    await desk.work(900_000);

    expect((await desk.operation(asked.id)).state.is).toBe('done');
    expect(pointerText(desk)).toBe(loaderText('1.1.0'));
    expect(latest(desk, 'navi-core')).toBe('1.1.0');
  });

  it('is joined, not doubled, when it is under way already', async () => {
    await release(desk);
    const first = await rollBack(desk);

    const second = await desk.use.rollBack(rollbackRequest(desk, { as: 'ben' }));
    await desk.work(900_000);

    expect(second).toMatchObject({ is: 'accepted', operation: first.id });
    expect(desk.world.objects.callsOf('copy')).toHaveLength(2);
  });

  it('leaves npm alone with --cdn-only', async () => {
    await release(desk);

    await rollBack(desk, { cdnOnly: true });
    await desk.work(900_000);

    expect(pointerText(desk)).toBe(loaderText('1.1.0'));
    expect(latest(desk, 'navi-core')).toBe('1.2.0');
    expect(desk.world.registry.callsOf('deprecate')).toEqual([]);
  });

  it('may be requested by an unproven caller, and is journalled as such', async () => {
    await release(desk);

    const answer = await desk.use.rollBack({
      ...rollbackRequest(desk),
      caller: { is: 'unproven', claimed: 'cleo' },
      place: { is: 'terminal' },
    });
    await desk.work(900_000);

    const id = answer.is === 'accepted' ? answer.operation : '';
    expect((await desk.operation(id)).state.is).toBe('done');
    const rows = await desk.store.transaction((tx) => tx.journal.of({ kind: 'operation', id }));
    expect(rows[0]?.row.actor).toMatchObject({ is: 'unproven', claimed: 'cleo' });
  });
});
