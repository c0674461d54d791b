import { describe, expect, it } from 'vitest';
import type { Failure } from '../../src/domain/source-health.ts';
import type { Context } from '../../src/engine/context.ts';
import { defineSource, sourcesFrom } from '../../src/engine/define-source.ts';
import { ServiceError, type ServiceErrorFacts } from '../../src/ports/service-error.ts';
import { createFakeClock } from '../harness/fakes/clock.ts';
import { createFakeTelemetry } from '../harness/fakes/telemetry.ts';

const NOON = '2026-11-27T12:00:00.000Z';
const WINDOW = { from: new Date(NOON), to: new Date(NOON) };

const aSource = (changes: Partial<Parameters<typeof defineSource>[0]> = {}) =>
  defineSource({
    id: 'sentry',
    everyMinutes: 1,
    lagMinutes: 2,
    reachMinutes: 60,
    right: 'org:read',
    read: async () => ({ samples: [], details: null }),
    ...changes,
  });

// A read of these sources asks the context for nothing else.
const context = () =>
  ({ clock: createFakeClock(NOON), telemetry: createFakeTelemetry() }) as unknown as Context;

const failing = (facts: Partial<ServiceErrorFacts>) =>
  aSource({
    read: async () => {
      throw new ServiceError({ service: 'sentry', call: 'read', kind: 'refused', problem: 'no', ...facts });
    },
  });

describe('a source', () => {
  it.each<[string, Partial<ServiceErrorFacts>, Failure]>([
    ['a token that is not accepted', { status: 401 }, { is: 'unauthorized' }],
    ['a missing right', { status: 403 }, { is: 'forbidden', right: 'org:read' }],
    ['an unknown project', { status: 404 }, { is: 'not-found' }],
    [
      'a limit that names a time',
      { kind: 'rate-limited', status: 429, retryAfterMs: 90_000 },
      { is: 'rate-limited', until: '2026-11-27T12:01:30.000Z' },
    ],
    [
      'a limit that names an absurd time',
      { kind: 'rate-limited', status: 429, retryAfterMs: 1e18 },
      { is: 'rate-limited', until: '2026-11-27T13:00:00.000Z' },
    ],
    [
      'a limit that names a time that is over',
      { kind: 'rate-limited', status: 429, retryAfterMs: -5_000 },
      { is: 'rate-limited', until: '2026-11-27T12:00:00.500Z' },
    ],
    ['a limit that names none', { kind: 'rate-limited', status: 429 }, { is: 'rate-limited', until: null }],
    ['an error of the service', { kind: 'unknown', status: 503 }, { is: 'server-error', status: 503 }],
    ['no answer', { kind: 'unknown' }, { is: 'no-answer' }],
    ['an answer of another form', { status: 200, code: 'malformed' }, { is: 'unreadable' }],
  ])('tells of %s', async (_, facts, failure) => {
    expect(await failing(facts).read(context(), WINDOW)).toEqual({ is: 'failed', failure, problem: 'no' });
  });

  it('is not read where its setting is missing', async () => {
    const source = aSource({ read: async () => ({ missing: 'SENTRY_AUTH_TOKEN' }) });

    expect(await source.read(context(), WINDOW)).toEqual({
      is: 'not-configured',
      setting: 'SENTRY_AUTH_TOKEN',
    });
  });

  it('hides no error of Navi itself', async () => {
    const source = aSource({ read: () => Promise.reject(new TypeError('a fault')) });

    await expect(source.read(context(), WINDOW)).rejects.toThrow('a fault');
  });
});

describe('the files of sources', () => {
  it('are read by name', () => {
    const files = [
      { name: 'sentry', exports: { default: aSource() } },
      { name: 'probes', exports: { default: aSource({ id: 'probes' }) } },
    ];

    expect(sourcesFrom(files).map(({ id }) => id)).toEqual(['probes', 'sentry']);
  });

  it.each([
    [{ name: 'sentry', exports: { read: 1 } }, /sources\/sentry\.ts: its default export/],
    [{ name: 'sentry', exports: { default: { id: 'sentry' } } }, /must be made with defineSource/],
    [
      { name: 'datadog', exports: { default: aSource() } },
      /sources\/datadog\.ts defines the source "sentry"/,
    ],
  ])('that define none stop the start: %j', (file, problem) => {
    expect(() => sourcesFrom([file])).toThrow(problem);
  });

  it('that define one twice stop the start', () => {
    const file = { name: 'sentry', exports: { default: aSource() } };

    expect(() => sourcesFrom([file, file])).toThrow('two sources are named "sentry"');
  });
});
