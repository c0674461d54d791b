import { liftsText } from '../../domain/break-glass.ts';
import type { NextAction } from '../../domain/message.ts';
import type { Operation } from '../../domain/operation.ts';
import type { Plan } from '../../domain/plan.ts';
import type { PlanSheet } from '../../domain/plan-sheet.ts';
import { isBreaking, isPrerelease } from '../../domain/version.ts';
import { defineOperation } from '../../engine/define-operation.ts';
import { movedIn, verifyEdge } from '../surfaces/index.ts';
import { RELEASE_GATES } from './gates/release-gates.ts';
import { leftTagSentence } from './left-tag/left-tag.ts';
import { briefOf, packagesOf } from './plan-brief.ts';
import { type ReleaseContent, releaseContent } from './plans/release-content.ts';
import { replan } from './replan.ts';
import { jobLeftBy } from './run-left.ts';
import { holdsNow } from './soaking.ts';
import { dispatch } from './steps/dispatch.ts';
import { soak, soakHours } from './steps/soak.ts';
import { tag } from './steps/tag.ts';

export const release = defineOperation<ReleaseContent>({
  content: releaseContent,
  canBeReplanned: true,
  // A prerelease makes nothing live, so it is no release of its line.
  releases: ({ commit, change }) => (change === 'prerelease' ? undefined : { commit }),
  leaves: jobLeftBy,
  holds: holdsNow,
  recheck: replan,
  words: {
    name: ({ version }) => `release of v${version}`,
    title: ({ version }) => `Release v${version}`,
    called: ({ version }) => `v${version}`,
    announced: ({ version }) => `v${version} is released`,
    plan: ({ version }) => `Plan of v${version}`,
    short: 'release',
    icon: '🚀',
    keepsIcon: false,
  },
  headline: ({ version, line: releaseLine, change, pointer: { from } }) => {
    if (change === 'prerelease')
      return `v${version}: prerelease on ${releaseLine}${from === null ? '' : `, v${from} stays live`}`;
    const breaking = isBreaking(change, version) ? ', breaking' : '';
    if (change === 'first' || from === null) return `v${version}: first release of ${releaseLine}${breaking}`;
    return `v${from} → v${version}: ${change} release on ${releaseLine}${breaking}`;
  },
  outcome: edgeProof,
  sheet: (operation) => sheetOf(operation),
  card: (operation) => ({
    stays: staysOf(operation),
    remark: leftTagSentence(operation),
    next: nextAfter(operation),
  }),
});

/** What can be done about each gate's warning. */
const ADVICE = Object.fromEntries(RELEASE_GATES.map(({ id, whenWarned }) => [id, whenWarned]));

function sheetOf(operation: Operation & { plan: Plan<ReleaseContent> }): PlanSheet {
  const { shown } = operation;
  const { content } = operation.plan;
  const brief = briefOf(operation);
  const packages = packagesOf(operation);
  return {
    ...(brief === undefined ? {} : { brief }),
    ...(packages === undefined ? {} : { packages }),
    advice: ADVICE,
    change: kindText(content),
    ...(content.holds === 'nothing' ? { hidesPointer: true as const } : {}),
    moves: [
      ...reasonText(content),
      `tag ${content.tag} at ${content.commit.slice(0, 7)}`,
      ...stagedText(content),
    ],
    rows: [
      {
        name: 'Commit',
        lines: [[{ commit: content.commit, url: shown.commitUrl }, shown.commitTitle]],
        identifies: true,
        isInBrief: true,
      },
      ...(content.breakGlass === undefined
        ? []
        : [
            {
              name: 'Break glass',
              lines: [[content.breakGlass.reason], [`lifts: ${liftsText(content.breakGlass)}`]],
            },
          ]),
      ...(content.exception === undefined
        ? []
        : [{ name: 'Exception to a freeze', lines: [[content.exception.reason]] }]),
      {
        name: 'Last known-good',
        lines: [[shown.knownGood === null ? 'none yet' : withV(shown.knownGood)]],
        isInBrief: true,
      },
    ],
    news: {
      icon: '🎉',
      kind: `a ${kindText(content)} on ${content.line}`,
      get: content.change === 'prerelease' ? 'Try it' : 'Get it',
    },
    beside: 'Commits since the version before',
    footnotes: [['Workflow:', { code: content.workflow.path }, 'at', { code: content.workflow.blob }]],
  };
}

/** What lies between the CDN and npm. */
function stagedText({ steps }: ReleaseContent): string[] {
  return soak.in(steps).map(({ params }) => `the CDN first; latest after a soak of ${soakHours(params.ms)}`);
}

function kindText({ change }: ReleaseContent): string {
  return change === 'prerelease' ? change : `${change} release`;
}

/** What people do next about a request that ended before it ran. */
function nextAfter({ state, plan }: Operation): NextAction[] {
  if (state.is === 'done' && isPrerelease(plan.content.version))
    return [
      {
        title: 'Take it back',
        text: 'Its dist-tag goes back, and what it published is deprecated. Type',
        commands: [`stop v${plan.content.version}`],
      },
    ];
  const commands = [`release v${plan.content.version}`];
  switch (state.is) {
    case 'rejected':
      return [
        { title: 'Plan again', text: 'When the reason is dealt with, press Plan again, or type', commands },
      ];
    case 'retracted':
    case 'expired':
      return [{ title: 'Plan again', text: 'To release it after all, press Plan again, or type', commands }];
    default:
      return [];
  }
}

function withV(version: string): string {
  return version.startsWith('v') ? version : `v${version}`;
}

/** What remains of a release that was cancelled. */
function staysOf(operation: Operation & { plan: Plan<ReleaseContent> }): string[] {
  const isTagged = tag.isDoneIn(operation) && operation.leftTag?.is !== 'deleted';
  const isDispatched = (dispatch.stateIn(operation)?.is ?? 'waiting') !== 'waiting';
  return [
    ...(isTagged ? [`the tag ${operation.plan.content.tag}`] : []),
    ...(isDispatched ? ['what its workflow run published under next or uploaded'] : []),
    ...movedIn(operation),
  ];
}

/** What the probes saw, and until when browsers may run the old script. */
function edgeProof(operation: Operation): string {
  const proof = verifyEdge.evidenceIn(operation);
  if (proof === undefined) return 'Done.';
  const { probes, clean, afterSeconds, browsersUntil } = proof;
  const until = browsersUntil === undefined ? '' : ` Browser caches expire by ${browsersUntil}.`;
  return `Clean at ${clean} of ${probes.length} probes after ${afterSeconds} s.${until}`;
}

/** Why it is released by break glass or in a freeze, for the window of an approval. */
function reasonText({ breakGlass, exception }: ReleaseContent): string[] {
  return [
    ...(breakGlass === undefined
      ? []
      : [`break glass: ${breakGlass.reason}; lifts ${liftsText(breakGlass)}`]),
    ...(exception === undefined ? [] : [`exception to a freeze: ${exception.reason}`]),
  ];
}
