import type { KnownBlock } from '@slack/types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkMessageBlocks, checkView } from '../../simulator/slack/blocks/validate.ts';
import type { Message } from '../../src/domain/message.ts';
import { LIMITS } from '../../src/slack/limits.ts';
import { renderMessage } from '../../src/slack/render/render-message.ts';
import { decisionView } from '../../src/slack/views/decision.ts';
import { detailsView } from '../../src/slack/views/details.ts';
import { rollbackView } from '../../src/slack/views/rollback.ts';
import { messagesOfEveryKind } from '../builders/sample-messages.ts';
import { cardsInEveryState, NOW, sampleCard, sampleOperation } from '../builders/sample-release.ts';
import {
  finishedRollbackCard,
  sampleForm,
  sampleRollback,
  sampleRollbackCard,
} from '../builders/sample-rollback.ts';

const view = { now: NOW };
const CONFIGURED = ['<@U0BEN>', '<@U0CLEO>', '<@U0ADA>', '<!subteam^S0ONCALL>'];
/** Words of closed lists: replaced, they would no longer be what a message can hold. */
const CLOSED = new Set([
  ...['card', 'plan', 'line', 'announcement', 'needs-attention', 'refusal', 'accepted', 'status', 'history'],
  ...[
    'help',
    'fault',
    'release',
    'npm',
    'cdn',
    'none',
    'quorum',
    'approver',
    'on-call',
    'pass',
    'warn',
    'block',
  ],
  ...[
    'approve',
    'reject',
    'details',
    'retract',
    'retry',
    'abandon',
    'plan-again',
    'good',
    'info',
    'held',
    'failed',
    'pages',
  ],
  ...['waiting', 'running', 'unknown', 'done', 'awaiting-approval', 'stopped', 'rejected', 'retracted'],
  ...['replaced', 'expired', 'abandoned', 'check-not-green', 'dependency-disagrees', 'unknown-command'],
  ...['rollback', 'rollback-form', 'confirm', 'superseded', 'roll-back', 'post-mortem', 'customer-note'],
  ...['run-failed', 'purge', 'announce', 'U0BEN', 'U0CLEO', 'U0ADA', 'S0ONCALL'],
]);

const hostile = fc.oneof(
  fc.constantFrom(
    '<!channel>',
    '<!everyone> @here @channel',
    '<https://evil.example|https://github.com>',
    '<@U0DEV>',
    '&lt;!here&gt;',
    '`*_~`*_~`',
    'javascript:alert(1)',
    '\u202egnp.exe\u0000\u001b[31m',
    'a\n\n> quote\n```code```',
    '',
    ' ',
    '&'.repeat(4000),
    '🚀'.repeat(3000),
    '<'.repeat(5000),
    '\ud800',
  ),
  fc.string({ unit: 'binary', maxLength: 400 }),
);

/** The same message with every open string replaced by a hostile one, in turn. */
function infested(message: Message, strings: readonly string[]): Message {
  let next = 0;
  return JSON.parse(JSON.stringify(message), (_, value: unknown) => {
    if (typeof value !== 'string' || CLOSED.has(value)) return value;
    next += 1;
    return strings[next % strings.length];
  });
}

function hostileRollback(strings: readonly string[]) {
  const message = infested({ is: 'card', card: sampleRollbackCard() }, strings);
  return message.is === 'card' ? message.card.operation : sampleRollback();
}

function hostileForm(strings: readonly string[], needsReason: string | null) {
  const reason = strings.join('');
  const message = infested({ is: 'rollback-form', form: sampleForm({ needsReason, reason }) }, strings);
  return message.is === 'rollback-form' ? message.form : sampleForm();
}

function mrkdwnTexts(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(mrkdwnTexts);
  if (typeof value !== 'object' || value === null) return [];
  const own = 'type' in value && value.type === 'mrkdwn' && 'text' in value ? [String(value.text)] : [];
  return [...own, ...Object.values(value).flatMap(mrkdwnTexts)];
}

