import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createUseCases } from '../../src/flow/use-cases.ts';
import { DECISIONS } from '../builders/decisions.ts';
import { loaderText } from '../fakes/story.ts';
import { release, rollBack, rollbackRequest } from './deeds.ts';
import { openDesk, type TestDesk } from './desk.ts';
import { latest, POINTER, pointerText } from './seen.ts';

let desk: TestDesk;
beforeEach(async () => {
  desk = await openDesk();
});
afterEach(() => desk.close());

/** What the confirmation itself asks of bucket and registry, before its work begins. */
async function askedBy(confirm: () => Promise<unknown>): Promise<Set<string>> {
  const { objects, registry } = desk.world;
  const before = { objects: objects.calls.length, registry: registry.calls.length };
  await confirm();
  const calls = [...objects.calls.slice(before.objects), ...registry.calls.slice(before.registry)];
  // A digest is remembered by the bucket's client: it costs no call.
  return new Set(calls.map((one) => one.call).filter((call) => call !== 'digest'));
}

const TO_KNOWN_GOOD = { target: 'v1.1.0' };
const BY_NAME = { target: 'v1.0.0', reason: 'drill' };
const A_LOOK = new Set(['stat', 'list', 'primary']);

async function readForm(asked = TO_KNOWN_GOOD): Promise<void> {
  const form = await desk.use.previewRollback(rollbackRequest(desk, asked));
  expect(form.is).toBe('rollback-form');
}

const confirm = () => rollBack(desk, TO_KNOWN_GOOD);

describe('a confirmation', () => {
  it('is decided on what its form has shown, without another look', async () => {
    await release(desk);
    await readForm();
    await desk.world.clock.advance(60_000);

    expect(await askedBy(confirm)).toEqual(new Set());

    await desk.work(60_000);
    expect(pointerText(desk)).toBe(loaderText('1.1.0'));
    expect([latest(desk, 'navi-core'), latest(desk, 'navi-js')]).toEqual(['1.1.0', '1.1.0']);
  });

  it('looks again when its form was read for longer than a minute', async () => {
    await release(desk);
    await readForm();
    await desk.world.clock.advance(60_001);

    expect(await askedBy(confirm)).toEqual(A_LOOK);
  });

  it('looks for itself where another process has shown the form', async () => {
    await release(desk);
    await createUseCases(desk.ground, DECISIONS).previewRollback(rollbackRequest(desk));

    expect(await askedBy(confirm)).toEqual(A_LOOK);
  });

  it('looks again while a release is under way, which may have moved anything since', async () => {
    const asked = await desk.request();
    await desk.approve(asked);
    await readForm(BY_NAME);

    expect(await askedBy(() => rollBack(desk, BY_NAME))).toEqual(A_LOOK);
  });

  it('looks again when a release has come to its end since', async () => {
    await readForm(BY_NAME);
    await release(desk);

    expect(await askedBy(confirm)).toEqual(A_LOOK);
    await desk.work(60_000);
    expect(pointerText(desk)).toBe(loaderText('1.1.0'));
  });

  it('asks npm again that was out of reach for the form', async () => {
    await release(desk);
    desk.world.registry.failNext('primary', 'unknown', 1);
    await readForm();

    expect(await askedBy(confirm)).toContain('primary');
  });

  it('goes back all the same when pointer and latest were moved while its form was read', async () => {
    await release(desk);
    await readForm();
    desk.world.objects.put({ path: POINTER, text: 'somebody else’s loader' });
    await desk.world.registry.moveDistTag({ name: '@awell-health/navi-js', tag: 'latest', version: '1.0.0' });

    const { id } = await confirm();
    await desk.work(60_000);

    expect(pointerText(desk)).toBe(loaderText('1.1.0'));
    expect(latest(desk, 'navi-js')).toBe('1.1.0');
    expect((await desk.operation(id)).steps['verify-edge']?.is).toBe('done');
  });
});
