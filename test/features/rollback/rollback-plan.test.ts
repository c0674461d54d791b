import { describe, expect, it } from 'vitest';
import type { Candidate, RollbackFacts } from '../../../src/features/rollback/rollback-facts.ts';
import { type DecidedRollback, decideRollback } from '../../../src/features/rollback/rollback-plan.ts';
import { deprecate } from '../../../src/features/surfaces/steps/deprecate.ts';
import { settingsWith } from '../../harness/samples/settings.ts';

const JS = '@awell-health/navi-js';
const NOW = '2026-11-23T10:00:00.000Z';

/** As Navi writes a pointer. */
const HEADERS = {
  cacheControl: 'public, max-age=3600',
  contentType: 'application/javascript',
  contentEncoding: null,
};
const PINNED = { ...HEADERS, contentLanguage: null, contentDisposition: null, metadata: {} };

function candidate(version: string, latest: string | null | undefined): Candidate {
  return {
    version,
    bytes: { sha384: `sha384-${version}`, size: 1, generation: '7', headers: PINNED },
    quarantined: null,
    unusable: null,
    packages: latest === undefined ? undefined : { [JS]: latest },
  };
}

function facts(change: Partial<RollbackFacts> = {}): RollbackFacts {
  return {
    releaseLine: 'v1',
    record: {
      releaseLine: 'v1',
      live: '1.2.0',
      versions: ['1.2.0', '1.1.0'].map((version) => ({
        version,
        verified: true,
        quarantined: null,
        replaced: null,
      })),
      underWay: null,
    },
    pointer: { generation: '9', sha384: 'sha384-1.2.0', version: '1.2.0', headers: HEADERS },
    versions: ['1.2.0', '1.1.0', '1.0.0'],
    candidates: [candidate('1.2.0', '1.2.0'), candidate('1.1.0', '1.1.0')],
    taken: [{ version: '1.2.0', packages: [{ name: JS, version: '1.2.0' }] }],
    packages: [{ name: JS, live: '1.2.0', published: ['1.0.0', '1.1.0', '1.2.0'], otherHolder: null }],
    underWay: undefined,
    lastRollback: undefined,
    ...change,
  };
}

function decide(of: RollbackFacts, from = '1.2.0'): DecidedRollback {
  const ask = { target: { from, to: '1.1.0' }, reason: 'it hurts', cdnOnly: false };
  const stamp = { operation: 'rbk_1', revision: 1, now: NOW, policy: 'policy-1' };
  const decided = decideRollback(of, settingsWith(), { ask, stamp });
  if (decided.is === 'refusal') throw new Error(JSON.stringify(decided));
  return decided;
}

