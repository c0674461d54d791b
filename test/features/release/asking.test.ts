import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { planRelease, pushVersion } from '../../harness/app/actions.ts';
import { openApp, type TestApp } from '../../harness/app/app.ts';
import { codes } from '../../harness/app/seen.ts';
import { packageText } from '../../harness/fakes/story.ts';

let app: TestApp;
beforeEach(async () => {
  app = await openApp();
});
afterEach(() => app.close());

describe('asking', () => {
  it('lists every blocker at once, and journals the refusal', async () => {
    const { scm } = app.world;
    const head = scm.push({
      title: 'Break things',
      files: {
        'packages/navi-loader/package.json': packageText({ name: 'navi-loader', version: '1.3.0' }),
        '.changeset/quick-cats-jump.md': 'Something.',
        'packages/navi-js/src/cdn-version-map.ts': 'export const CDN_VERSION_MAP = { "1.1.0": "v1.1.0" };',
        '.github/workflows/release.yml': 'on: [push, workflow_dispatch]\njobs: { build: {} }',
      },
    });
    scm.setChecks(head, [{ name: 'ci', app: 'github-actions', state: 'failure', url: 'https://x' }]);

    const answer = await planRelease(app);

    expect(codes(answer)).toEqual([
      'check-not-green',
      'loader-version-differs',
      'changelog-missing',
      'changeset-left',
      'version-map-entry-missing',
      'workflow-second-trigger',
      'workflow-job-missing',
      'workflow-claim-missing',
    ]);
    const rows = await app.store.transaction((tx) => tx.journal.of({ kind: 'caller', id: 'U0ADA' }));
    expect(rows.map(({ row }) => row.event)).toEqual(['refused']);
  });

  it.each([
    ['1.2', 'version-malformed'],
    ['v1.0.5', 'version-not-newer'],
    ['v1.1.0', 'already-released'],
    ['v1.2.0-1', 'version-prerelease'],
    ['v1.2.0-latest.1', 'version-prerelease'],
  ])('refuses %s with %s', async (version, code) => {
    const answer = await planRelease(app, { version });

    expect(codes(answer)).toContain(code);
  });

  it('takes a repeated request for one request', async () => {
    const first = await app.request();
    const again = await app.request();

    expect(again.id).toBe(first.id);
    expect(await app.store.transaction((tx) => tx.operations.recent(5))).toHaveLength(1);
  });

  it('lets another person replace an unapproved plan, and says so on its card', async () => {
    const first = await app.request();

    const answer = await planRelease(app, { as: 'ben' });

    expect(answer).toMatchObject({ is: 'accepted' });
    expect((await app.operation(first.id)).state).toMatchObject({ is: 'replaced', by: 'Ben Ivarsson' });
  });

  it('refuses what an approved release holds, naming its holder', async () => {
    const first = await app.request();
    await app.approve(first);
    pushVersion(app, '1.3.0');

    const answer = await planRelease(app, { version: 'v1.3.0', as: 'ben' });

    expect(answer).toMatchObject({
      refusal: { reasons: [{ code: 'surface-held', operation: first.id, requester: 'Ada Okafor' }] },
    });
  });
});
