import type { KnownBlock } from '@slack/types';
import type { Card } from '../../../../domain/message.ts';
import { shortHash } from '../../../../domain/plan.ts';
import { OPERATIONS } from '../../../../features/operations.ts';
import { context, header, linesWithin, type Rendered, sections, type Viewing } from '../blocks.ts';
import { code, outside, ownText, sentence, whenNear } from '../text.ts';
import { actions } from './actions.ts';
import { brief, plan } from './brief.ts';
import { clock } from './clock.ts';
import { facts, lock } from './facts.ts';
import { gates, gatesInShort } from './gates.ts';
import { next } from './next.ts';
import { packages } from './packages.ts';
import { sign, stateLine } from './state.ts';
import { steps, stepsInShort } from './steps.ts';

/**
 * An operation's card, always rendered as a whole from its state. Before the decision it shows the facts of the
 * decision (gates in full, steps in short); afterwards the progress (steps in full, gates in short). A rollback's
 * clock comes first.
 */
export function renderCard(card: Card, view: Viewing): Rendered {
  return { text: sentence(card.summary), blocks: cardBlocks(card, view, 'posted') };
}

/** The plan of a dry run: the same card without buttons. */
export function renderPlan(card: Card, view: Viewing): Rendered {
  return {
    text: sentence(`Dry run, nothing was saved: ${card.summary}`),
    blocks: [
      context('🧪 *Dry run*: this is the plan. Nothing was saved, and nothing will run.'),
      ...cardBlocks({ ...card, buttons: [], asks: [] }, view, 'dry-run'),
    ],
  };
}

function cardBlocks(card: Card, view: Viewing, as: 'posted' | 'dry-run'): KnownBlock[] {
  const { operation } = card;
  const undecided = operation.state.is === 'awaiting-approval';
  const sheet = OPERATIONS.sheetOf(operation);
  if (undecided && as === 'posted' && sheet.brief !== undefined)
    return [
      header(headline(card)),
      ...brief(card, sheet.brief, view),
      ...actions(card),
      foot(card, plan(card)),
    ];
  if (UNDECIDED.has(operation.state.is)) return ended(card, view);
  return [
    header(headline(card)),
    ...(as === 'posted' ? sections([stateLine(card, view)]) : []),
    ...clock(card, view),
    ...facts(operation, view),
    ...lock(card.lock, view),
    ...packages(operation),
    ...(undecided ? gates(operation.shown.verdicts, view) : gatesInShort(operation.shown.verdicts)),
    ...(undecided
      ? sections([stepsInShort(card.steps)])
      : steps(card.steps, view, isOver(operation.state.is))),
    ...outcome(card, view),
    ...next(card.next, view),
    ...actions(card),
    foot(card, small(card)),
  ];
}

/** Ended before it was decided: nothing of it ran, and nothing of it will. */
const UNDECIDED: ReadonlySet<string> = new Set(['rejected', 'retracted', 'replaced', 'expired']);

/** Ended early: what has not run will not. */
function isOver(state: Card['operation']['state']['is']): boolean {
  return state === 'abandoned' || state === 'cancelled' || state === 'superseded';
}

/** How it ended, who asked for it, and what to do next. */
function ended(card: Card, view: Viewing): KnownBlock[] {
  const { requester, requestedAt } = card.operation;
  const by = `Requested by ${outside(requester.name, 80)}, ${whenNear(requestedAt, view)}. Nothing of it was run.`;
  return [
    header(headline(card)),
    ...sections([stateLine(card, view), ...outcomeLines(card, view), by]),
    ...next(card.next, view),
    ...actions(card),
    foot(card, []),
  ];
}

function foot({ operation }: Card, more: readonly string[]): KnownBlock {
  return context([code(operation.id, 60), outside(operation.plan.content.line, 10), ...more].join(' · '));
}

function headline(card: Card): string {
  return /^\p{Extended_Pictographic}/u.test(card.headline)
    ? card.headline
    : `${sign(card.operation)} ${card.headline}`;
}

function outcome(card: Card, view: Viewing): KnownBlock[] {
  return sections(outcomeLines(card, view));
}

function outcomeLines(card: Card, view: Viewing): string[] {
  const lines = (card.outcome ?? '')
    .split('\n')
    .map((line) => ownText(line, 800, view))
    .filter((line) => line !== '');
  return linesWithin(lines, 1600);
}

/** A rollback has no commits of its own. */
function small({ operation }: Card): string[] {
  if (OPERATIONS.traitsOf(operation).takesBack === true)
    return [`plan ${outside(shortHash(operation.plan.hash), 20)}`];
  const { changes, changesInAll = changes.length } = operation.shown;
  if (changesInAll === null) return [];
  const { from } = operation.plan.content.pointer;
  const since = from === null ? '' : ` since v${outside(from, 40)}`;
  return [`${changesInAll} ${changesInAll === 1 ? 'commit' : 'commits'}${since}`];
}
