import type { Run } from '../../../src/domain/run.ts';

/** A run of the release workflow that is under way. A test says only what differs. */
export function sampleRun(different: Partial<Run> = {}): Run {
  return {
    id: 7,
    attempt: 1,
    title: 'Release v1.2.0 (rel_1)',
    commit: 'a'.repeat(40),
    branch: 'v1.2.0',
    path: '.github/workflows/release.yml',
    event: 'workflow_dispatch',
    actor: 'navi[bot]',
    status: 'in_progress',
    conclusion: null,
    url: 'https://github.example/runs/7',
    createdAt: '2026-11-23T09:00:00Z',
    ...different,
  };
}
