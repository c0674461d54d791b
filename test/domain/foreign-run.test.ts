import { describe, expect, it } from 'vitest';
import { type Dispatches, foreignRuns } from '../../src/domain/foreign-run.ts';
import type { Run } from '../../src/domain/run.ts';
import { sampleRun } from '../harness/samples/sample-run.ts';

const COMMIT = 'a'.repeat(40);
const WITHIN = { skewMs: 60_000, lateMs: 130_000 };

function dispatches(more: Partial<Dispatches> = {}): Dispatches {
  return {
    operation: 'rel_1',
    at: { tag: 'v1.2.0', commit: COMMIT },
    runs: [7],
    intents: ['2026-11-23T09:00:00Z'],
    answered: 1,
    ...more,
  };
}

const foreign = (runs: readonly Partial<Run>[], known: readonly Dispatches[]) =>
  foreignRuns(runs.map(sampleRun), known, WITHIN).map(({ id }) => id);

describe('a run of the release workflow', () => {
  it('is ours when GitHub returned it, with any title', () => {
    expect(foreign([{ title: 'anything' }], [dispatches()])).toEqual([]);
  });

  it('is foreign when no operation knows it', () => {
    expect(foreign([{}], [])).toEqual([7]);
    expect(foreign([{ actor: 'dev-rao', event: 'push' }], [dispatches({ runs: [6] })])).toEqual([7]);
  });

  it('is foreign though it carries the title of an operation whose run is told', () => {
    expect(foreign([{ id: 8, actor: 'dev-rao' }, { id: 7 }], [dispatches()])).toEqual([8]);
  });

  const unanswered = dispatches({ runs: [], answered: 0 });
  it.each<[string, Partial<Run>, number[]]>([
    ['of its title, tag and commit, a moment after it was asked for', {}, []],
    ['dated a little before, by another clock', { createdAt: '2026-11-23T08:59:10Z' }, []],
    ['after the whole reconcile window', { createdAt: '2026-11-23T09:03:00Z' }, [7]],
    ['from long before', { createdAt: '2026-11-23T08:00:00Z' }, [7]],
    ['of another operation', { title: 'Release v1.2.0 (rel_2)' }, [7]],
    ['on another branch', { branch: 'main' }, [7]],
    ['at another commit', { commit: 'b'.repeat(40) }, [7]],
    ['started by a push', { event: 'push' }, [7]],
  ])('while an answer is not known, one %s', (_which, run, expected) => {
    expect(foreign([run], [unanswered])).toEqual(expected);
  });

  it('that a network delivered twice is no alarm; by another account it is', () => {
    const twin = { id: 8, createdAt: '2026-11-23T09:00:01Z' };
    expect(foreign([twin, {}], [dispatches()])).toEqual([]);
    expect(foreign([{ ...twin, actor: 'dev-rao' }, {}], [dispatches()])).toEqual([8]);
    expect(foreign([{ ...twin, createdAt: '2026-11-23T09:05:00Z' }, {}], [dispatches()])).toEqual([8]);
  });

  it('of a rollback is never there: it dispatches nothing', () => {
    expect(foreign([{}], [{ ...unanswered, at: null }])).toEqual([7]);
  });
});
