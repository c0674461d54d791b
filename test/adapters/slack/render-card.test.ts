import { describe, expect, it } from 'vitest';
import { renderMessage } from '../../../src/adapters/slack/render/render-message.ts';
import type { Message } from '../../../src/domain/message.ts';
import { cardOfPlan, samplePlan } from '../../harness/samples/sample-plan.ts';
import { cardsInEveryState, NOW, sampleCard, sampleOperation } from '../../harness/samples/sample-release.ts';
import { VIEW } from './mrkdwn.ts';

describe('a card', () => {
  const rendered = (message: Message) => JSON.stringify(renderMessage(message, VIEW));

  it('shows what is decided on', () => {
    const text = rendered({ is: 'card', card: sampleCard() });

    for (const part of [
      '🚀 v1.2.0: minor release on v1',
      'Ada Okafor',
      'abc1234',
      'Version packages for v1.2.0',
      '1.1.0 → *1.2.0*',
      'unchanged at 1.1.0',
      'Pass: version is newer',
      'Blocks: required checks are green',
      'Warning: not released yet',
      '<@U0BEN>',
      '<!date^',
    ])
      expect(text).toContain(part);
    expect(text).toContain(sampleOperation().plan.hash.slice(0, 8));
  });

  it('has buttons that carry only the operation and the revision', () => {
    const { blocks } = renderMessage({ is: 'card', card: sampleCard() }, VIEW);
    const actions = blocks.find((block) => block.type === 'actions');

    const buttons = actions?.type === 'actions' ? actions.elements : [];

    expect(
      buttons.map((button) => button.type === 'button' && [button.action_id, button.style, button.value]),
    ).toEqual([
      ['navi.approve', 'primary', '{"o":"rel_01hx3k9q2v","r":1}'],
      ['navi.reject', 'danger', '{"o":"rel_01hx3k9q2v","r":1}'],
      ['navi.details', undefined, '{"o":"rel_01hx3k9q2v","r":1}'],
      ['navi.retract', undefined, '{"o":"rel_01hx3k9q2v","r":1}'],
    ]);
  });

  it('says the state of its operation in words, whichever it is', () => {
    const words = [
      'Waiting for approval',
      'Running',
      'Paused: action needed',
      'Paused: action needed',
      'Done',
      'Rejected',
      'Withdrawn',
      'Replaced',
      'Expired',
      'Cancelled',
      'Stopped',
      'Superseded',
    ];
    for (const [at, card] of cardsInEveryState().entries())
      expect(rendered({ is: 'card', card })).toContain(`*${words[at]}*`);
  });

  it.each([
    [
      'rejected',
      { is: 'rejected', at: NOW.toISOString(), by: 'Ben', reason: 'not today' },
      'Rejected by Ben: not today',
    ],
    ['withdrawn', { is: 'retracted', at: NOW.toISOString(), by: 'Ada' }, 'Withdrawn by Ada.'],
    ['expired', { is: 'expired', at: NOW.toISOString() }, 'Expired: no decision in time.'],
  ] as const)('that was %s says how it ended and what is next, and nothing waits', (_, state, outcome) => {
    const card = cardOfPlan(samplePlan({}, { state }));
    const { blocks } = renderMessage({ is: 'card', card }, VIEW);
    const text = JSON.stringify(blocks);

    for (const part of [outcome, 'Requested by Ada Okafor', '`/navi release v1.2.0`', 'navi.plan-again'])
      expect(text).toContain(part);
    expect(text).not.toMatch(/waiting|Packages|Checks/);
    expect(blocks.length).toBeLessThan(6);
  });

  it('that ended early shows the steps that ran, and how many did not', () => {
    const state = { is: 'abandoned', at: NOW.toISOString(), by: 'Ben' } as const;
    const text = rendered({ is: 'card', card: sampleCard({ operation: sampleOperation({ state }) }) });

    expect(text).toContain('*Steps* — 1 of 3 done, 1 not run');
    expect(text).not.toContain('Purge the caches');
  });

  it('shows each step with its state in words once it runs', () => {
    const operation = sampleOperation({ state: { is: 'running', since: NOW.toISOString() } });
    const text = rendered({ is: 'card', card: sampleCard({ operation }) });

    expect(text).toContain('✅ Tag v1.2.0 — 0.4 s — at abc1234');
    expect(text).toContain('⏳ *Watch the workflow* — running — waiting for build');
    expect(text).toContain('▫️ Purge the caches — waiting');
  });

  it('links a step to its page, names one that waits for a person, and links no other address', () => {
    const operation = sampleOperation({ state: { is: 'running', since: NOW.toISOString() } });
    const row = { id: 'watch', title: 'Watch the run', detail: 'waiting for *Dev*', seconds: null };
    const shown = (url: string) =>
      rendered({
        is: 'card',
        card: sampleCard({
          operation,
          steps: [{ ...row, state: 'waits-for-person', page: { url, label: 'the run' } }],
        }),
      });

    expect(shown('https://github.example/runs/7')).toContain(
      '🙋 *Watch the run* — waiting for a person — waiting for ∗Dev∗ — <https://github.example/runs/7|Open the run ↗>',
    );
    expect(shown('javascript:alert(1)')).not.toContain('javascript');
  });

  it('says in its first line that a person has to act on GitHub, and links the page', () => {
    const at = NOW.toISOString();
    const person = {
      who: 'dev-rao or <team>',
      what: 'to approve release',
      url: 'https://github.example/runs/7',
    };
    const operation = sampleOperation({
      state: { is: 'running', since: at },
      steps: {
        'watch-run': {
          is: 'pending',
          begunAt: at,
          since: at,
          attempt: 0,
          expects: 'the run',
          askAgainAt: at,
          sent: null,
          person: { ...person, since: at },
        },
      },
    });
    const text = rendered({ is: 'card', card: sampleCard({ operation }) });

    expect(text).toContain('🙋 *Waiting for a person on GitHub*');
    expect(text).toContain('dev-rao or &lt;team&gt; <https://github.example/runs/7|to approve release>');
  });

  it('offers a stopped release its way back, in red', () => {
    const stopped = cardsInEveryState().find((card) => card.operation.state.is === 'stopped');
    const { blocks } = renderMessage({ is: 'card', card: stopped ?? sampleCard() }, VIEW);

    expect(JSON.stringify(blocks)).toContain('"action_id":"navi.roll-back"');
    const buttons = blocks.flatMap((block) => (block.type === 'actions' ? block.elements : []));
    expect(buttons.find((one) => one.type === 'button' && one.action_id === 'navi.roll-back')).toMatchObject({
      text: { text: 'Roll back' },
      style: 'danger',
      value: '{"o":"rel_01hx3k9q2v","r":1}',
    });
  });

  it('offers nothing to click in a dry run', () => {
    const { blocks } = renderMessage({ is: 'plan', card: sampleCard(), dryRun: true }, VIEW);

    expect(blocks.some((block) => block.type === 'actions')).toBe(false);
    expect(JSON.stringify(blocks)).toContain('Dry run');
  });
});
