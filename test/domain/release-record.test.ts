import { describe, expect, it } from 'vitest';
import type { Operation } from '../../src/domain/operation.ts';
import type { PackageMove } from '../../src/domain/plan.ts';
import { type Release, recordedPackages } from '../../src/domain/release.ts';
import { foundLive, whenApproved, whenDone, whenEnded } from '../../src/domain/release-record.ts';
import { distTagSurface } from '../../src/domain/surface.ts';
import type { SurfaceChange } from '../../src/domain/surface-change.ts';
import { releaseContent } from '../../src/features/release/plans/release-content.ts';
import { sampleOperation } from '../harness/samples/sample-release.ts';
import { sampleRollback } from '../harness/samples/sample-rollback.ts';

const AT = '2026-11-23T09:00:00.000Z';
const LATER = '2026-11-23T09:05:00.000Z';
const BYTES = { sha384: 'sha384-new', generation: '8' };

/** What a step of the operation has shown to be live. */
type Change = (operation: Operation) => SurfaceChange;

/** The table after some changes, each given as a function of what is known. */
function table(...changes: ((known: Release[]) => Release[])[]): Map<string, Release> {
  const rows = new Map<string, Release>();
  for (const change of changes) for (const row of change([...rows.values()])) rows.set(row.version, row);
  return rows;
}

const approved = (operation: Operation) => (known: Release[]) =>
  whenApproved(operation, known, { commit: releaseContent.in(operation)?.commit ?? '', at: AT });
const done =
  (operation: Operation, change: Change, at = LATER) =>
  (known: Release[]) =>
    whenDone(operation, { changes: [change(operation)], isNew: releaseContent.isIn(operation), at }, known);
const statesOf = (rows: Map<string, Release>) =>
  Object.fromEntries([...rows.values()].map(({ version, state }) => [version, state.is]));

const pointerOf =
  (verified: boolean, sha384 = BYTES.sha384): Change =>
  ({ plan: { content } }) => ({
    id: content.pointer.surface,
    live: { version: content.version, ...BYTES, sha384 },
    verified,
  });
const SWAP = pointerOf(false);
const EDGE = pointerOf(true);
const latest =
  ({ name, after }: PackageMove): Change =>
  () => ({ id: distTagSurface(name, 'latest'), live: { version: after }, verified: true });

const release = sampleOperation();
const { version, pointer } = release.plan.content;
const before = pointer.from ?? '';
const rollback = sampleRollback();

describe('a release', () => {
  it('is known from its approval on, and so is the version that it finds live', () => {
    const rows = table(approved(release));
    expect(statesOf(rows)).toEqual({ [version]: 'approved', [before]: 'live' });
    expect(rows.get(version)).toMatchObject({ operation: release.id, replaced: before, liveAt: null });
    expect(rows.get(before)).toMatchObject({ operation: null, sha384: pointer.sha384 });
  });

  it('is live when its pointer write was read back, and verified when the edge was proven', () => {
    const moved = table(approved(release), done(release, SWAP));
    expect(statesOf(moved)).toEqual({ [version]: 'live', [before]: 'replaced' });
    expect(moved.get(version)).toMatchObject({ liveAt: LATER, verifiedAt: null, sha384: BYTES.sha384 });

    const proven = table(approved(release), done(release, SWAP), done(release, EDGE));
    expect(proven.get(version)).toMatchObject({ verifiedAt: LATER });
  });

  it('that ends before it moved anything is stopped; one that has moved the pointer is what is live', () => {
    const superseded: Operation = { ...release, state: { is: 'superseded', at: LATER, by: 'rbk_x' } };
    const ended = (known: Release[]) => whenEnded(superseded, known, LATER);
    expect(statesOf(table(approved(release), ended))).toMatchObject({ [version]: 'stopped' });
    expect(statesOf(table(approved(release), done(release, SWAP), ended))).toMatchObject({
      [version]: 'live',
    });
  });

  it('whose rest is approved again keeps what was read back', () => {
    const rows = table(approved(release), done(release, SWAP), approved(release));
    expect(rows.get(version)).toMatchObject({ state: { is: 'live' }, liveAt: LATER, sha384: BYTES.sha384 });
  });

  it('records what `latest` was only when every move of it was read back', () => {
    const npm = release.plan.content.packages.filter((move) => move.ships === 'npm');
    const moves = npm.filter((move) => move.movesLatest).map(latest);
    const [last, ...others] = moves.toReversed();
    const some = table(approved(release), ...others.map((step) => done(release, step)));
    const all = table(approved(release), ...moves.map((step) => done(release, step)));
    const of = (rows: Map<string, Release>) => {
      const row = rows.get(version);
      return row && recordedPackages(row);
    };
    expect(last).toBeDefined();
    expect(of(some)).toBeUndefined();
    expect(of(all)).toEqual(
      Object.fromEntries(npm.map((move) => [move.name, move.movesLatest ? move.after : move.before])),
    );
  });
});

describe('a rollback', () => {
  const { content } = rollback.plan;
  const live = foundLive({
    version: content.pointer.from ?? '',
    releaseLine: content.line,
    sha384: null,
    at: AT,
  });

  it('makes its target live again, and what was live rolled back', () => {
    const rows = table(() => [live], done(rollback, SWAP));
    expect(statesOf(rows)).toEqual({ [live.version]: 'rolled-back', [content.version]: 'live' });
    expect(rows.get(live.version)?.state).toEqual({ is: 'rolled-back', at: LATER, by: rollback.id });
  });

  it('leaves what its target had replaced, and when that was verified', () => {
    const target: Release = {
      ...foundLive({ version: content.version, releaseLine: content.line, sha384: 'sha384-x', at: AT }),
      state: { is: 'replaced', at: AT, successor: live.version },
      verifiedAt: AT,
      replaced: '0.9.0',
    };
    const rows = table(() => [live, target], done(rollback, pointerOf(false, 'sha384-x')));
    expect(rows.get(content.version)).toMatchObject({ replaced: '0.9.0', verifiedAt: AT, liveAt: LATER });
  });
});
