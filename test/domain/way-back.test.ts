import { describe, expect, it } from 'vitest';
import {
  type BucketFacts,
  type ObjectProtection,
  replacementBlockers,
} from '../../src/domain/object-protection.ts';
import { areFresh, neededRights, type Right } from '../../src/domain/right.ts';

const AT = '2026-11-23T10:00:00.000Z';
const LATER = '2026-11-30T10:00:00.000Z';
const FREE: ObjectProtection = { temporaryHold: false, eventBasedHold: false, retainedUntil: null };
const BUCKET: BucketFacts = { retentionSeconds: null, defaultEventBasedHold: false, versioning: false };

function keeps(protection: Partial<ObjectProtection> | undefined, policy: Partial<BucketFacts> | undefined) {
  return replacementBlockers({
    bucket: 'b',
    path: 'v1/l.js',
    protection: protection === undefined ? undefined : { ...FREE, ...protection },
    policy: policy === undefined ? undefined : { ...BUCKET, ...policy },
    at: AT,
  }).map(({ cure }) => cure.replace(/^gcloud storage (\S+) update \S+ /, '$1 '));
}

describe('what keeps a pointer from being moved and moved back', () => {
  it.each([
    ['nothing', {}, {}, []],
    ['nothing, where there is no pointer', undefined, {}, []],
    ['a temporary hold', { temporaryHold: true }, {}, ['objects --no-temporary-hold']],
    ['an event-based hold', { eventBasedHold: true }, {}, ['objects --no-event-based-hold']],
    [
      'its retention',
      { retainedUntil: LATER },
      {},
      ['objects --clear-retention --override-unlocked-retention'],
    ],
    ['a retention that is over', { retainedUntil: '2026-11-23T09:59:59.000Z' }, {}, []],
    [
      'a retention, with versions but without a policy: its own',
      { retainedUntil: LATER },
      { versioning: true },
      ['objects --clear-retention --override-unlocked-retention'],
    ],
    ['a policy that versions meet', { retainedUntil: LATER }, { versioning: true, retentionSeconds: 60 }, []],
    ['a policy, afterwards', {}, { retentionSeconds: 60 }, ['buckets --versioning']],
    [
      'a policy, afterwards, though there is no pointer yet',
      undefined,
      { retentionSeconds: 60 },
      ['buckets --versioning'],
    ],
    [
      'a default hold, afterwards',
      {},
      { defaultEventBasedHold: true },
      ['buckets --no-default-event-based-hold'],
    ],
    [
      'a hold, even with an unreadable policy',
      { temporaryHold: true },
      undefined,
      ['objects --no-temporary-hold'],
    ],
    [
      'everything at once',
      { temporaryHold: true, eventBasedHold: true },
      { defaultEventBasedHold: true },
      [
        'objects --no-temporary-hold',
        'objects --no-event-based-hold',
        'buckets --no-default-event-based-hold',
      ],
    ],
  ])('%s', (_, protection, policy, cures) => {
    expect(keeps(protection, policy)).toEqual(cures);
  });
});

describe('rights', () => {
  const right = (id: string, triedAt: string | null): Right => ({
    id,
    state: 'granted',
    detail: '',
    triedAt,
    workedAt: null,
  });
  const needed = neededRights(['a']);

  it.each([
    ['all within the hour', ['2026-11-23T09:00:00.000Z', AT, AT, AT], true],
    ['one before that', ['2026-11-23T08:59:59.000Z', AT, AT, AT], false],
    ['one never', [null, AT, AT, AT], false],
    ['one unknown', [AT, AT, AT], false],
  ])('are fresh when tried: %s', (_, times, expected) => {
    const rights = times.map((time, at) => right(needed[at] ?? '', time));
    expect(areFresh(rights, needed, AT)).toBe(expected);
  });
});
