import { describe, expect, it } from 'vitest';
import type { Surface, SurfaceId } from '../../../src/domain/surface.ts';
import { UNANSWERED } from '../../../src/features/alerts/index.ts';
import { driftCard, driftLines } from '../../../src/features/drift/card.ts';
import { type Decided, type DriftAlert, decideDrift } from '../../../src/features/drift/decide-drift.ts';
import type { LateWrite } from '../../../src/features/drift/late-write.ts';
import { gitTagSubject, type Look, surfaceSubject } from '../../../src/features/drift/looks.ts';

const AT = '2026-11-23T09:00:00.000Z';
const SOONER = '2026-11-23T08:59:50.000Z';
const HEADERS = {
  cacheControl: 'public, max-age=3600',
  contentType: 'text/javascript',
  contentEncoding: null,
};
const POINTER: SurfaceId = 'pointer:v1';
const LATEST: SurfaceId = 'npm:navi-js#latest';

const surface = (id: SurfaceId, live: Surface['live']): Surface => ({
  id,
  live,
  since: SOONER,
  verifiedAt: SOONER,
  by: 'rel_1',
  heldBy: null,
});
const RECORD = {
  surfaces: [
    surface(POINTER, { version: '1.1.0', sha384: 'sha384-one', generation: '1', headers: HEADERS }),
    surface(LATEST, { version: '1.1.0' }),
  ],
  gitTags: [{ tag: 'v1.1.0', commit: 'aaaaaaaaaa', object: null as string | null }],
  alerts: [] as DriftAlert[],
  late: [] as LateWrite[],
};

const origin = {
  sha384: 'sha384-one',
  version: '1.1.0',
  generation: '1',
  headers: HEADERS,
  updatedAt: SOONER,
};
const other = { ...origin, sha384: 'sha384-other', version: null, generation: '2' };
const bytes = (probe: string, sha384 = 'sha384-one', cacheControl = HEADERS.cacheControl) =>
  ({ probe, is: 'bytes', sha384, cacheControl, contentType: HEADERS.contentType }) as const;
const pointer = (change: Partial<Extract<Look, { is: 'pointer' }>> = {}): Look => ({
  is: 'pointer',
  subject: surfaceSubject(POINTER),
  path: 'v1/navi-loader.js',
  origin,
  served: [bytes('a'), bytes('b')],
  ...change,
});
const distTag = (version: string | null, isShown = true): Look => ({
  is: 'dist-tag',
  subject: surfaceSubject(LATEST),
  name: 'navi-js',
  tag: 'latest',
  version,
  isShown,
});
const gitTag = (commit: string | null): Look => ({
  is: 'git-tag',
  subject: gitTagSubject('v1.1.0'),
  tag: 'v1.1.0',
  found: commit === null ? null : { commit, object: commit },
});
const decide = (look: Look, change: Partial<typeof RECORD> = {}, holders: string[] = []) =>
  decideDrift([look], { ...RECORD, ...change }, new Set(holders), AT);
const whatOf = (decided: readonly Decided[]) =>
  decided.map((one) => (one.is === 'suspect' ? one.finding.what : one.is));

