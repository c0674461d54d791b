import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { explain } from '../../src/domain/refusals.ts';
import { tryRights } from '../../src/flow/jobs/try-rights.ts';
import { NeighbourError } from '../../src/ports/neighbour-error.ts';
import { loaderText } from '../fakes/story.ts';
import { planRelease, release, rollBack, tick } from './deeds.ts';
import { openDesk, RELEASES, type TestDesk } from './desk.ts';
import { codes, POINTER } from './seen.ts';

let desk: TestDesk;
beforeEach(async () => {
  desk = await openDesk();
});
afterEach(() => desk.close());

const rights = () => desk.store.transaction((tx) => tx.rights.all());
const dryRun = () =>
  desk.use.planRelease({ version: 'v1.2.0', dryRun: true, caller: desk.caller('ada'), place: RELEASES });

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
    desk.world.objects.protect(POINTER, { temporaryHold: true });
    const answer = await planRelease(desk);
    expect(codes(answer)).toEqual(['pointer-kept']);
    expect(await refusalText(answer)).toContain('--no-temporary-hold');
  });

  it('because the bucket would keep what is released', async () => {
    desk.world.objects.policy.versioning = false;
    desk.world.objects.policy.retentionSeconds = 604_800;
    expect(codes(await planRelease(desk))).toEqual(['pointer-kept']);
    desk.world.objects.policy.versioning = true;
    expect((await planRelease(desk)).is).toBe('accepted');
  });

  it('because the bucket puts a hold on each new object', async () => {
    desk.world.objects.policy.defaultEventBasedHold = true;
    expect(codes(await planRelease(desk))).toEqual(['pointer-kept']);
  });

  it('because the version to go back to is not on npm any more', async () => {
    desk.world.registry.unpublish('@awell-health/navi-core', '1.1.0');
    const answer = await planRelease(desk);
    expect(codes(answer)).toEqual(['way-back-missing']);
    expect(await refusalText(answer)).toContain('@awell-health/navi-core@1.1.0 is not on npm');
  });

  it('because what a browser would get of it is nothing it can read', async () => {
    const pinned = desk.world.objects.live.get('v1.1.0/navi-loader.js');
    if (pinned !== undefined) pinned.contentEncoding = 'gzip';
    const answer = await planRelease(desk);
    expect(await refusalText(answer)).toContain('browsers cannot read v1.1.0/navi-loader.js');
  });

  it('and one that became so after its approval is stopped before its first write', async () => {
    desk.letWorkflowRun();
    const asked = await desk.request();
    desk.world.objects.protect(POINTER, { eventBasedHold: true });
    const answer = await desk.approve(asked);
    await desk.work();
    expect(JSON.stringify([answer, (await desk.operation(asked.id)).state])).toContain('event-based hold');
    expect(desk.world.scm.callsOf('createTag')).toEqual([]);
  });
});

