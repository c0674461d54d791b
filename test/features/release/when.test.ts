import { afterEach, describe, expect, it } from 'vitest';
import { defineGate } from '../../../src/domain/gate.ts';
import { decideWhen } from '../../../src/features/release/decide-when.ts';
import { openApp, type TestApp } from '../../harness/app/app.ts';
import { typed } from '../../harness/app/typed.ts';
import { sampleFacts } from '../../harness/samples/sample-facts.ts';
import { settingsWith } from '../../harness/samples/settings.ts';

const [NOW, ONE, TWO] = ['2026-11-23T09:00:00.000Z', '2026-11-23T10:00:00.000Z', '2026-11-23T11:00:00.000Z'];

/** No instant is after it, and no gate names it. */
const NEVER = '9999';

/** Blocks from one instant up to another. */
function closed(id: string, { from = '', until }: { from?: string; until: string }) {
  return defineGate({
    id,
    turns: () => [from, until].filter((at) => at !== '' && at !== NEVER),
    evaluate: (_facts, at) =>
      at >= from && at < until
        ? { is: 'block', text: id, who: 'Ada', next: 'Wait.' }
        : { is: 'pass', evidence: 'open' },
  });
}

describe('when a release can go out', () => {
  const facts = sampleFacts();

  it.each([
    ['now where nothing blocks', [], NOW],
    ['when the only block is over', [closed('a', { until: ONE })], ONE],
    ['when the last of them is', [closed('a', { until: ONE }), closed('b', { until: TWO })], TWO],
    [
      'after a block that begins before another ends',
      [closed('a', { until: ONE }), closed('b', { from: ONE, until: TWO })],
      TWO,
    ],
    ['never where one stays', [closed('a', { until: NEVER })], null],
  ])('is %s', (_what, gates, at) => {
    expect(decideWhen(gates, facts, NOW).at).toBe(at);
  });

  it('names what a person must clear, and what time clears', () => {
    const found = decideWhen([closed('a', { until: NEVER }), closed('b', { until: ONE })], facts, NOW);

    expect(found.needsPerson.map(({ gate }) => gate)).toEqual(['a']);
    expect(found.passes.map(({ blocking, until }) => [blocking.gate, until])).toEqual([['b', ONE]]);
  });
});

describe('/navi when and /navi can-i-release', () => {
  let app: TestApp;
  afterEach(() => app.close());
  const text = async (words: string) => {
    const answer = await typed(app, words);
    if (answer.is !== 'line') throw new Error(JSON.stringify(answer));
    return answer.text;
  };

  it('say that it can go out now, and who approves', async () => {
    app = await openApp();

    for (const words of ['when v1.2.0', 'can-i-release v1.2.0']) {
      const said = await text(words);
      expect(said).toContain('v1.2.0 can be requested now.');
      expect(said).toContain('Then it needs 1 approval, from Ben Ivarsson or Cleo Martins.');
    }
  });

  it('say what time it is then for each person who approves', async () => {
    app = await openApp({
      people: settingsWith().people.map((one) =>
        one.id === 'cleo' ? { ...one, zone: 'America/New_York' } : one,
      ),
    });
    await typed(app, 'freeze until 17:00 the audit', { by: 'cleo' });

    expect(await text('when v1.2.0')).toContain(
      'Their time then: Ben Ivarsson Mon 23 Nov 17:00 Europe/Brussels; Cleo Martins Mon 23 Nov 11:00 America/New_York.',
    );
  });

  it('give the end of a freeze, in both', async () => {
    app = await openApp();
    await typed(app, 'freeze until 17:00 the audit', { by: 'cleo' });

    expect(await text('when v1.2.0')).toMatch(
      /^v1.2.0 can be requested from 2026-11-23T16:00:00.000Z\.\n• Until 2026-11-23T16:00:00.000Z: .*the audit/,
    );
    expect(await text('can-i-release v1.2.0')).toMatch(/^v1.2.0 cannot be released now\.\n• .*the audit/);
  });

  it('name what a person must do, which no time does', async () => {
    app = await openApp();
    const said = await text('when v1.9.0');

    expect(said).toContain('v1.9.0 cannot go out before these are cleared:');
    expect(said).toContain('Who can clear it: a maintainer with merge access.');
  });

  it.each(['when one', 'can-i-release one'])('refuse "%s"', async (words) => {
    app = await openApp();
    expect(await typed(app, words)).toMatchObject({
      refusal: { reasons: [{ code: 'version-malformed' }] },
    });
  });
});
