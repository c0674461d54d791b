import { describe, expect, it } from 'vitest';
import { parseWorkflow } from '../../../src/adapters/github/workflow-file.ts';
import { verdictsOf } from '../../../src/domain/evaluate-gates.ts';
import type { GateFacts } from '../../../src/domain/gate.ts';
import { explain } from '../../../src/domain/refusals.ts';
import type { WorkflowFacts } from '../../../src/domain/release-facts.ts';
import { workflowSpeaksClaim } from '../../../src/features/release/gates/workflow-claim.ts';
import { sampleFacts } from '../../harness/samples/sample-facts.ts';
import { NOW } from '../../harness/samples/sample-release.ts';

const file = (text: string): WorkflowFacts => ({ path: 'release.yml', blob: 'b', ...parseWorkflow(text) });
const workflow = ({ inputs = '{ claim: {} }', env = '{ NAVI_CLAIM_PROTOCOL: 1 }' } = {}) =>
  file(`on: { workflow_dispatch: { inputs: ${inputs} } }\nenv: ${env}\njobs: { claim: {} }`);

const judge = (facts: Partial<GateFacts>) =>
  verdictsOf(workflowSpeaksClaim, sampleFacts(facts), NOW.toISOString());

describe('the gate: workflow speaks the claim protocol', () => {
  it.each([
    ['both', workflow(), 'pass'],
    ['the number as text', workflow({ env: "{ NAVI_CLAIM_PROTOCOL: '1' }" }), 'pass'],
    ['no number', workflow({ env: '{}' }), 'block'],
    ['another number', workflow({ env: '{ NAVI_CLAIM_PROTOCOL: 2 }' }), 'block'],
    ['nonsense as number', workflow({ env: '{ NAVI_CLAIM_PROTOCOL: one }' }), 'block'],
    ['no input', workflow({ inputs: '{ version: {} }' }), 'block'],
    ['no inputs at all', file('on: workflow_dispatch\njobs: {}'), 'block'],
    ['text that is no workflow', file('nothing'), 'block'],
  ])('%s', (_what, found, is) => {
    const [verdict] = judge({ workflow: found });
    expect(verdict?.is).toBe(is);
  });

  it('lets a plan from before the protocol go on by its own rules', () => {
    const facts = { workflow: workflow({ env: '{}' }), isBeforeClaim: true };
    expect(judge(facts)).toMatchObject([{ is: 'pass', evidence: 'planned before the protocol' }]);
  });

  it('says what is missing, and where the fix stands', () => {
    const [verdict] = judge({ workflow: workflow({ env: '{}' }) });
    if (verdict?.is !== 'block') throw new Error('it does not block');
    expect(explain(verdict.reason)).toMatchObject({
      text: expect.stringContaining(
        'NAVI_CLAIM_PROTOCOL is not set in its env, and it has the input "claim"',
      ),
      next: expect.stringContaining('docs/workflow.md'),
    });
  });
});
