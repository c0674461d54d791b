import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Operation } from '../../src/domain/operation.ts';
import { defineStep } from '../../src/engine/define-step.ts';
import { unknownIn } from '../../src/engine/leave.ts';
import { readySteps } from '../../src/engine/ready.ts';
import { stepsOf } from '../../src/engine/steps.ts';
import { stepIo } from '../harness/app/step-io.ts';
import { createFakeWorld } from '../harness/fakes/world.ts';
import { sampleOperation } from '../harness/samples/sample-release.ts';

const AT = '2026-11-23T09:00:00.000Z';
const Count = z.object({ count: z.number(), note: z.string().exactOptional() });

/** Adds one to a counter, and is done when it is at least what the plan says. */
const counter = { value: 0 };
const count = defineStep({
  kind: 'count',
  params: z.strictObject({ to: z.number(), name: z.string().exactOptional() }),
  evidence: Count,
  sent: Count,
  title: ({ to }) => `Count to ${to}`,
  summary: ({ count: found }, { to }) => `${found} of ${to}`,
  observe: async ({ to }) =>
    counter.value >= to
      ? { is: 'ours', evidence: { count: counter.value } }
      : { is: 'absent', seen: { from: counter.value } },
  act: async (_params, { seen }) => {
    counter.value = (seen?.from ?? 0) + 1;
    return { is: 'sent', evidence: { count: counter.value } };
  },
});
const next = defineStep({
  kind: 'next',
  startsWhen: 'acknowledged',
  params: z.strictObject({}),
  evidence: z.object({}),
  title: () => 'Next',
  summary: () => '',
  observe: async () => ({ is: 'ours', evidence: {} }),
});
const nicety = defineStep({
  kind: 'nicety',
  isNicety: true,
  params: z.strictObject({}),
  evidence: z.object({ page: z.string() }),
  title: () => 'Make a page',
  summary: ({ page }) => page,
  observe: async () => ({ is: 'ours', evidence: { page: 'https://x' } }),
});
const STEPS = stepsOf([count, next, nicety]);

const first = count.step({ id: 'first', after: [], params: { to: 1 } });
const second = next.step({ after: ['first'], params: {} });

function operation(steps: Operation['steps'], planned = [first, second]): Operation {
  const sample = sampleOperation({ steps });
  return { ...sample, plan: { ...sample.plan, content: { ...sample.plan.content, steps: planned } } };
}

function done(evidence: { [name: string]: number | string }): Operation['steps'][string] {
  return { is: 'done', begunAt: AT, since: AT, evidence };
}

function sent(count: number): Operation['steps'][string] {
  const pending = { is: 'pending' as const, begunAt: AT, since: AT, attempt: 1, expects: '', askAgainAt: AT };
  return { ...pending, sent: { count } };
}

const KNOWN = { steps: STEPS, operations: { isKnown: () => true } };

describe('a kind of step', () => {
  it('makes a step of a plan, with its kind for an id where none is given', () => {
    expect(second).toEqual({ id: 'next', kind: 'next', after: ['first'], params: {} });
    expect(count.in([first, second])).toEqual([{ id: 'first', params: { to: 1 } }]);
  });

  it('reads what it has proven, and nothing else', () => {
    expect(count.evidenceIn(operation({ first: done({ count: 3, later: 'field' }) }))).toEqual({ count: 3 });
    expect(count.evidenceIn(operation({ first: done({ count: 'three' }) }))).toBeUndefined();
    expect(count.evidenceIn(operation({ first: sent(3) }))).toBeUndefined();
    expect(count.sentIn(operation({ first: sent(3) }))).toEqual({ count: 3 });
    expect(count.isDoneIn(operation({}, [second]))).toBe(false);
  });

  it('hands to the write what the look before it has seen', async () => {
    const io = stepIo(createFakeWorld());
    const open = STEPS.open(first);
    const looked = await open?.observe(io);
    if (looked?.is !== 'absent') throw new Error('it is there');
    expect(await looked.act?.(io)).toEqual({ is: 'sent', evidence: { count: 1 } });
    expect(await open?.observe(io)).toEqual({ is: 'ours', evidence: { count: 1 } });
  });

  it('says what its proof means', () => {
    expect(STEPS.open(first)?.proof({ count: 2 }, operation({}))).toEqual({
      summary: '2 of 1',
      changes: [],
      consequences: [],
    });
  });

  it('that stops nothing is read with a remark in place of its proof; another is not', () => {
    const remark = { remark: 'GitHub was away' };
    const page = nicety.step({ after: [], params: {} });
    expect(STEPS.open(page)?.proof(remark, operation({}))?.summary).toBe('remark: GitHub was away');
    expect(unknownIn(operation({ nicety: done(remark) }, [page]), KNOWN)).toEqual([]);
    expect(STEPS.open(first)?.proof(remark, operation({}))).toBeUndefined();
  });

  it('may be named once', () => {
    expect(() => stepsOf([count, next, count])).toThrow('two kinds of steps have one name');
  });
});

describe('what this version cannot read of an operation', () => {
  it.each([
    ['a kind that it does not know', { ...first, kind: 'newer' }, undefined, ['newer']],
    ['a parameter that it does not know', { ...first, params: { to: 1, by: 2 } }, undefined, ['count']],
    ['a parameter in another form', { ...first, params: { to: '1' } }, undefined, ['count']],
    ['evidence in another form', first, done({ count: 'one' }), ['count']],
    ['an answer in another form', first, { ...sent(1), sent: { count: 'one' } }, ['count']],
    [
      'nothing: a step that is done, of a kind that it does not know',
      { ...first, kind: 'newer' },
      done({}),
      [],
    ],
    ['nothing: optional fields are absent', first, done({ count: 1 }), []],
    ['nothing: evidence has a field more', first, done({ count: 1, by: 2 }), []],
  ] as const)('%s', (_, step, state, unknown) => {
    const steps = state === undefined ? {} : { first: state };
    expect(unknownIn(operation(steps as Operation['steps'], [step]), KNOWN)).toEqual(unknown);
  });
});

describe('a step that starts on an acknowledgement', () => {
  it.each([
    ['waits while nothing was written', {}, ['first']],
    ['starts when the write was answered', { first: sent(1) }, ['first', 'next']],
    ['starts when it is done', { first: done({ count: 1 }) }, ['next']],
  ] as const)('%s', (_, steps, ready) => {
    expect(readySteps(operation(steps), STEPS).map(({ id }) => id)).toEqual(ready);
  });

  it('is alone in that: another waits until what it comes after is done', () => {
    const other = count.step({ id: 'other', after: ['first'], params: { to: 1 } });
    expect(readySteps(operation({ first: sent(1) }, [first, other]), STEPS)).toEqual([first]);
  });
});
