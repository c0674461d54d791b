import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkMessageBlocks, checkView } from '../../../simulator/slack/blocks/validate.ts';
import { LIMITS } from '../../../src/adapters/slack/limits.ts';
import { textLength } from '../../../src/adapters/slack/render/fit.ts';
import { renderMessage } from '../../../src/adapters/slack/render/render-message.ts';
import { decisionView } from '../../../src/adapters/slack/views/decision.ts';
import { detailsView } from '../../../src/adapters/slack/views/details.ts';
import { rollbackView } from '../../../src/adapters/slack/views/rollback.ts';
import { messagesOfEveryKind } from '../../harness/samples/sample-messages.ts';
import { NOW, sampleCard, sampleOperation } from '../../harness/samples/sample-release.ts';
import { foreignMarkup, hostile, hostileForm, hostileRollback, infested } from './hostile.ts';
import { mrkdwnTexts, VIEW } from './mrkdwn.ts';

describe('renderMessage', () => {
  it.each(messagesOfEveryKind().map((message) => [message.is, message] as const))(
    'gives what Slack takes for %s',
    (_, message) => {
      const { text, blocks } = renderMessage(message, VIEW);
      expect(checkMessageBlocks(blocks)).toEqual([]);
      expect(text).toMatch(/^\S.{10,}/);
      expect(textLength(blocks) + text.length).toBeLessThan(LIMITS.textOfMessage);
    },
  );

  it('stays within the limits and escapes markup, for any text from outside', () => {
    const kinds = messagesOfEveryKind();
    fc.assert(
      fc.property(fc.nat(), fc.array(hostile, { minLength: 1, maxLength: 6 }), (pick, strings) => {
        const message = infested(
          kinds[pick % kinds.length] ?? { is: 'fault', reference: '', text: '' },
          strings,
        );
        const { text, blocks } = renderMessage(message, VIEW);
        expect(checkMessageBlocks(blocks)).toEqual([]);
        expect(text.length).toBeLessThanOrEqual(LIMITS.topLevelText + 200);
        expect(textLength(blocks) + text.length).toBeLessThan(LIMITS.textOfMessage);
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
        const { text, blocks } = renderMessage({ is: 'card', card }, VIEW);
        expect(checkMessageBlocks(blocks)).toEqual([]);
        expect(textLength(blocks) + text.length).toBeLessThan(LIMITS.textOfMessage);
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
        const form = {
          is: 'form',
          title: 'Decide',
          submit: 'Decide',
          subject: { kind: 'operation', id: operation.id },
          revision: operation.plan.revision,
          operation,
          says: strings,
        } as const;
        for (const modal of [
          decisionView({ ...form, decision: 'approve', reason: null }, card, VIEW),
          decisionView({ ...form, decision: 'reject', reason: 'Reason' }, card, VIEW),
          decisionView({ ...form, operation: null, decision: 'adopt', reason: 'Reason' }, card, VIEW),
          detailsView(operation, VIEW),
          detailsView(hostileRollback(strings), VIEW),
          ...[null, strings[0] ?? ''].map((needsReason) =>
            rollbackView(hostileForm(strings, needsReason), 'C0RELEASES', VIEW),
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
