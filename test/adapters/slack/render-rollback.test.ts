import { describe, expect, it } from 'vitest';
import { renderMessage } from '../../../src/adapters/slack/render/render-message.ts';
import type { Card } from '../../../src/domain/message.ts';
import { messagesOfEveryKind } from '../../harness/samples/sample-messages.ts';
import { sampleTagCard } from '../../harness/samples/sample-put-back.ts';
import { NOW } from '../../harness/samples/sample-release.ts';
import {
  finishedRollbackCard,
  rollbackThatLeaves,
  sampleRollback,
  sampleRollbackCard,
} from '../../harness/samples/sample-rollback.ts';
import { mrkdwnTexts, VIEW } from './mrkdwn.ts';

describe('a card', () => {
  const rendered = (card: Card) => JSON.stringify(renderMessage({ is: 'card', card }, VIEW));

  it('of a rollback has its clock before everything else', () => {
    const { blocks, text } = renderMessage({ is: 'card', card: sampleRollbackCard() }, VIEW);
    const [title, state, short, clock, npm] = blocks.map((block) => JSON.stringify(block));

    expect(text).toBe('Rollback of v1 to v1.1.0 is running.');
    expect(title).toContain('⏪ Rollback of v1 to v1.1.0');
    expect(state).toContain('Running');
    expect(short).toContain('31 s: not rolled back everywhere yet');
    for (const part of [
      `▰${'▱'.repeat(9)}`,
      '*T+31 s* of the 20 min budget, as of <!date^',
      '✅ *T+0.4 s* pointer moved',
      '▫️ T+… customers safe: all probes clean',
    ])
      expect(clock).toContain(part);
    expect(clock).not.toContain('Browser caches');
    for (const part of ['*npm* (does not affect live pages)', '▫️ T+… latest restored'])
      expect(npm).toContain(part);
  });

  it('of a put-back says what it does to a Git tag, and nothing of the pointer', () => {
    const text = rendered(sampleTagCard());

    expect(text).toContain('`Git tag v1.2.0`\\nmissing → *ccccccc*');
    expect(text).toContain('alert `drf_0000000001`');
    expect(text).not.toContain('navi-loader.js');
  });

  it('of a rollback keeps its figures when it is over', () => {
    const text = rendered(finishedRollbackCard());

    for (const part of [
      'Rolled back everywhere in 44 s',
      'Took *58 s* of the 20 min budget',
      '✅ *T+44 s* *customers safe: all probes clean*',
      'Browser caches expire by *<!date^1795428044^{time}|',
      '✅ *T+58 s* latest restored',
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

    expect(rendered(shown)).toContain('*npm*: not changed, as requested (CDN only)');
  });

  it('of a rollback says what comes next, and how its lock is opened', () => {
    const text = JSON.parse(rendered(finishedRollbackCard()));
    const words = mrkdwnTexts(text.blocks).join('\n');

    for (const part of [
      '🔒 *v1* is locked: releases are blocked until someone runs `/navi unlock v1 "reason"`',
      '*Next steps*\n• *Patch release:* merge the fix, then `/navi unlock v1 "reason"` and `/navi release v1.2.1`',
      '• *Review:* due <!date^1795597200^',
    ])
      expect(words).toContain(part);
  });

  it('of a rollback that has given everything back says so', () => {
    const at = NOW.toISOString();
    const { plan } = sampleRollback();
    const operation = sampleRollback({
      plan,
      steps: { announce: { is: 'done', begunAt: at, since: at, evidence: {} } },
    });

    const text = rendered(sampleRollbackCard({ operation }));
    expect(text).toContain('✅ *Rolled back*. Tidying up');
    expect(text).not.toContain('Running');
  });

  it('of a rollback says when the budget is spent', () => {
    const card = sampleRollbackCard();
    const late = { ...card, clock: card.clock && { ...card.clock, elapsedSeconds: 1500 } };

    expect(rendered(late)).toContain('▰'.repeat(10));
    expect(rendered(late)).toContain('*over it by 5 min*');
  });

  it('of a rollback shows what it is about', () => {
    const text = rendered(sampleRollbackCard());

    for (const part of [
      'Cleo Martins',
      '1.2.0 → *1.1.0*',
      'errors on checkout',
      'rel_01hx3k9q2v',
      'its workflow run 7001 is cancelled',
      '`latest` of 2 of 3 is restored',
      '`@awell-health/navi-react` stays at 1.1.0',
      '`@awell-health/navi-js@1.2.0` → *deprecated*',
    ])
      expect(text).toContain(part);
    for (const part of ['Commit', 'commits since', 'Gates', 'Expires']) expect(text).not.toContain(part);
  });
});

describe('a rollback', () => {
  it('says why it leaves latest where it is, on its card and in its announcement', () => {
    const operation = rollbackThatLeaves();
    const why =
      '`@awell-health/navi-react` stays at 1.2.0: npm does not have navi-react@1.1.0 &lt;!channel&gt;';

    const card = renderMessage({ is: 'card', card: sampleRollbackCard({ operation }) }, VIEW);
    expect(JSON.stringify(card.blocks)).toContain(why);
    const announcement = renderMessage({ is: 'announcement', operation, notes: '', installs: [] }, VIEW);
    expect(JSON.stringify(announcement.blocks)).toContain(why);
  });

  it('is announced with where it went and how to install it', () => {
    const operation = sampleRollback();
    const installs = ['npm install @awell-health/navi-js@1.1.0'];
    const { text, blocks } = renderMessage({ is: 'announcement', operation, notes: '', installs }, VIEW);

    expect(text).toBe('v1 was rolled back to v1.1.0: a rollback from v1.2.0, requested by Cleo Martins.');
    const shown = JSON.stringify(blocks);
    for (const part of ['⏪ v1 was rolled back to v1.1.0', '*Reason:* errors on checkout', ...installs])
      expect(shown).toContain(part);
    expect(shown).toContain('🔒 *v1* is locked: releases are blocked until someone runs');
    expect(shown).not.toContain('Rolled back everywhere');
  });

  it('is announced with since when customers are safe, and when the last browser is clean', () => {
    const since = '2026-11-23T09:00:44.000Z';
    const evidence = {
      sha384: 'sha384-b2xk',
      host: 'cdn.example',
      probes: ['ams', 'iad', 'sin'],
      clean: 3,
      afterSeconds: 44,
      browsersUntil: '2026-11-23T10:00:44.000Z',
    };
    const operation = sampleRollback({
      steps: { 'verify-edge': { is: 'done', begunAt: since, since, evidence } },
    });
    const shown = JSON.stringify(
      renderMessage({ is: 'announcement', operation, notes: '- said before', installs: [] }, VIEW),
    );

    expect(shown).toContain(', at <!date^1795424444^');
    expect(shown).toContain('✅ *Rolled back everywhere* in 44 s');
    expect(shown).toContain('Browser caches expire by *<!date^1795428044^{time}|');
    expect(shown).not.toContain('said before');
  });

  it('calls for attention by what it is', () => {
    const message = {
      is: 'needs-attention',
      operation: sampleRollback(),
      text: 'a probe',
      asks: [],
    } as const;

    expect(renderMessage(message, VIEW).text).toBe('Action needed for the rollback of v1 to v1.1.0: a probe');
  });

  it('has its own line in history', () => {
    const [history] = messagesOfEveryKind().filter((message) => message.is === 'history');

    expect(
      JSON.stringify(renderMessage(history ?? { is: 'fault', reference: '', text: '' }, VIEW)),
    ).toContain('⏪ rollback to *v1.1.0*: Running');
  });
});
