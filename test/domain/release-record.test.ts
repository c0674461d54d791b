import { describe, expect, it } from 'vitest';
import type { Operation } from '../../src/domain/operation.ts';
import type { PackageMove } from '../../src/domain/plan.ts';
import { type Release, recordedPackages } from '../../src/domain/release.ts';
import { foundLive, whenApproved, whenDone, whenEnded } from '../../src/domain/release-record.ts';
import type { Evidence, PlanStep } from '../../src/domain/step.ts';
import { sampleOperation } from '../builders/sample-release.ts';
import { sampleRollback } from '../builders/sample-rollback.ts';

const AT = '2026-11-23T09:00:00.000Z';
const LATER = '2026-11-23T09:05:00.000Z';
const BYTES = { sha384: 'sha384-new', generation: '8' };

/** The table after some changes, each given as a function of what is known. */
function table(...changes: ((known: Release[]) => Release[])[]): Map<string, Release> {
  const rows = new Map<string, Release>();
  for (const change of changes) for (const row of change([...rows.values()])) rows.set(row.version, row);
  return rows;
}

const approved = (operation: Operation) => (known: Release[]) => whenApproved(operation, known, AT);
const done =
  (operation: Operation, step: PlanStep, evidence: Evidence = BYTES, at = LATER) =>
  (known: Release[]) =>
    whenDone(operation, { step, evidence, at }, known);
const statesOf = (rows: Map<string, Release>) =>
  Object.fromEntries([...rows.values()].map(({ version, state }) => [version, state.is]));

const SWAP: PlanStep = {
  id: 'swap-pointer',
  kind: 'swap-pointer',
  after: [],
  params: {
    from: 'v1.2.0/navi-loader.js',
    to: 'v1/navi-loader.js',
    ifGeneration: '7',
    version: '1.2.0',
    contentType: 'application/javascript',
    cacheControl: 'public, max-age=3600',
    source: null,
  },
};
const EDGE: PlanStep = {
  id: 'verify-edge',
  kind: 'verify-edge',
  after: [],
  params: { path: '/v1/navi-loader.js', expect: null },
};
const latest = ({ name, after }: PackageMove): PlanStep => ({
  id: `latest:${name}`,
  kind: 'move-dist-tag',
  after: [],
  params: { name, tag: 'latest', from: null, to: after, onDrift: 'hold' },
});

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
    const rows = table(() => [live, target], done(rollback, SWAP, { sha384: 'sha384-x' }));
    expect(rows.get(content.version)).toMatchObject({ replaced: '0.9.0', verifiedAt: AT, liveAt: LATER });
  });
});
