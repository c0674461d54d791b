import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { explain } from '../../../src/domain/refusals.ts';
import { tryRights } from '../../../src/features/surfaces/jobs/try-rights.ts';
import { ServiceError } from '../../../src/ports/service-error.ts';
import { planRelease, release, rollBack, tick } from '../../harness/app/actions.ts';
import { openApp, RELEASES, type TestApp } from '../../harness/app/app.ts';
import { codes, POINTER } from '../../harness/app/seen.ts';
import { loaderText } from '../../harness/fakes/story.ts';

let app: TestApp;
beforeEach(async () => {
  app = await openApp();
});
afterEach(() => app.close());

const rights = () => app.store.transaction((tx) => tx.rights.all());
const dryRun = () =>
  app.use.planRelease({ version: 'v1.2.0', dryRun: true, caller: app.caller('ada'), place: RELEASES });

async function evidenceOf(gate: string) {
  const answer = await dryRun();
  if (answer.is !== 'plan') throw new Error(JSON.stringify(answer));
  return answer.card.operation.shown.verdicts.filter((one) => one.gate === gate);
}

async function refusalText(answer: Awaited<ReturnType<typeof planRelease>>): Promise<string> {
  if (answer.is !== 'refusal') throw new Error(JSON.stringify(answer));
  return answer.refusal.reasons.map((reason) => JSON.stringify(explain(reason))).join('\n');
}

describe('a release that could not be taken back is refused', () => {
  it('because the pointer is held', async () => {
    app.world.objects.protect(POINTER, { temporaryHold: true });
    const answer = await planRelease(app);
    expect(codes(answer)).toEqual(['pointer-kept']);
    expect(await refusalText(answer)).toContain('--no-temporary-hold');
  });

  it('because the bucket would keep what is released', async () => {
    app.world.objects.policy.versioning = false;
    app.world.objects.policy.retentionSeconds = 604_800;
    expect(codes(await planRelease(app))).toEqual(['pointer-kept']);
    app.world.objects.policy.versioning = true;
    expect((await planRelease(app)).is).toBe('accepted');
  });

  it('because the bucket puts a hold on each new object', async () => {
    app.world.objects.policy.defaultEventBasedHold = true;
    expect(codes(await planRelease(app))).toEqual(['pointer-kept']);
  });

  it('because the version to go back to is not on npm any more', async () => {
    app.world.registry.unpublish('@awell-health/navi-core', '1.1.0');
    const answer = await planRelease(app);
    expect(codes(answer)).toEqual(['way-back-missing']);
    expect(await refusalText(answer)).toContain('@awell-health/navi-core@1.1.0 is not on npm');
  });

  it('because what a browser would get of it is nothing it can read', async () => {
    const pinned = app.world.objects.live.get('v1.1.0/navi-loader.js');
    if (pinned !== undefined) pinned.contentEncoding = 'gzip';
    const answer = await planRelease(app);
    expect(await refusalText(answer)).toContain('browsers cannot read v1.1.0/navi-loader.js');
  });

  it('and one that became so after its approval is stopped before its first write', async () => {
    app.letWorkflowRun();
    const asked = await app.request();
    app.world.objects.protect(POINTER, { eventBasedHold: true });
    const answer = await app.approve(asked);
    await app.work();
    expect(JSON.stringify([answer, (await app.operation(asked.id)).state])).toContain('event-based hold');
    expect(app.world.scm.callsOf('createTag')).toEqual([]);
  });
});

describe('what cannot be known is told and does not block', () => {
  it('a line without a version to go back to', async () => {
    for (const path of [...app.world.objects.live.keys()]) app.world.objects.live.delete(path);
    // A line's first release is breaking: its commit has a guide.
    const head = app.world.scm.push({
      title: 'Say how to begin',
      files: { 'docs/migration/v1.md': 'Load it.' },
    });
    const url = 'https://ci.example/1';
    app.world.scm.setChecks(head, [{ name: 'ci', app: 'github-actions', state: 'success', url }]);
    expect(await evidenceOf('can be rolled back')).toMatchObject([
      { is: 'warn', evidence: expect.stringContaining('v1 has no verified version to roll back to yet') },
    ]);
  });

  it('a bucket whose policy Navi may not read', async () => {
    const forbidden = new ServiceError({
      service: 'gcs',
      call: 'bucket',
      kind: 'refused',
      problem: 'storage.buckets.get is missing',
    });
    app.world.objects.breakCall('bucket', forbidden);
    expect(await evidenceOf('can be rolled back')).toMatchObject([
      { is: 'warn', evidence: expect.stringContaining('storage.buckets.get is missing') },
    ]);
  });

  it('rights that were never tried', async () => {
    expect(await evidenceOf('permissions were checked')).toMatchObject([
      { is: 'warn', evidence: expect.stringContaining('bucket: not checked yet') },
    ]);
  });
});

