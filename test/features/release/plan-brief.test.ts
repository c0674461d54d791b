import { describe, expect, it } from 'vitest';
import type { Operation } from '../../../src/domain/operation.ts';
import { OPERATIONS } from '../../../src/features/operations.ts';
import { samplePlan } from '../../harness/samples/sample-plan.ts';
import { sampleMove, sampleOperation } from '../../harness/samples/sample-release.ts';

function packagesOf(operation: Operation) {
  const { packages = [] } = OPERATIONS.sheetOf(operation);
  return Object.fromEntries(packages.map(({ move, change }) => [move.name.split('/')[1], change]));
}

describe('a plan says of its packages what its steps do', () => {
  it('each once', () => {
    expect(packagesOf(samplePlan())).toEqual({
      'navi-core': { is: 'goes-live', from: '1.1.0', to: '1.2.0', isPublished: false },
      'navi-portal': { is: 'not-published', from: '1.1.0', to: '1.2.0' },
      'navi-loader': { is: 'goes-live', from: '1.1.0', to: '1.2.0', isPublished: false },
      'navi-js': { is: 'is-published', version: '1.2.0', latest: '2.0.0-rc.0' },
      'navi-react': { is: 'stays', at: '1.1.0' },
    });
  });

  it.each([
    ['latest', 'latest:', { is: 'is-published', version: '1.2.0', latest: '1.1.0' }],
    ['latest and the proof of the version', /^(?:latest|verify-npm):/, { is: 'stays', at: '1.1.0' }],
  ] as const)('without the step for %s it does not say that it moves', (_, ids, wanted) => {
    const { plan, ...rest } = samplePlan({ packages: [sampleMove('navi-core', {})] });
    const { content } = plan;
    const steps = content.steps.filter(({ id }) =>
      typeof ids === 'string' ? !id.startsWith(ids) : !ids.test(id),
    );
    const operation = { ...rest, plan: { ...plan, content: { ...content, steps } } };
    expect(packagesOf(operation)).toEqual({ 'navi-core': wanted });
  });

  it('says nothing of its own for a plan from before', () => {
    const { packages, brief } = OPERATIONS.sheetOf(sampleOperation());
    expect([packages, brief]).toEqual([undefined, undefined]);
  });
});

it('a plan says in short what moves: the pointer, latest, the tag', () => {
  expect(OPERATIONS.sheetOf(samplePlan()).brief?.moves).toEqual([
    [{ code: 'v1/navi-loader.js' }, { from: '1.1.0', to: '1.2.0' }],
    [{ code: 'latest' }, 'of 1 package'],
    ['tag', { code: 'v1.2.0' }, 'at', { commit: expect.any(String), url: expect.any(String) }],
  ]);
});
