import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { choose } from '../../harness/app/actions.ts';
import { openApp, type TestApp } from '../../harness/app/app.ts';
import { minutes } from '../../harness/app/late.ts';
import { pointerText } from '../../harness/app/seen.ts';
import type { DispatchedRun } from '../../harness/fakes/scm-runs.ts';
import { loaderText } from '../../harness/fakes/story.ts';

let app: TestApp;
beforeEach(async () => {
  app = await openApp();
});
afterEach(() => app.close());

/** A release whose run is what `make` makes of it. */
async function releaseWith(make: (run: DispatchedRun) => void) {
  app.world.scm.onRun(make);
  const asked = await app.request();
  await app.approve(asked);
  await app.work(60_000);
  return app.operation(asked.id);
}

/** What the owners were called for. */
async function owners(): Promise<string[]> {
  const keys = app.world.chat.posts.map(({ key }) => key).filter((key) => key.startsWith('attention:'));
  const rows = await app.store.transaction((tx) => Promise.all(keys.map((key) => tx.outbox.get(key))));
  return rows.flatMap((row) =>
    row?.about.is === 'attention' && row.about.whom === 'owners' ? [row.about.text] : [],
  );
}

describe('a run that is not the approved one', () => {
  it.each([
    [
      'its commit',
      (run: DispatchedRun) => Object.assign(run, { commit: 'a'.repeat(40) }),
      'its commit is aaa',
    ],
    [
      'its workflow file',
      (run: DispatchedRun) => Object.assign(run, { path: '.github/workflows/other.yml' }),
      'its workflow file is .github/workflows/other.yml',
    ],
  ])('by %s: is revoked and cancelled, the release blocked, the owners called', async (_by, make, says) => {
    const stopped = await releaseWith((run) => {
      app.world.scm.claimFor(run);
      make(run);
    });

    expect(stopped.state).toMatchObject({
      is: 'stopped',
      step: 'watch-run',
      trouble: { code: 'run-differs', detail: expect.stringContaining(says) },
      choices: ['abandon'],
    });
    expect(app.world.scm.claims.get(stopped.id)).toMatchObject({ claim: { state: 'revoked', run: 1001 } });
    expect(app.world.scm.runs).toMatchObject([{ conclusion: 'cancelled' }]);
    expect(pointerText(app)).toBe(loaderText('1.1.0'));
    expect(await owners()).toEqual([expect.stringContaining('is not the approved one')]);

    await choose(app, 'abandon', stopped);
    await minutes(app, 1);
    expect((await app.operation(stopped.id)).state.is).toBe('abandoned');
  });

  it.each([
    ['ref', { ref: 'refs/heads/v1.2.0' }],
    ['workflow blob', { workflow: { path: '.github/workflows/release.yml', blob: 'c'.repeat(40) } }],
    ['commit', { headSha: 'c'.repeat(40) }],
  ])('by the %s that it wrote into its claim', async (_what, saw) => {
    const stopped = await releaseWith((run) => {
      app.world.scm.claimFor(run);
      const operation = run.inputs['operation'] ?? '';
      const head = app.world.scm.claims.get(operation);
      if (head?.claim.state !== 'bound') throw new Error('it is not bound');
      const claim = { ...head.claim, run: { ...head.claim.run, ...saw } };
      app.world.scm.claims.set(operation, { ...head, claim });
    });
    expect(stopped.state).toMatchObject({ trouble: { code: 'run-differs' } });
    expect(app.world.scm.runs).toMatchObject([{ conclusion: 'cancelled' }]);
  });

  it('by the packages in its manifest: nothing that customers see moves', async () => {
    const stopped = await releaseWith((run) => {
      void app.world.runWorkflow(run).then(() => {
        const path = 'v1.2.0/navi-release.json';
        const text = Buffer.from(app.world.objects.live.get(path)?.bytes ?? []).toString();
        const manifest = JSON.parse(text);
        app.world.objects.put({
          path,
          text: JSON.stringify({ ...manifest, packages: manifest.packages.slice(1) }),
          contentType: 'application/json',
        });
      });
    });
    expect(stopped.state).toMatchObject({
      step: 'read-manifest',
      trouble: { code: 'manifest-differs', detail: expect.stringContaining('packages') },
      choices: ['abandon'],
    });
    expect(pointerText(app)).toBe(loaderText('1.1.0'));
    expect(app.world.scm.claims.get(stopped.id)).toMatchObject({ claim: { state: 'revoked' } });
    expect(await owners()).toHaveLength(1);
  });
});
