import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Operation } from '../../../src/domain/operation.ts';
import { carryRelease, release, rollBack, rollbackRequest } from '../../harness/app/actions.ts';
import { openApp, type TestApp } from '../../harness/app/app.ts';
import { POINTER, pointerText } from '../../harness/app/seen.ts';
import { loaderText } from '../../harness/fakes/story.ts';

const HOUR = 'public, max-age=3600';
const YEAR = 'public, max-age=31536000, immutable';
const PINNED = 'v1.1.0/navi-loader.js';

let app: TestApp;
beforeEach(async () => {
  app = await openApp();
});
afterEach(() => app.close());

const pointer = () => app.world.objects.live.get(POINTER);

function edgeProof({ steps }: Operation) {
  const edge = steps['verify-edge'];
  if (edge?.is !== 'done') throw new Error(`the edge is ${JSON.stringify(edge)}`);
  return { since: Date.parse(edge.since), until: Date.parse(String(edge.evidence['browsersUntil'])) };
}

/** v1.0.0 and v1.1.0 as a person uploads them by hand with compression. */
function storePacked(): void {
  const packed = (path: string, version: string, cacheControl: string) =>
    app.world.objects.put({
      path,
      text: '',
      bytes: gzipSync(loaderText(version)),
      contentType: 'text/javascript',
      contentEncoding: 'gzip',
      contentLanguage: 'en',
      contentDisposition: 'inline',
      metadata: { team: 'web' },
      cacheControl,
    });
  packed(PINNED, '1.1.0', YEAR);
  packed(POINTER, '1.1.0', HOUR);
}

describe('the bytes that are wanted under headers that are not', () => {
  it('a rollback writes the pointer again, and says for how long browsers keep what they were told', async () => {
    await release(app);
    app.world.objects.put({ path: POINTER, text: loaderText('1.1.0'), cacheControl: YEAR });
    app.world.edge.drop(POINTER);

    const asked = await rollBack(app, { target: 'v1.1.0', reason: 'a copy by hand' });
    await app.work(900_000);

    const done = await app.operation(asked.id);
    expect(done.state.is).toBe('done');
    expect(pointer()).toMatchObject({ cacheControl: HOUR, metadata: { naviOperation: asked.id } });
    const { since, until } = edgeProof(done);
    expect((until - since) / 1000).toBeGreaterThan(31_535_000);
    expect(app.world.cdn.purges.at(-1)?.status).toEqual({ is: 'done' });
  });

  it('a probe that goes on telling browsers to keep it for a year is not clean', async () => {
    const { edge } = app.world;
    edge.before('look', () => edge.serve('probe-a', POINTER, loaderText('1.2.0'), YEAR));
    const { steps } = await release(app);
    expect(steps['verify-edge']).toMatchObject({
      is: 'held',
      reason: {
        code: 'deadline',
        detail: expect.stringContaining('serves the right bytes, but Cache-Control is'),
      },
    });
  });

  it('a release holds when the pointer’s headers were changed after it was proven', async () => {
    app.world.registry.before('moveDistTag', () => {
      const live = pointer();
      if (live !== undefined) live.cacheControl = YEAR;
    });
    const held = await release(app);
    expect(held.state).toMatchObject({
      is: 'stopped',
      step: 'read-back',
      trouble: {
        code: 'drift',
        detail: expect.stringContaining('Cache-Control is public, max-age=31536000'),
      },
    });
  });
});

describe('a pinned object that is stored packed', () => {
  it('keeps its encoding, type, language, disposition and custom metadata on the way back', async () => {
    storePacked();
    await release(app);
    expect(pointer()).toMatchObject({ contentEncoding: null, contentLanguage: null });

    const asked = await rollBack(app);
    await app.work(900_000);

    expect((await app.operation(asked.id)).state.is).toBe('done');
    expect(pointer()).toMatchObject({
      contentType: 'text/javascript',
      contentEncoding: 'gzip',
      contentLanguage: 'en',
      contentDisposition: 'inline',
      cacheControl: HOUR,
      metadata: { team: 'web', naviOperation: asked.id, naviVersion: '1.1.0' },
    });
    expect(gunzipSync(pointer()?.bytes ?? Buffer.of()).toString()).toBe(loaderText('1.1.0'));
    expect(await app.world.edge.look(POINTER)).toMatchObject([
      { contentEncoding: 'gzip', contentType: 'text/javascript' },
      { contentEncoding: 'gzip' },
    ]);
  });

  it('is no target when it only says so', async () => {
    await release(app);
    const bytes = Buffer.from(loaderText('1.1.0'));
    app.world.objects.put({ path: PINNED, text: '', bytes, contentEncoding: 'gzip', cacheControl: YEAR });
    const answer = await app.use.rollBack(rollbackRequest(app, { target: 'v1.1.0', reason: 'x' }));
    expect(JSON.stringify(answer)).toContain('says that it is gzip, and is not');
  });

  it('of the wrong type stops the release before the pointer moves', async () => {
    app.world.scm.onRun(async (run) => {
      await app.world.runWorkflow(run);
      const built = app.world.objects.live.get('v1.2.0/navi-loader.js');
      if (built !== undefined) built.contentType = 'text/plain';
    });
    const held = await carryRelease(app);
    expect(held.state).toMatchObject({
      is: 'stopped',
      step: 'verify-pinned',
      trouble: { code: 'headers-differ' },
    });
    expect(pointerText(app)).toBe(loaderText('1.1.0'));
  });
});
