import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { refuse } from '../../../src/domain/refusal.ts';
import { samplePairing } from '../../harness/samples/sample-rollback.ts';
import { command, filledModal, ownText, submit } from './rollback-actions.ts';
import { openWorkspace, type Workspace } from './workspace.ts';

let at: Workspace;

afterEach(() => at.close());

describe.each(['socket', 'http'] as const)('/navi pair in %s mode', (mode) => {
  beforeEach(async () => {
    at = await openWorkspace({ mode });
    at.app.replies.window = 'Pair a terminal';
  });

  it('shows who asks, and is confirmed in its window', async () => {
    at.app.replies.answer = () => ({ is: 'pairing-form', form: samplePairing() });
    await command(at, 'pair ACDE-FGHJ', 'C0ONCALL');
    const modal = await filledModal(at, 'U0ADA');

    expect(modal).toMatchObject({ title: { text: 'Pair a terminal' }, submit: { text: 'Pair' } });
    const shown = JSON.stringify(modal.blocks);
    expect(shown).toContain('*Address:* 192.0.2.7');
    expect(shown).toMatch(/\*Machine name \(not verified\):\* \\"/);
    expect(shown).toMatch(/\*Requested:\* <!date\^\d+\^/);
    expect(shown).not.toContain('<!channel>');
    expect(modal.private_metadata).not.toContain('ACDE');
    expect(await submit(at, modal.id)).not.toHaveProperty('errors');
    await ownText(at, 'U0ADA', 'confirmPairing was taken up.');
    expect(at.app.clicks).toMatchObject([
      {
        name: 'confirmPairing',
        given: {
          pairing: 'trm_0000000001',
          caller: { is: 'person', account: 'U0ADA' },
          place: { is: 'slack', channel: 'C0ONCALL' },
        },
      },
    ]);
  });

  it('has nothing to confirm where there is no such code', async () => {
    at.app.replies.answer = (asked) => ({ is: 'refusal', refusal: refuse({ code: 'code-unknown' }), asked });
    await command(at, 'pair ACDE-FGHJ', 'C0ONCALL');

    expect(await filledModal(at, 'U0ADA')).not.toHaveProperty('submit');
  });
});
