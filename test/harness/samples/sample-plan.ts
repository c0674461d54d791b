import type { Card } from '../../../src/domain/message.ts';
import type { Operation } from '../../../src/domain/operation.ts';
import { hashPlan, type PackageMove } from '../../../src/domain/plan.ts';
import type { ListedCommit } from '../../../src/domain/release-contents.ts';
import { OPERATIONS } from '../../../src/features/operations.ts';
import { releaseContent } from '../../../src/features/release/plans/release-content.ts';
import { releaseSteps } from '../../../src/features/release/release-steps.ts';
import { STEPS } from '../../../src/features/steps.ts';
import { cardOf } from '../../../src/outbox/card/card.ts';
import { DECISIONS } from '../app/decisions.ts';
import { NOW, sampleMove, sampleOperation } from './sample-release.ts';
import { settingsWith } from './settings.ts';

const SETTINGS = settingsWith();
const REPOSITORY = 'https://github.example/awell-health/navi';

/** A commit with a pull request; unless it is said otherwise, by `dev-rao`. */
export function sampleCommit(title: string, number: number | null, author = 'dev-rao'): ListedCommit {
  return {
    title: number === null ? title : `${title} (#${number})`,
    author,
    url: `${REPOSITORY}/commit/abc1234`,
    pull: number === null ? null : { number, url: `${REPOSITORY}/pull/${number}` },
  };
}

const SAMPLE_COMMITS = [
  sampleCommit('Version packages for v1.2.0', 16),
  sampleCommit('docs: explain the portal', 15),
  sampleCommit('fix: keep the focus order in the portal', 14, 'ada-okafor'),
  sampleCommit('feat: load the portal lazily, NAV-42', 13),
];

interface Of {
  packages?: readonly PackageMove[];
  commits?: readonly ListedCommit[];
  inAll?: number;
  shown?: Partial<Operation['shown']>;
}

/** A plan with the steps of a real release, and with what is in it. */
export function samplePlan(
  { packages, commits = SAMPLE_COMMITS, inAll, shown = {} }: Of = {},
  different: Partial<Operation> = {},
): Operation {
  const sample = sampleOperation(different);
  const { content: of } = sample.plan;
  if (!releaseContent.is(of)) throw new Error('the sample is no release');
  const moves = packages ?? [
    sampleMove('navi-core', {}),
    sampleMove('navi-portal', { ships: 'none', before: null, changes: false, movesLatest: false }),
    sampleMove('navi-loader', { ships: 'cdn', movesLatest: false }),
    sampleMove('navi-js', { before: '2.0.0-rc.0', movesLatest: false }),
    sampleMove('navi-react', { after: '1.1.0', changes: false, movesLatest: false }),
  ];
  const steps = releaseSteps({
    version: of.version,
    commit: of.commit,
    operation: of.operation,
    date: NOW.toISOString(),
    packages: moves,
    pointer: of.pointer,
    settings: SETTINGS,
    expectedJobs: SETTINGS.release.expectedJobs,
    claim: { protocol: 1 },
    soakMs: null,
  });
  const content = { ...of, packages: moves, steps };
  return {
    ...sample,
    plan: { ...sample.plan, content, hash: hashPlan(content) },
    shown: {
      ...sample.shown,
      changesInAll: inAll ?? commits.length,
      contents: {
        commits,
        compareUrl: `${REPOSITORY}/compare/v1.1.0...abc1234`,
        before: { '@awell-health/navi-portal': '1.1.0' },
        reach: { is: 'known', loading: 22, inAll: 31, notStated: 0 },
      },
      ...shown,
    },
  };
}

/** Its card, as the outbox draws it. */
export function cardOfPlan(operation: Operation): Card {
  return cardOf(operation, {
    live: '1.1.0',
    steps: STEPS,
    operations: OPERATIONS,
    decisions: DECISIONS,
    approvers: ['U0BEN', 'U0CLEO'],
    now: NOW,
    settings: SETTINGS,
  });
}