describe('one look', () => {
  it.each<[string, Look, boolean]>([
    ['a pointer that is as recorded, everywhere', pointer(), true],
    [
      'one that a probe cannot reach',
      pointer({ served: [bytes('a'), { probe: 'b', is: 'unreachable' }] }),
      false,
    ],
    [
      'one whose probe answers 503',
      pointer({ served: [bytes('a'), { probe: 'b', is: 'missing', status: 503 }] }),
      false,
    ],
    ['one without probes', pointer({ served: [] }), false],
    [
      'one for which the CDN shortens the time',
      pointer({ served: [bytes('a', 'sha384-one', 'max-age=60')] }),
      true,
    ],
    ['a dist-tag', distTag('1.1.0'), true],
    ['one that readers are not shown yet', distTag('1.1.0', false), false],
    ['a Git tag', gitTag('aaaaaaaaaa'), true],
  ])('finds %s right', (_what, look, isVerified) => {
    expect(decide(look)).toEqual([{ is: 'as-recorded', look, isVerified, alert: undefined }]);
  });

  it.each<[string, Look]>([
    ['a service that does not answer', { is: 'unreadable', subject: surfaceSubject(POINTER) }],
    ['probes that all do not answer', pointer({ served: [{ probe: 'a', is: 'unreachable' }] })],
    ['a surface that was never recorded', { ...pointer(), subject: surfaceSubject('pointer:v2') }],
  ])('says nothing of %s', (_what, look) => {
    expect(decide(look)).toEqual([]);
  });

  it.each<[Look, string]>([
    [pointer({ origin: null }), 'v1/navi-loader.js is missing'],
    [pointer({ origin: other }), 'v1/navi-loader.js has unknown content (sha384-other…)'],
    [pointer({ origin: { ...other, version: '1.0.0' } }), 'v1/navi-loader.js has the content of v1.0.0'],
    [
      pointer({ origin: { ...origin, headers: { ...HEADERS, cacheControl: 'no-store' } } }),
      'v1/navi-loader.js: Cache-Control is no-store, expected public, max-age=3600',
    ],
    [
      pointer({ served: [bytes('a'), bytes('b', 'sha384-old')] }),
      'v1/navi-loader.js is not served as recorded, though the bucket has it: b',
    ],
    [
      pointer({
        served: [bytes('a', 'sha384-one', 'max-age=99999'), { probe: 'b', is: 'missing', status: 404 }],
      }),
      'v1/navi-loader.js is not served as recorded, though the bucket has it: a, b',
    ],
    [distTag('1.2.0'), 'latest is 1.2.0'],
    [distTag(null), 'latest is not set'],
    [gitTag('bbbbbbbbbb'), 'the Git tag v1.1.0 is at bbbbbbb'],
    [gitTag(null), 'the Git tag v1.1.0 is missing'],
  ])('%# finds: %s', (look, what) => {
    expect(whatOf(decide(look))).toEqual([what]);
  });

  it('does not count stale caches of what was never verified, as after Adopt', () => {
    const [first, ...others] = RECORD.surfaces;
    if (first === undefined) throw new Error('none');
    const surfaces = [{ ...first, verifiedAt: null }, ...others];
    const look = pointer({ served: [bytes('a', 'sha384-old')] });
    expect(decide(look, { surfaces })).toMatchObject([{ is: 'as-recorded', isVerified: false }]);
  });

  it('puts back its own late write, unless an operation holds it; any other value is a person’s', () => {
    const write = { operation: 'rel_1', step: 'latest:navi-js', surface: LATEST, version: '1.2.0' };
    const look = distTag('1.2.0');
    expect(decide(look, { late: [write] })).toMatchObject([{ is: 'late', write, surface: { id: LATEST } }]);
    expect(whatOf(decide(distTag('1.3.0'), { late: [write] }))).toEqual(['latest is 1.3.0']);
    expect(whatOf(decide(look, { late: [{ ...write, surface: 'npm:other#latest' }] }))).toEqual([
      'latest is 1.2.0',
    ]);
    const held = RECORD.surfaces.map((one) => ({ ...one, heldBy: 'rel_2' }));
    expect(whatOf(decide(look, { late: [write], surfaces: held }))).toEqual(['latest is 1.2.0']);
  });

  it('offers to adopt only what has a version', () => {
    const adopts = (look: Look) => decide(look).map((one) => one.is === 'suspect' && one.finding.adopts);
    expect(adopts(pointer({ origin: other }))).toEqual([null]);
    expect(adopts(pointer({ origin: null }))).toEqual([null]);
    expect(adopts(pointer({ served: [bytes('a', 'sha384-old')] }))).toEqual([null]);
    expect(adopts(distTag(null))).toEqual([null]);
    expect(adopts(distTag('1.2.0'))).toEqual([{ is: 'surface', live: { version: '1.2.0' } }]);
    expect(adopts(gitTag('bbbbbbbbbb'))).toEqual([{ is: 'git-tag', commit: 'bbbbbbbbbb' }]);
  });
});