describe('what cannot be known is told and does not block', () => {
  it('a line without a version to go back to', async () => {
    for (const path of [...desk.world.objects.live.keys()]) desk.world.objects.live.delete(path);
    expect(await evidenceOf('can be rolled back')).toMatchObject([
      { is: 'warn', evidence: expect.stringContaining('v1 has no verified version to roll back to yet') },
    ]);
  });

  it('a bucket whose policy Navi may not read', async () => {
    const forbidden = new NeighbourError({
      neighbour: 'gcs',
      call: 'bucket',
      kind: 'refused',
      problem: 'storage.buckets.get is missing',
    });
    desk.world.objects.failNext('bucket', forbidden);
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
    await desk.work();
    expect(await rights()).toEqual([]);

    await release(desk);
    const before = desk.world.registry.truth('@awell-health/navi-core')?.distTags;
    await tick(desk, 'try-rights');
    await desk.work();

    expect(await rights()).toMatchObject([
      { id: 'bucket', state: 'granted' },
      { id: 'dist-tags:@awell-health/navi-core', state: 'granted' },
      { id: 'dist-tags:@awell-health/navi-js', state: 'granted' },
      { id: 'dist-tags:@awell-health/navi-react', state: 'untried', detail: 'it has no tag next yet' },
      { id: 'npm-token', state: 'granted', detail: 'npm takes NPM_TOKEN; it does not expire' },
      { id: 'url-map', state: 'granted' },
    ]);
    expect(desk.world.registry.truth('@awell-health/navi-core')?.distTags).toEqual(before);
    const rows = await desk.store.transaction((tx) => tx.journal.of({ kind: 'store', id: 'rights' }));
    expect(rows.every(({ row, authentic }) => row.event === 'rights-tried' && authentic)).toBe(true);
    expect(rows.length).toBeGreaterThan(1);
  });

  it('one that is refused blocks with what lacks, is told once, and is tried again when it is asked for', async () => {
    desk.world.objects.denied.add('storage.objects.delete');
    await tick(desk, 'try-rights');
    await desk.work();
    const answer = await planRelease(desk);
    expect(codes(answer)).toEqual(['right-refused']);
    expect(await refusalText(answer)).toContain('storage.objects.delete on gs://');
    await desk.work();
    const notices = desk.world.chat.posts.filter(({ message }) => message.is === 'notice');
    expect(notices).toMatchObject([{ message: { text: expect.stringContaining('storage.objects.delete') } }]);

    desk.world.objects.denied.clear();
    expect(codes(await planRelease(desk))).toEqual(['right-refused']);
    await desk.work();
    expect((await planRelease(desk)).is).toBe('accepted');
  });

  it('are tried again before the first write when the last try is older than an hour', async () => {
    desk.letWorkflowRun();
    const asked = await desk.request();
    await desk.world.clock.advance(4_000_000);
    desk.world.cdn.denied.add('compute.urlMaps.invalidateCache');
    await desk.approve(asked);
    await desk.work();
    expect((await desk.operation(asked.id)).state).toMatchObject({
      is: 'stopped',
      trouble: { code: 'gate-blocks', detail: expect.stringContaining('compute.urlMaps.invalidateCache') },
    });
    expect(desk.world.scm.callsOf('createTag')).toEqual([]);
  });

  it('a service that does not answer blocks nothing, and a one-time password is for a person', async () => {
    await release(desk);
    desk.world.objects.failNext('permissions', 'unknown', 5);
    const otp = new NeighbourError({
      neighbour: 'npm',
      call: 'moveDistTag',
      kind: 'refused',
      code: 'EOTP',
      problem: 'a one-time password is needed',
    });
    desk.world.registry.failNext('moveDistTag', otp, 1);
    await tick(desk, 'try-rights');
    await desk.work();
    const found = Object.fromEntries((await rights()).map(({ id, state }) => [id, state]));
    expect(found['bucket']).toBe('untried');
    expect(Object.values(found)).not.toContain('refused');
  });

  it('leave the staging tag alone while a rollback is to move it', async () => {
    await release(desk);
    const { id } = await rollBack(desk);
    const before = desk.world.registry.callsOf('moveDistTag').length;
    await tryRights(desk.ground);
    expect(desk.world.registry.callsOf('moveDistTag')).toHaveLength(before);
    expect((await rights()).find((one) => one.id === 'dist-tags:@awell-health/navi-core')).toMatchObject({
      state: 'untried',
      detail: expect.stringContaining(id),
    });
  });

  it('a deprecation that worked is all that is known of deprecating', async () => {
    await release(desk);
    await rollBack(desk);
    await desk.work(900_000);
    expect(Buffer.from(desk.world.objects.live.get(POINTER)?.bytes ?? []).toString()).toBe(
      loaderText('1.1.0'),
    );
    expect((await rights()).find(({ id }) => id === 'deprecations')).toMatchObject({
      state: 'untried',
      triedAt: null,
      workedAt: expect.any(String),
    });
  });
});
