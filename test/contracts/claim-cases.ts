import { expect, test } from 'vitest';
import type { ApprovedRun, BoundRun } from '../../src/domain/claim.ts';
import type { Scm } from '../../src/ports/scm.ts';
import { failureOf } from './right-kinds.ts';

const DATE = '2026-11-23T09:00:00.123Z';
const WORKFLOW = { path: '.github/workflows/release.yml', blob: 'b'.repeat(40) };

/** The chain of a claim: each next commit is made once, by the first writer. */
export function claimCases(scm: () => Scm, head: () => string): void {
  const approved = (operation: string): ApprovedRun => ({
    operation,
    planHash: 'f'.repeat(64),
    version: '1.2.0',
    commit: head(),
    workflow: WORKFLOW,
    packages: [{ name: '@awell-health/navi-core', version: '1.2.0', access: 'public' }],
  });
  const open = (operation: string, onto: string | null = null, date = DATE) =>
    scm().openClaim({ approved: approved(operation), date, onto });
  const bind = (operation: string, of: { open: string; run: number }) => {
    const run: BoundRun = {
      id: of.run,
      attempt: 1,
      ref: 'refs/tags/v1.2.0',
      headSha: head(),
      workflow: WORKFLOW,
    };
    return scm().bindClaim({ open: of.open, approved: approved(operation), run, date: DATE });
  };
  const revoke = (operation: string) =>
    scm().revokeClaim({ operation, reason: 'v1.2.0 was stopped', date: DATE });

  test('a claim is opened once, and reads as it was written', async () => {
    expect(await scm().claim('rel_open')).toBeUndefined();
    const { sha } = await open('rel_open');
    expect(await scm().claim('rel_open')).toEqual({
      sha,
      parent: null,
      claim: { state: 'open', approved: approved('rel_open') },
    });
    expect(await failureOf(open('rel_open'))).toMatchObject({ kind: 'conflict' });
    expect(await scm().claim('rel_open')).toMatchObject({ sha });
  });

  test('of two runs one binds it, by a child of the open commit', async () => {
    const { sha } = await open('rel_two');
    const ended = await Promise.allSettled([
      bind('rel_two', { open: sha, run: 71 }),
      bind('rel_two', { open: sha, run: 72 }),
    ]);
    expect(ended.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await scm().claim('rel_two')).toMatchObject({ parent: sha, claim: { state: 'bound' } });
    expect(await failureOf(bind('rel_two', { open: sha, run: 73 }))).toMatchObject({ kind: 'conflict' });
  });

  test('a revoke before the bind wins over it', async () => {
    const { sha } = await open('rel_before');
    expect(await revoke('rel_before')).toMatchObject({ run: null });
    expect(await failureOf(bind('rel_before', { open: sha, run: 71 }))).toMatchObject({ kind: 'conflict' });
    expect(await scm().claim('rel_before')).toMatchObject({
      parent: sha,
      claim: { state: 'revoked', reason: 'v1.2.0 was stopped', run: null },
    });
  });

  test('a revoke after the bind names the run, and is made once', async () => {
    const { sha } = await open('rel_after');
    await bind('rel_after', { open: sha, run: 71 });
    expect(await revoke('rel_after')).toMatchObject({ run: 71 });
    const revoked = await scm().claim('rel_after');
    expect(revoked?.claim).toMatchObject({ state: 'revoked', run: 71 });
    expect(await revoke('rel_after')).toMatchObject({ run: 71 });
    expect(await scm().claim('rel_after')).toEqual(revoked);
  });

  test('a claim that was never opened can be revoked, and is then not opened any more', async () => {
    expect(await revoke('rel_never')).toMatchObject({ run: null });
    expect(await failureOf(open('rel_never'))).toMatchObject({ kind: 'conflict' });
    expect(await scm().claim('rel_never')).toMatchObject({ claim: { state: 'revoked' } });
  });

  test('a claim is opened again behind the run that had it', async () => {
    const { sha } = await open('rel_again');
    const bound = await bind('rel_again', { open: sha, run: 71 });
    const again = await open('rel_again', bound.sha);
    expect(again.sha).not.toBe(sha);
    expect(await open('rel_again', bound.sha)).toMatchObject({ sha: again.sha });
    const other = open('rel_again', bound.sha, '2026-11-23T10:00:00.000Z');
    expect(await failureOf(other)).toMatchObject({ kind: 'conflict' });
    expect(await failureOf(bind('rel_again', { open: sha, run: 72 }))).toMatchObject({ kind: 'conflict' });
    await bind('rel_again', { open: again.sha, run: 72 });
    expect(await scm().claim('rel_again')).toMatchObject({ claim: { state: 'bound', run: { id: 72 } } });
  });

  test('an old claim names its run, is made once, and can be revoked', async () => {
    const claim = (run: number) => scm().createOldClaim({ operation: 'rel_old', run, commit: head() });
    await claim(71);
    expect(await failureOf(claim(72))).toMatchObject({ kind: 'conflict' });
    expect(await scm().claim('rel_old')).toEqual({
      sha: head(),
      parent: null,
      claim: { state: 'old', run: 71 },
    });
    expect(await revoke('rel_old')).toMatchObject({ run: 71 });
    expect(await scm().claim('rel_old')).toMatchObject({ claim: { state: 'revoked', run: 71 } });
    expect(await failureOf(claim(71))).toMatchObject({ kind: 'conflict' });
  });

  test('an old claim cannot be made where the claim is revoked', async () => {
    await revoke('rel_oldlate');
    const late = scm().createOldClaim({ operation: 'rel_oldlate', run: 71, commit: head() });
    expect(await failureOf(late)).toMatchObject({ kind: 'conflict' });
  });
}
