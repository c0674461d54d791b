import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createUseCases } from '../../../src/app/use-cases.ts';
import { release, rollBack, rollbackRequest } from '../../harness/app/actions.ts';
import { openApp, type TestApp } from '../../harness/app/app.ts';
import { DECISIONS } from '../../harness/app/decisions.ts';
import { DOCTOR } from '../../harness/app/doctor.ts';
import { latest, POINTER, pointerText } from '../../harness/app/seen.ts';
import { loaderText } from '../../harness/fakes/story.ts';

let app: TestApp;
beforeEach(async () => {
  app = await openApp();
});
afterEach(() => app.close());

/** What the confirmation itself asks of bucket and registry, before its work begins. */
async function askedBy(confirm: () => Promise<unknown>): Promise<Set<string>> {
  const { objects, registry } = app.world;
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
  const form = await app.use.previewRollback(rollbackRequest(app, asked));
  expect(form.is).toBe('rollback-form');
}

const confirm = () => rollBack(app, TO_KNOWN_GOOD);

describe('a confirmation', () => {
  it('is decided on what its form has shown, without another look', async () => {
    await release(app);
    await readForm();
    await app.world.clock.advance(60_000);

    expect(await askedBy(confirm)).toEqual(new Set());

    await app.work(60_000);
    expect(pointerText(app)).toBe(loaderText('1.1.0'));
    expect([latest(app, 'navi-core'), latest(app, 'navi-js')]).toEqual(['1.1.0', '1.1.0']);
  });

  it('looks again when its form was read for longer than a minute', async () => {
    await release(app);
    await readForm();
    await app.world.clock.advance(60_001);

    expect(await askedBy(confirm)).toEqual(A_LOOK);
  });

  it('looks for itself where another process has shown the form', async () => {
    await release(app);
    await createUseCases(app.context, { decisions: DECISIONS, ...DOCTOR }).previewRollback(
      rollbackRequest(app),
    );

    expect(await askedBy(confirm)).toEqual(A_LOOK);
  });

  it('looks again while a release is under way, which may have moved anything since', async () => {
    const asked = await app.request();
    await app.approve(asked);
    await readForm(BY_NAME);

    expect(await askedBy(() => rollBack(app, BY_NAME))).toEqual(A_LOOK);
  });

  it('looks again when a release has come to its end since', async () => {
    await readForm(BY_NAME);
    await release(app);

    expect(await askedBy(confirm)).toEqual(A_LOOK);
    await app.work(60_000);
    expect(pointerText(app)).toBe(loaderText('1.1.0'));
  });

  it('asks npm again that was out of reach for the form', async () => {
    await release(app);
    app.world.registry.breakCall('primary', 'unknown', 1);
    await readForm();

    expect(await askedBy(confirm)).toContain('primary');
  });

  it('goes back all the same when pointer and latest were moved while its form was read', async () => {
    await release(app);
    await readForm();
    app.world.objects.put({ path: POINTER, text: 'somebody else’s loader' });
    await app.world.registry.moveDistTag({ name: '@awell-health/navi-js', tag: 'latest', version: '1.0.0' });

    const { id } = await confirm();
    await app.work(60_000);

    expect(pointerText(app)).toBe(loaderText('1.1.0'));
    expect(latest(app, 'navi-js')).toBe('1.1.0');
    expect((await app.operation(id)).steps['verify-edge']?.is).toBe('done');
  });
});
