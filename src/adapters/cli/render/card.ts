import { type PackageChange, packageChange } from '../../../domain/package-change.ts';
import { STEP_WORDS, stateWords } from '../../../domain/state-words.ts';
import type { AnswerCard, AnswerReason } from '../answer.ts';
import { clockLines } from './clock.ts';
import { columns, flat, type Screen, time } from './layout.ts';

/** A card, or the plan of a dry run, for a terminal. */
export function cardText(card: AnswerCard, explained: readonly AnswerReason[], screen: Screen): string {
  const { paint } = screen;
  const blocks = [
    [paint('bold', flat(card.headline)), flat(card.summary)],
    clockLines(card.clock, screen),
    factLines(card, screen),
    lockLines(card, screen),
    titled('Packages', packageLines(card), screen),
    titled('Checks', gateLines(card, explained, screen), screen),
    titled('Steps', stepLines(card, screen), screen),
    card.outcome === null ? [] : [paint('bold', flat(card.outcome))],
  ];
  return blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

function titled(title: string, lines: readonly string[], { paint }: Screen): string[] {
  return lines.length === 0 ? [] : [paint('bold', title), ...lines];
}

function factLines({ operation }: AnswerCard, screen: Screen): string[] {
  const { content, hash, revision, expiresAt } = operation.plan;
  const { path, from, to } = content.pointer;
  const expires = content.commit !== undefined ? `, expires ${time(expiresAt, screen)}` : '';
  return columns([
    ['Operation', `${operation.id} (${stateWords(operation.state.is).word})`],
    ['Requested by', flat(operation.requester.name)],
    ...kindFacts(operation),
    ...(content.stops !== undefined || content.gitTag !== undefined
      ? []
      : [['Pointer', `${path}: ${from ?? 'nothing yet'} → ${to}`]]),
    ['Plan', `${hash.slice(0, 8)}, revision ${revision}${expires}`],
  ]);
}

function kindFacts({ plan, shown }: AnswerCard['operation']): string[][] {
  const { commit, stops, keeps, reason, supersedes, gitTag } = plan.content;
  return [
    ...(commit === undefined
      ? []
      : [
          ['Commit', `${commit.slice(0, 7)} ${flat(shown.commitTitle)}`],
          ['Known-good', shown.knownGood ?? 'none yet'],
        ]),
    ...(gitTag === undefined
      ? []
      : [['Git tag', `${gitTag.from?.slice(0, 7) ?? 'missing'} → ${gitTag.commit.slice(0, 7)}`]]),
    ...(stops === undefined ? [] : [['Stops', stops]]),
    ...(keeps === undefined
      ? []
      : [['Customers keep', keeps === null ? 'nothing: no version is live yet' : `v${keeps}`]]),
    ...(reason === undefined ? [] : [['Reason', reason === null ? 'none given' : flat(reason)]]),
    ...(supersedes === undefined || supersedes === null ? [] : [['Supersedes', supersedes]]),
  ];
}

/** The lock that a rollback leaves on its line, or who unlocked it. */
function lockLines({ lock }: AnswerCard, screen: Screen): string[] {
  if (lock === null) return [];
  const says = flat(`${lock.line} ${lock.text}`);
  return lock.is === 'locked'
    ? [screen.paint('yellow', `${says} npx navi ${flat(lock.command)}`)]
    : [`${says}, ${time(lock.at, screen)}: ${flat(lock.why)}`];
}

function packageLines({ operation }: AnswerCard): string[] {
  const { content } = operation.plan;
  if (content.commit !== undefined)
    return columns(
      content.packages.map((one) => [
        one.name,
        changeText(packageChange(one)),
        one.ships === 'none'
          ? 'not published'
          : one.access === undefined
            ? one.ships
            : `${one.ships}, ${one.access}`,
      ]),
    );
  const moves = content.packages.map((one) => [
    one.name,
    one.movesLatest
      ? `latest ${one.before ?? 'nothing'} → ${one.after}`
      : `latest stays${one.before === null ? '' : ` at ${one.before}`}`,
  ]);
  return columns([
    ...moves,
    ...(content.deprecates ?? []).map((one) => [one.name, `${one.version} is deprecated`]),
  ]);
}

function changeText(change: PackageChange): string {
  switch (change.is) {
    case 'stays':
      return `unchanged (${change.at})`;
    case 'goes-live':
      return `${change.from ?? 'nothing yet'} → ${change.to}${change.isPublished ? ' (already published)' : ''}`;
    case 'is-published':
      return `${change.version} is published, latest stays ${change.latest === null ? 'unset' : `at ${change.latest}`}`;
  }
}

function gateLines(
  { operation }: AnswerCard,
  explained: readonly AnswerReason[],
  { paint }: Screen,
): string[] {
  const reasons = explained[Symbol.iterator]();
  return operation.shown.verdicts.map((verdict) => {
    if (verdict.is === 'pass')
      return `  ${paint('green', 'pass ')}  ${verdict.gate}: ${flat(verdict.evidence ?? '')}`;
    if (verdict.is === 'warn')
      return `  ${paint('yellow', 'warn ')}  ${verdict.gate}: ${flat(verdict.evidence ?? '')}`;
    const reason = reasons.next().value;
    const why = reason === undefined ? '' : `${flat(reason.text)} ${flat(reason.next)}`;
    return `  ${paint('red', 'BLOCK')}  ${verdict.gate}: ${why}`;
  });
}

function stepLines({ steps }: AnswerCard, { paint }: Screen): string[] {
  const styles = {
    waiting: 'dim',
    running: 'cyan',
    'waits-for-person': 'yellow',
    unknown: 'yellow',
    done: 'green',
    held: 'yellow',
    failed: 'red',
  } as const;
  const width = Math.max(0, ...steps.map((step) => STEP_WORDS[step.state].word.length));
  return steps.map((step) => {
    const took = step.seconds === null ? '' : ` (${Math.round(step.seconds * 10) / 10} s)`;
    const detail = step.detail === '' ? '' : `: ${flat(step.detail)}`;
    const run = step.command === undefined ? '' : `\n  ${' '.repeat(width)}  ${flat(step.command)}`;
    const page = step.page === undefined ? '' : `\n  ${' '.repeat(width)}  ${flat(step.page.url)}`;
    return `  ${paint(styles[step.state], STEP_WORDS[step.state].word.padEnd(width))}  ${flat(step.title)}${took}${detail}${page}${run}`;
  });
}