/** What Slack would take for markup in this text, beside what Navi itself may write. */
function foreignMarkup(text: string): string[] {
  const bare = CONFIGURED.reduce((rest, token) => rest.replaceAll(token, ''), text)
    .replace(/<!date\^-?\d+\^[^|<>^]*\|[^<>]*>/g, '')
    .replace(/<https?:\/\/[^<>|]+\|[^<>|]{1,20}>/g, '')
    // An address that is its own label.
    .replace(/<https?:\/\/[^<>|\s]+>/g, '');
  return [
    ...(bare.match(/[<>]/g) ?? []),
    ...(bare.match(/&(?!amp;|lt;|gt;)/g) ?? []),
    ...(bare.match(/@(here|channel|everyone)\b/gi) ?? []),
    ...(bare.match(/\p{Bidi_Control}|(?!\n)\p{Cc}/gu) ?? []),
  ];
}

function textOf(blocks: readonly KnownBlock[]): number {
  return JSON.stringify(blocks, (key, value: unknown) => (key === 'value' ? undefined : value)).length;
}

describe('renderMessage', () => {
  it.each(messagesOfEveryKind().map((message) => [message.is, message] as const))(
    'gives what Slack takes for %s',
    (_, message) => {
      const { text, blocks } = renderMessage(message, view);
      expect(checkMessageBlocks(blocks)).toEqual([]);
      expect(text).toMatch(/^\S.{10,}/);
      expect(textOf(blocks)).toBeLessThan(LIMITS.textOfAllBlocks);
    },
  );

  it('stays within the limits and lets no markup through, whatever came from outside', () => {
    const kinds = messagesOfEveryKind();
    fc.assert(
      fc.property(fc.nat(), fc.array(hostile, { minLength: 1, maxLength: 6 }), (pick, strings) => {
        const message = infested(
          kinds[pick % kinds.length] ?? { is: 'fault', reference: '', text: '' },
          strings,
        );
        const { text, blocks } = renderMessage(message, view);
        expect(checkMessageBlocks(blocks)).toEqual([]);
        expect(text.length).toBeLessThanOrEqual(LIMITS.topLevelText + 200);
        expect([text, ...mrkdwnTexts(blocks)].flatMap(foreignMarkup)).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });

  it('keeps a card with very many rows within one message', () => {
    fc.assert(
      fc.property(fc.nat(80), fc.nat(3000), fc.boolean(), (count, length, decided) => {
        const long = '<&>'.repeat(length);
        const rows = Array.from({ length: count }, (_, i) => i);
        const operation = sampleOperation(
          decided ? { state: { is: 'running', since: NOW.toISOString() } } : {},
        );
        const card = sampleCard({
          operation: {
            ...operation,
            shown: {
              ...operation.shown,
              verdicts: rows.map(() => ({ gate: long, is: 'pass' as const, evidence: long })),
            },
          },
          steps: rows.map((i) => ({
            id: `s${i}`,
            title: long,
            state: 'done' as const,
            detail: long,
            seconds: i,
          })),
          outcome: decided ? long : null,
        });
        const { blocks } = renderMessage({ is: 'card', card }, view);
        expect(checkMessageBlocks(blocks)).toEqual([]);
        const total = mrkdwnTexts(blocks).reduce((sum, text) => sum + text.length, 0);
        expect(total).toBeLessThan(LIMITS.textOfAllBlocks);
      }),
      { numRuns: 60 },
    );
  });

  it('draws modals that Slack takes from hostile operations', () => {
    fc.assert(
      fc.property(fc.array(hostile, { minLength: 1, maxLength: 6 }), (strings) => {
        const message = infested({ is: 'card', card: sampleCard() }, strings);
        const operation = message.is === 'card' ? message.card.operation : sampleOperation();
        const card = { channel: 'C0RELEASES', ts: '1.000001' };
        const form = { is: 'form', operation, moves: strings } as const;
        for (const modal of [
          decisionView({ ...form, decision: 'approve' }, card, view),
          decisionView({ ...form, decision: 'reject' }, card, view),
          detailsView(operation, view),
          detailsView(hostileRollback(strings), view),
          ...[null, strings[0] ?? ''].map((needsReason) =>
            rollbackView(hostileForm(strings, needsReason), 'C0RELEASES', view),
          ),
        ]) {
          expect(checkView(modal)).toEqual([]);
          expect(mrkdwnTexts(modal.blocks).flatMap(foreignMarkup)).toEqual([]);
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe('a card', () => {
  const rendered = (message: Message) => JSON.stringify(renderMessage(message, view));

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
    const { blocks } = renderMessage({ is: 'card', card: sampleCard() }, view);
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
      'Waits for approval',
      'Running',
      'Failed',
      'Held',
      'Done',
      'Rejected',
      'Retracted',
      'Replaced',
      'Expired',
      'Abandoned',
      'Superseded',
    ];
    for (const [at, card] of cardsInEveryState().entries())
      expect(rendered({ is: 'card', card })).toContain(`*${words[at]}*`);
  });

  it('shows each step with its state in words once it runs', () => {
    const operation = sampleOperation({ state: { is: 'running', since: NOW.toISOString() } });
    const text = rendered({ is: 'card', card: sampleCard({ operation }) });

    expect(text).toContain('✅ Tag v1.2.0 — 0.4 s — at abc1234');
    expect(text).toContain('⏳ *Watch the workflow* — running — waiting for build');
    expect(text).toContain('▫️ Purge the caches — waiting');
  });

  it('of a rollback has its clock before everything else', () => {
    const { blocks, text } = renderMessage({ is: 'card', card: sampleRollbackCard() }, view);
    const [title, state, short, clock, npm] = blocks.map((block) => JSON.stringify(block));

    expect(text).toBe('Rollback of v1 to v1.1.0 is under way.');
    expect(title).toContain('⏪ Rollback of v1 to v1.1.0');
    expect(state).toContain('Running');
    expect(short).toContain('T+31 s: customers not safe yet');
    for (const part of [
      `▰${'▱'.repeat(9)}`,
      '*T+31 s* of the 20 min budget, as of <!date^',
      '✅ *T+0.4 s* pointer moved',
      '▫️ T+… customers safe: every probe clean',
    ])
      expect(clock).toContain(part);
    expect(clock).not.toContain('last browser');
    for (const part of ["*npm's leg*", '▫️ T+… latest given back']) expect(npm).toContain(part);
  });

  it('of a rollback keeps its figures when it is over', () => {
    const text = rendered({ is: 'card', card: finishedRollbackCard() });

    for (const part of [
      'Customers safe at T+44 s',
      'Took *58 s* of the 20 min budget',
      '✅ *T+44 s* *customers safe: every probe clean*',
      'last browser clean by *<!date^1795428044^{time}|',
      '✅ *T+58 s* latest given back',
      'navi.post-mortem',
      'navi.customer-note',
    ])
      expect(text).toContain(part);
    expect(text).not.toContain('▰');
  });

  it('of a rollback says that npm was left alone when only the CDN was asked for', () => {
    const card = sampleRollbackCard();
    const { operation, clock } = card;
    const { plan } = operation;
    const cdnOnly = { ...operation, plan: { ...plan, content: { ...plan.content, cdnOnly: true } } };
    const rows = clock?.rows.filter((row) => row.leg === 'pages') ?? [];
    const shown = { ...card, operation: cdnOnly, clock: clock && { ...clock, rows } };

    expect(rendered({ is: 'card', card: shown })).toContain("*npm's leg*: left as it is, as asked");
  });

  it('of a rollback says what comes next, and how its lock is opened', () => {
    const text = JSON.parse(rendered({ is: 'card', card: finishedRollbackCard() }));
    const words = mrkdwnTexts(text.blocks).join('\n');

    for (const part of [
      '🔒 *v1* takes no release until somebody opens it: `/navi unlock v1 "why"`',
      '*What comes next*\n• *Patch release:* merge the fix, then `/navi unlock v1 "why"` and `/navi release v1.2.1`',
      '• *Review:* due <!date^1795597200^',
    ])
      expect(words).toContain(part);
  });

  it('of a rollback that only watches says so', () => {
    const at = NOW.toISOString();
    const { plan } = sampleRollback();
    const watch = {
      id: 'watch-surfaces',
      kind: 'watch-surfaces',
      after: ['announce'],
      params: {
        forMs: 600_000,
        pointer: {
          path: 'v1/navi-loader.js',
          sha384: '',
          source: '',
          generation: '1',
          lateSha384: null,
        },
        tags: [],
      },
    } as const;
    const operation = sampleRollback({
      plan: { ...plan, content: { ...plan.content, steps: [...plan.content.steps, watch] } },
      steps: {
        announce: { is: 'done', begunAt: at, since: at, evidence: {} },
        'watch-surfaces': {
          is: 'pending',
          begunAt: at,
          since: at,
          attempt: 1,
          expects: 'the end of the watch',
          askAgainAt: at,
          sent: null,
        },
      },
    });

    const text = rendered({ is: 'card', card: sampleRollbackCard({ operation }) });
    expect(text).toContain('✅ *Given back*; Navi watches for late writes until <!date^1795425000^{time}|');
    expect(text).not.toContain('Running');
  });

  it('of a rollback says when the budget is spent', () => {
    const card = sampleRollbackCard();
    const late = { ...card, clock: card.clock && { ...card.clock, elapsedSeconds: 1500 } };

    expect(rendered({ is: 'card', card: late })).toContain('▰'.repeat(10));
    expect(rendered({ is: 'card', card: late })).toContain('*over it by 5 min*');
  });

  it('of a rollback shows what it is about', () => {
    const text = rendered({ is: 'card', card: sampleRollbackCard() });

    for (const part of [
      'Cleo Martins',
      '1.2.0 → *1.1.0*',
      'errors on checkout',
      'rel_01hx3k9q2v',
      'its run 7001 is cancelled',
      '`latest` of 2 of 3 goes back',
      '`@awell-health/navi-react` stays at 1.1.0',
      '`@awell-health/navi-js@1.2.0` is deprecated',
    ])
      expect(text).toContain(part);
    for (const part of ['Commit', 'commits since', 'Gates', 'Expires']) expect(text).not.toContain(part);
  });

  it('offers a stopped release its way back, in red', () => {
    const stopped = cardsInEveryState().find((card) => card.operation.state.is === 'stopped');
    const { blocks } = renderMessage({ is: 'card', card: stopped ?? sampleCard() }, view);

    expect(JSON.stringify(blocks)).toContain('"action_id":"navi.roll-back"');
    const buttons = blocks.flatMap((block) => (block.type === 'actions' ? block.elements : []));
    expect(buttons.find((one) => one.type === 'button' && one.action_id === 'navi.roll-back')).toMatchObject({
      text: { text: 'Roll back' },
      style: 'danger',
      value: '{"o":"rel_01hx3k9q2v","r":1}',
    });
  });

  it('offers nothing to click in a dry run', () => {
    const { blocks } = renderMessage({ is: 'plan', card: sampleCard(), dryRun: true }, view);

    expect(blocks.some((block) => block.type === 'actions')).toBe(false);
    expect(JSON.stringify(blocks)).toContain('Dry run');
  });
});

describe('a rollback', () => {
  it('is announced with where it went and how to install it', () => {
    const operation = sampleRollback();
    const installs = ['npm install @awell-health/navi-js@1.1.0'];
    const { text, blocks } = renderMessage({ is: 'announcement', operation, notes: '', installs }, view);

    expect(text).toBe('v1 was rolled back to v1.1.0: a rollback from v1.2.0, asked for by Cleo Martins.');
    const shown = JSON.stringify(blocks);
    for (const part of ['⏪ v1 was rolled back to v1.1.0', '*Reason:* errors on checkout', ...installs])
      expect(shown).toContain(part);
    expect(shown).toContain('🔒 *v1* takes no release until somebody opens it');
    expect(shown).not.toContain('Customers are safe');
  });

  it('is announced with since when customers are safe, and when the last browser is clean', () => {
    const since = '2026-11-23T09:00:44.000Z';
    const evidence = { clean: 3, probes: ['ams', 'iad', 'sin'], browsersUntil: '2026-11-23T10:00:44.000Z' };
    const operation = sampleRollback({
      steps: { 'verify-edge': { is: 'done', begunAt: since, since, evidence } },
    });
    const shown = JSON.stringify(
      renderMessage({ is: 'announcement', operation, notes: '- said before', installs: [] }, view),
    );

    expect(shown).toContain('✅ *Customers are safe* since <!date^1795424444^');
    expect(shown).toContain('44 s after the confirmation: v1.1.0 at 3 of 3 probes.');
    expect(shown).toContain('The last browser is clean by *<!date^1795428044^{time}|');
    expect(shown).not.toContain('said before');
  });

  it('calls for attention by what it is', () => {
    const message = {
      is: 'needs-attention',
      operation: sampleRollback(),
      text: 'a probe',
      asks: [],
    } as const;

    expect(renderMessage(message, view).text).toBe('The rollback of v1 to v1.1.0 needs attention: a probe');
  });

  it('has its own line in history', () => {
    const [history] = messagesOfEveryKind().filter((message) => message.is === 'history');

    expect(
      JSON.stringify(renderMessage(history ?? { is: 'fault', reference: '', text: '' }, view)),
    ).toContain('⏪ rollback to *v1.1.0*: running');
  });
});

describe('a line', () => {
  const drawn = (text: string) =>
    mrkdwnTexts(renderMessage({ is: 'line', text, level: 'info' }, view).blocks).join('\n');

  it.each([
    ['open: https://github.example/i/7', 'open: <https://github.example/i/7>'],
    ['(see https://github.example/i/7).', '(see <https://github.example/i/7>).'],
    ['https://a.example/?q=1&r=2 and on', '<https://a.example/?q=1&amp;r=2> and on'],
    ['javascript:alert(1)', 'javascript:alert(1)'],
    [`https://a.example/${'x'.repeat(700)}`, 'ℹ️ https://a.example/xxx'],
    ['https://a.example/_x_', 'ℹ️ https://a.example/ˍxˍ'],
  ])('has an address that can be followed, if it stands there whole: %s', (text, shown) => {
    expect(drawn(text)).toContain(shown);
  });

  it('tells an instant in the zone of whoever reads it, and in UTC where only text is shown', () => {
    const text = 'Browsers may hold it until 2026-11-23T10:00:44.000Z.';

    expect(drawn(text)).toContain('until <!date^1795428044^{time}|');
    expect(renderMessage({ is: 'line', text, level: 'info' }, view).text).toBe(
      'Browsers may hold it until 23 Nov 2026, 10:00 UTC.',
    );
    expect(drawn('Due 2026-11-25T10:00:44.000Z.')).toContain('^{date_short_pretty} at {time}|');
  });
});

describe('status', () => {
  it('says what kind of operation is under way, and which lines are locked and how to open them', () => {
    const [status] = messagesOfEveryKind().filter((message) => message.is === 'status');
    const { text, blocks } = renderMessage(status ?? { is: 'fault', reference: '', text: '' }, view);
    const words = mrkdwnTexts(blocks).join('\n');

    expect(text).toBe('2 surfaces are live, 2 under way, locked: v1');
    for (const part of [
      '🚀 Release *v1.2.0*: running',
      '⏪ Rollback of v1 to *v1.1.0*: running',
      '🔒 *v1* since <!date^',
      'by Cleo: rolled back from v1.2.0',
      '`/navi unlock v1 "why"`',
    ])
      expect(words).toContain(part);
  });
});

describe('a refusal', () => {
  it('has every reason with who can clear it and what to type next', () => {
    const [refusal] = messagesOfEveryKind().filter((message) => message.is === 'refusal');
    const text = JSON.stringify(renderMessage(refusal ?? { is: 'fault', reference: '', text: '' }, view));

    expect(text).toContain('Refused for 3 reasons');
    expect(text.match(/Who can clear it: /g)).toHaveLength(3);
    expect(text.match(/Next: /g)).toHaveLength(3);
    expect(text).toContain('Did you mean /navi release?');
  });
});