describe('rights', () => {
  it('are tried by a job, never by a dry run, and change nothing', async () => {
    await dryRun();
    await app.work();
    expect(await rights()).toEqual([]);

    await release(app);
    const before = app.world.registry.truth('@awell-health/navi-core')?.distTags;
    await tick(app, 'try-rights');
    await app.work();

    expect(await rights()).toMatchObject([
      { id: 'bucket', state: 'granted' },
      { id: 'dist-tags:@awell-health/navi-core', state: 'granted' },
      { id: 'dist-tags:@awell-health/navi-js', state: 'granted' },
      { id: 'dist-tags:@awell-health/navi-react', state: 'untried', detail: 'it has no tag next yet' },
      { id: 'npm-token', state: 'granted', detail: 'npm takes NPM_TOKEN; it does not expire' },
      { id: 'url-map', state: 'granted' },
    ]);
    expect(app.world.registry.truth('@awell-health/navi-core')?.distTags).toEqual(before);
    const rows = await app.store.transaction((tx) => tx.journal.of({ kind: 'store', id: 'rights' }));
    expect(rows.every(({ row, authentic }) => row.event === 'rights-tried' && authentic)).toBe(true);
    expect(rows.length).toBeGreaterThan(1);
  });

  it('one that is refused blocks with what lacks, is told once, and is tried again when it is asked for', async () => {
    app.world.objects.denied.add('storage.objects.delete');
    await tick(app, 'try-rights');
    await app.work();
    const answer = await planRelease(app);
    expect(codes(answer)).toEqual(['right-refused']);
    expect(await refusalText(answer)).toContain('storage.objects.delete on gs://');
    await app.work();
    const notices = app.world.chat.posts.filter(({ message }) => message.is === 'notice');
    expect(notices).toMatchObject([{ message: { text: expect.stringContaining('storage.objects.delete') } }]);

    app.world.objects.denied.clear();
    expect(codes(await planRelease(app))).toEqual(['right-refused']);
    await app.work();
    expect((await planRelease(app)).is).toBe('accepted');
  });

  it('are tried again before the first write when the last try is older than an hour', async () => {
    app.letWorkflowRun();
    const asked = await app.request();
    await app.world.clock.advance(4_000_000);
    app.world.cdn.denied.add('compute.urlMaps.invalidateCache');
    await app.approve(asked);
    await app.work();
    expect((await app.operation(asked.id)).state).toMatchObject({
      is: 'stopped',
      trouble: { code: 'gate-blocks', detail: expect.stringContaining('compute.urlMaps.invalidateCache') },
    });
    expect(app.world.scm.callsOf('createTag')).toEqual([]);
  });

  it('a service that does not answer blocks nothing, and a one-time password is for a person', async () => {
    await release(app);
    app.world.objects.breakCall('permissions', 'unknown', 5);
    const otp = new ServiceError({
      service: 'npm',
      call: 'moveDistTag',
      kind: 'refused',
      code: 'EOTP',
      problem: 'a one-time password is needed',
    });
    app.world.registry.breakCall('moveDistTag', otp, 1);
    await tick(app, 'try-rights');
    await app.work();
    const found = Object.fromEntries((await rights()).map(({ id, state }) => [id, state]));
    expect(found['bucket']).toBe('untried');
    expect(Object.values(found)).not.toContain('refused');
  });

  it('leave the staging tag alone while a rollback is to move it', async () => {
    await release(app);
    const { id } = await rollBack(app);
    const before = app.world.registry.callsOf('moveDistTag').length;
    await tryRights(app.context);
    expect(app.world.registry.callsOf('moveDistTag')).toHaveLength(before);
    expect((await rights()).find((one) => one.id === 'dist-tags:@awell-health/navi-core')).toMatchObject({
      state: 'untried',
      detail: expect.stringContaining(id),
    });
  });

  it('a deprecation that worked is all that is known of deprecating', async () => {
    await release(app);
    await rollBack(app);
    await app.work(900_000);
    expect(Buffer.from(app.world.objects.live.get(POINTER)?.bytes ?? []).toString()).toBe(
      loaderText('1.1.0'),
    );
    expect((await rights()).find(({ id }) => id === 'deprecations')).toMatchObject({
      state: 'untried',
      triedAt: null,
      workedAt: expect.any(String),
    });
  });
});
