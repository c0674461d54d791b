import type { ToldCard, ToldReason } from '../told.ts';
import { columns, flat, type Screen, time } from './layout.ts';

/** A card, or the plan of a dry run, for a terminal. */
export function cardText(card: ToldCard, explained: readonly ToldReason[], screen: Screen): string {
  const { paint } = screen;
  const blocks = [
    [paint('bold', flat(card.headline)), flat(card.summary)],
    factLines(card, screen),
    [paint('bold', 'Packages'), ...packageLines(card)],
    [paint('bold', 'Gates'), ...gateLines(card, explained, screen)],
    [paint('bold', 'Steps'), ...stepLines(card, screen)],
    card.outcome === null ? [] : [paint('bold', flat(card.outcome))],
  ];
  return blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

function factLines({ operation }: ToldCard, screen: Screen): string[] {
  const { content, hash, revision, expiresAt } = operation.plan;
  const { path, from, to } = content.pointer;
  return columns([
    ['Operation', `${operation.id} (${operation.state.is})`],
    ['Requested by', operation.requester.name],
    ['Commit', `${content.commit.slice(0, 7)} ${flat(operation.shown.commitTitle)}`],
    ['Pointer', `${path}: ${from ?? 'nothing yet'} → ${to}`],
    ['Known-good', operation.shown.knownGood ?? 'none yet'],
    ['Plan', `${hash.slice(0, 8)}, revision ${revision}, expires ${time(expiresAt, screen)}`],
  ]);
}

function packageLines({ operation }: ToldCard): string[] {
  return columns(
    operation.plan.content.packages.map((one) => [
      one.name,
      one.changes ? `${one.before ?? 'nothing yet'} → ${one.after}` : `unchanged (${one.after})`,
      one.ships === 'none' ? 'ships nowhere' : one.ships,
    ]),
  );
}

function gateLines({ operation }: ToldCard, explained: readonly ToldReason[], { paint }: Screen): string[] {
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

function stepLines({ steps }: ToldCard, { paint }: Screen): string[] {
  const styles = {
    waiting: 'dim',
    running: 'cyan',
    unknown: 'yellow',
    done: 'green',
    held: 'yellow',
    failed: 'red',
  } as const;
  const width = Math.max(0, ...steps.map((step) => step.state.length));
  return steps.map((step) => {
    const took = step.seconds === null ? '' : ` (${Math.round(step.seconds * 10) / 10} s)`;
    const detail = step.detail === '' ? '' : `: ${flat(step.detail)}`;
    return `  ${paint(styles[step.state], step.state.padEnd(width))}  ${flat(step.title)}${took}${detail}`;
  });
}
