import type { Card } from '../../../src/domain/message.ts';
import { planTagPutBack } from '../../../src/features/drift/put-back-plan.ts';
import { NOW, sampleCard, sampleOperation } from './sample-release.ts';
import { settingsWith } from './settings.ts';

/** The card of a deleted Git tag that is put back. */
export function sampleTagCard(): Card {
  const plan = planTagPutBack({
    version: '1.2.0',
    recorded: { tag: 'v1.2.0', commit: 'c'.repeat(40), object: 'd'.repeat(40) },
    found: null,
    alert: 'drf_0000000001',
    settings: settingsWith(),
    stamp: { operation: 'ptb_0000000001', revision: 1, now: NOW.toISOString(), policy: 'p0' },
  });
  const state = { is: 'running', since: NOW.toISOString() } as const;
  const operation = sampleOperation({ id: 'ptb_0000000001', kind: 'put-back', plan, state });
  return sampleCard({
    operation,
    headline: 'Put-back of Git tag v1.2.0',
    summary: 'Put-back to v1.2.0 is running.',
    steps: [
      { id: 'restore-tag', title: 'Restore the Git tag v1.2.0', state: 'running', detail: '', seconds: null },
    ],
    buttons: [],
  });
}