describe('looks in a row', () => {
  /** Each look is made with what the one before left. */
  const play = (looks: readonly Look[], holders: string[] = []) => {
    let alerts: DriftAlert[] = [];
    return looks.map((look) => {
      const [decided] = decide(look, { alerts }, holders);
      if (decided?.is === 'suspect')
        alerts = [
          {
            ...{ id: 'drf_1', kind: 'drift', subject: look.subject, state: { is: 'suspect' }, since: SOONER },
            ...{
              looks: 1,
              revision: 1,
              details: {},
              finding: decided.finding,
              answer: UNANSWERED,
              calling: null,
            },
          },
        ];
      if (decided?.is === 'seen') alerts = [decided.next];
      if (decided?.is === 'forget' || decided?.is === 'as-recorded') alerts = [];
      return decided?.is === 'seen' ? decided.next.state.is : (decided?.is ?? 'nothing');
    });
  };
  const silent: Look = { is: 'unreadable', subject: surfaceSubject(LATEST) };
  const [wrong, worse, right] = [distTag('1.2.0'), distTag('1.3.0'), distTag('1.1.0')];

  it.each<[string, readonly Look[], readonly string[]]>([
    [
      'three that agree are an alarm, once',
      [wrong, wrong, wrong, wrong],
      ['suspect', 'suspect', 'firing', 'nothing'],
    ],
    [
      'two and a right one are none',
      [wrong, wrong, right, wrong],
      ['suspect', 'suspect', 'as-recorded', 'suspect'],
    ],
    [
      'one that finds something else begins anew',
      [wrong, wrong, worse, worse, worse],
      ['suspect', 'suspect', 'suspect', 'suspect', 'firing'],
    ],
    [
      'a silent service neither counts nor clears',
      [wrong, silent, wrong, silent, wrong],
      ['suspect', 'nothing', 'suspect', 'nothing', 'firing'],
    ],
    [
      'what fires and finds something else says so',
      [wrong, wrong, wrong, worse, worse],
      ['suspect', 'suspect', 'firing', 'firing', 'nothing'],
    ],
    [
      'what fires ends when it is right',
      [wrong, wrong, wrong, right],
      ['suspect', 'suspect', 'firing', 'as-recorded'],
    ],
  ])('%s', (_what, looks, expected) => {
    expect(play(looks)).toEqual(expected);
  });

  it('the card and the list name a recorded commit by its beginning', () => {
    const finding = {
      ...{ what: 'the Git tag v1.2.0 is at 7654321', key: 'x', changedAt: null, adopts: null },
      ...{ recorded: '0123456789abcdef0123456789abcdef01234567', tagObject: 'f'.repeat(40) },
    };
    const alert: DriftAlert = {
      ...{ id: 'drf_1', kind: 'drift', subject: { kind: 'git-tag', id: 'v1.2.0' }, looks: 3, revision: 1 },
      ...{ details: {}, answer: UNANSWERED, calling: null },
      ...{ since: SOONER, state: { is: 'firing', since: SOONER }, finding },
    };
    const { lines } = driftCard(alert, { asks: [], buttons: [] });
    const text = [...lines, ...driftLines(alert, SOONER)].join('\n');
    expect(text).toContain('Recorded: 0123456\n');
    expect(text).toContain('recorded: 0123456');
    expect(text).not.toMatch(/[0-9a-f]{8}/);
  });

  it('a decision is on what was shown: the revision rises with what is found', () => {
    const finding = { what: 'x', key: 'x', recorded: 'v1.1.0', changedAt: null, adopts: null };
    const alert: DriftAlert = {
      ...{
        id: 'drf_1',
        kind: 'drift',
        subject: surfaceSubject(LATEST),
        looks: 3,
        revision: 1,
        details: {},
        answer: UNANSWERED,
        calling: null,
      },
      ...{ since: SOONER, state: { is: 'firing', since: SOONER }, finding },
    };
    expect(decide(wrong, { alerts: [alert] })).toMatchObject([
      { is: 'seen', next: { revision: 2, since: SOONER } },
    ]);
  });

  it('nothing follows while an approved operation holds it, and a suspicion is forgotten', () => {
    const held = [`surface:${LATEST}`];
    expect(play([wrong, wrong, wrong], held)).toEqual(['nothing', 'nothing', 'nothing']);
    const [suspected] = decide(wrong);
    if (suspected?.is !== 'suspect') throw new Error('not suspected');
    const alert: DriftAlert = {
      ...{
        id: 'drf_1',
        kind: 'drift',
        subject: surfaceSubject(LATEST),
        looks: 2,
        revision: 1,
        details: {},
        answer: UNANSWERED,
        calling: null,
      },
      ...{ since: SOONER, state: { is: 'suspect' }, finding: suspected.finding },
    };
    expect(decide(wrong, { alerts: [alert] }, held)).toEqual([{ is: 'forget', alert }]);
    const firing: DriftAlert = { ...alert, state: { is: 'firing', since: SOONER } };
    expect(decide(right, { alerts: [firing] }, held)).toEqual([]);
    // What Navi does not look at any more is no alert.
    expect(decide(gitTag('aaaaaaaaaa'), { alerts: [firing] })).toContainEqual({
      is: 'forget',
      alert: firing,
    });
  });
});