describe('what a rollback gives back on npm', () => {
  it('is what latest was, and the message names it', () => {
    const { plan } = decide(facts());
    expect(plan.content.packages).toMatchObject([{ before: '1.2.0', after: '1.1.0', movesLatest: true }]);
    expect(plan.content.deprecates[0]?.message).toContain(`npm install ${JS}@1.1.0`);
  });

  it('and what a rollback that it takes over from still owed, each version by a step of its own', () => {
    const underWay = {
      operation: 'rbk_0',
      kind: 'rollback' as const,
      version: '1.1.0',
      run: null,
      openDeprecations: [
        { name: JS, version: '1.2.0' },
        { name: JS, version: '1.3.0' },
      ],
    };
    const { content } = decide(facts({ underWay })).plan;

    expect(content.deprecates.map(({ version }) => version)).toEqual(['1.2.0', '1.3.0']);
    expect(content.steps.flatMap(({ id, kind }) => (kind === 'deprecate' ? [id] : []))).toEqual([
      `deprecate:${JS}`,
      `deprecate:${JS}@1.3.0`,
    ]);
  });

  it.each([
    ['what its run may still publish', [{ name: JS, version: '1.3.0' }], ['1.3.0']],
    ['nothing, where its run publishes nothing', [], []],
    ['everything, in a plan that does not say what the run publishes', undefined, ['1.2.0', '1.3.0']],
  ])('the end of a run is waited for by the deprecation of %s', (_, publishes, wanted) => {
    const run = { run: 7, operation: 'rel_3', workflow: 'release.yml', since: NOW };
    const underWay = {
      operation: 'rel_3',
      kind: 'release' as const,
      version: '1.3.0',
      run: publishes === undefined ? run : { ...run, publishes },
      openDeprecations: [],
    };
    const taken = ['1.2.0', '1.3.0'].map((version) => ({ version, packages: [{ name: JS, version }] }));
    const { steps } = decide(facts({ underWay, taken })).plan.content;

    const allBefore = (id: string): string[] =>
      (steps.find((step) => step.id === id)?.after ?? []).flatMap((one) => [one, ...allBefore(one)]);
    const deprecations = deprecate.in(steps);
    const waiting = deprecations.filter(({ id }) => allBefore(id).includes('cancel-run'));
    expect(waiting.map(({ params }) => params.version)).toEqual(wanted);
    // One writer per package at a time, and tags before the first of them.
    expect(allBefore(deprecations[1]?.id ?? '')).toContain(deprecations[0]?.id);
    expect(allBefore(deprecations[0]?.id ?? '')).toContain(`latest:${JS}`);
    expect(allBefore('announce')).not.toContain('cancel-run');
  });

  const [live] = facts().packages;
  if (live === undefined) throw new Error('no package');
  it.each([
    [
      'the registry no longer has its version',
      { packages: [{ ...live, published: ['1.0.0', '1.2.0'] }] },
      `npm does not have ${JS}@1.1.0`,
    ],
    [
      'nothing is recorded',
      { candidates: [candidate('1.2.0', '1.2.0'), candidate('1.1.0', undefined)] },
      'Navi has no record of it at v1.1.0',
    ],
    [
      'the package was not on npm yet',
      { candidates: [candidate('1.2.0', '1.2.0'), candidate('1.1.0', null)] },
      'the package had none at v1.1.0',
    ],
  ])('is nothing where %s, and the plan says why', (_, change, why) => {
    const { plan, warnings } = decide(facts(change));

    expect(plan.content.packages).toMatchObject([{ after: '1.2.0', movesLatest: false, stays: why }]);
    expect(plan.content.deprecates).toEqual([]);
    expect(warnings).toContain(
      `latest of ${JS} stays at 1.2.0: ${why}. ${JS}@1.2.0 is not deprecated while latest leads to it.`,
    );
  });

  it('is nothing where another line has it, and the plan says why', () => {
    const { plan, warnings } = decide(
      facts({ packages: [{ ...live, live: '2.0.0', otherHolder: 'rel_v2' }] }),
    );

    const why = 'it belongs to rel_v2, of another line';
    expect(plan.content.packages).toMatchObject([{ after: '2.0.0', movesLatest: false, stays: why }]);
    expect(warnings).toContain(`latest of ${JS} stays at 2.0.0: ${why}.`);
  });

  it('is not explained where it has its value already', () => {
    const { plan, warnings } = decide(facts({ packages: [{ ...live, live: '1.1.0' }] }));

    expect(plan.content.packages[0]).not.toHaveProperty('stays');
    expect(warnings.join()).not.toContain('latest of');
  });
});

/** A pointer with the bytes of this version, and what is wrong with its headers. */
function pointerOf(version: string, wrong: Partial<typeof HEADERS> = {}) {
  return { generation: '9', sha384: `sha384-${version}`, version, headers: { ...HEADERS, ...wrong } };
}

describe('the pointer’s headers', () => {
  const immutable = { cacheControl: 'public, max-age=31536000, immutable' };

  it('where they are wrong the pointer is written again, though it has the target’s bytes', () => {
    const copied = facts({
      pointer: pointerOf('1.1.0', immutable),
      taken: [],
      packages: [],
    });
    const { plan, warnings } = decide(copied, '1.1.0');
    expect(plan.content.pointer).toMatchObject({ from: '1.1.0', to: '1.1.0', ...immutable });
    expect(warnings.join('\n')).toContain(
      'v1/navi-loader.js already has this content, but it was changed: Cache-Control is public, max-age=31536000, immutable',
    );
    expect(warnings.join('\n')).toContain('they expire soon after 2027-11-23T10:00:00.000Z');
  });

  it('where they are right there is nothing to go back to', () => {
    const there = facts({ pointer: pointerOf('1.1.0'), taken: [], packages: [] });
    expect(() => decide(there, '1.1.0')).toThrow('target-live');
  });

  it('the plan carries the pinned object’s, and the pointer’s own Cache-Control', () => {
    const swap = decide(facts()).plan.content.steps.find((step) => step.kind === 'swap-pointer');
    expect(swap?.params).toMatchObject({
      cacheControl: 'public, max-age=3600',
      carriesHeaders: true,
      source: { headers: PINNED },
    });
  });
});

describe('what a person is told before they confirm', () => {
  it('until when browsers may keep the script', () => {
    expect(decide(facts()).warnings).toContain(
      'Browser caches keep the old script. If you confirm now, they expire soon after 2026-11-23T11:00:00.000Z.',
    );
  });

  it('that the loader did not change', () => {
    const same = facts({ pointer: pointerOf('1.1.0') });
    expect(decide(same).warnings[0]).toBe(
      'The loader is the same in both versions: moving the pointer changes nothing.',
    );
  });
});
