import type { KnownBlock, SectionBlock } from '@slack/types';
import type { Card } from '../../../../domain/message.ts';
import type { Operation } from '../../../../domain/operation.ts';
import { shortHash } from '../../../../domain/plan.ts';
import type { PlanBrief } from '../../../../domain/plan-sheet.ts';
import type { ListedCommit } from '../../../../domain/release-contents.ts';
import { OPERATIONS } from '../../../../features/operations.ts';
import { mrkdwn, sections, type Viewing } from '../blocks.ts';
import { factLine, factRow } from '../fact-row.ts';
import { code, link, outside, whenNear } from '../text.ts';
import { detailsButton } from './actions.ts';
import { counted, exceptions } from './gates.ts';
import { packagesInShort } from './packages.ts';
import { stateLine } from './state.ts';

/** The title of a commit on a card, in characters: it stays on one line of a wide window. */
const TITLE = 90;

/** A plan at one glance, before its decision: who, whom it reaches, what is in it, what moves, what was checked. */
export function brief(card: Card, of: PlanBrief, view: Viewing): KnownBlock[] {
  const { operation } = card;
  return [
    ...sections([stateLine(card, view), requested(card, view), `🌐 ${outside(of.reaches, 300)}`]),
    ...contents(of),
    ...packagesInShort(operation),
    ...sections([`*Moves* ${of.moves.map(factLine).join(' · ')}`]),
    ...notes(operation),
    ...checks(card, view),
    ...steps(card),
  ];
}

function requested({ operation }: Card, view: Viewing): string {
  const { requester, requestedAt, plan, approvers } = operation;
  const names = approvers.slice(0, 5).map(({ name }) => outside(name, 80));
  return [
    `Requested by *${outside(requester.name, 80)}*, ${whenNear(requestedAt, view)}`,
    ...(names.length === 0 ? [] : [`approved so far by ${names.join(', ')}`]),
    `expires ${whenNear(plan.expiresAt, view)}`,
  ].join(' · ');
}

/** What is out of the ordinary, such as an exception to a freeze. */
function notes(operation: Operation): SectionBlock[] {
  const { rows = [] } = OPERATIONS.sheetOf(operation);
  const own = rows.filter(({ isInBrief }) => isInBrief !== true).map(factRow);
  return sections(own.map(([name, text]) => `❗ *${name}:* ${text}`));
}

/** The plan's hash, which an approval is of, and what a rollback goes back to where that is not what the title says. */
export function plan({ operation: { plan, shown } }: Card): string[] {
  const revision = plan.revision > 1 ? `, revision ${plan.revision}` : '';
  const hash = `plan ${code(shortHash(plan.hash))}${revision}`;
  if (shown.knownGood === plan.content.pointer.from) return [hash];
  return [hash, `last known-good ${shown.knownGood === null ? 'none yet' : outside(shown.knownGood, 40)}`];
}

/** The commits that matter, their true number, and the page that has them all. */
function contents({ matters, inAll, compareUrl }: PlanBrief): SectionBlock[] {
  const page = compareUrl === null ? '' : ` · ${link(compareUrl, 'compare ↗')}`;
  if (inAll === null) return sections([`*What is in it* — the commits could not be read${page}`]);
  const left = inAll - matters.length;
  return sections([
    `*What is in it* — ${inAll} ${inAll === 1 ? 'commit' : 'commits'}${page}`,
    ...matters.map(commitLine),
    ...(left > 0 ? [`_… and ${left} more in Details_`] : []),
  ]);
}

/** One commit: its title, its pull request, its author. */
export function commitLine({ title, author, url, pull }: ListedCommit): string {
  const by = outside(author, 40);
  if (pull === null) return `• ${outside(title, TITLE)} · ${link(url, 'commit')} · ${by}`;
  const words = title.replace(new RegExp(`\\s*\\(#${pull.number}\\)$`), '');
  return `• ${outside(words, TITLE)} · ${link(pull.url, `#${pull.number}`)} · ${by}`;
}

/** Warnings and blocks in full, and the number of the rest. */
function checks(card: Card, view: Viewing): SectionBlock[] {
  const { verdicts } = card.operation.shown;
  if (verdicts.length === 0) return [];
  const passed = verdicts.every(({ is }) => is === 'pass');
  const { advice } = OPERATIONS.sheetOf(card.operation);
  const [first, ...more] = sections([
    `${passed ? '✅ ' : ''}*Checks* — ${counted(verdicts)}`,
    ...exceptions(verdicts, { budget: 1500, view, ...(advice !== undefined && { advice }) }),
  ]);
  return first?.text === undefined ? [] : [withDetails(first.text.text, 'Checks ▸', card), ...more];
}

/** How many steps, the first and the last. */
function steps(card: Card): SectionBlock[] {
  const [first, last] = [card.steps[0], card.steps.at(-1)];
  if (first === undefined || last === undefined) return [];
  const text = `*${card.steps.length} steps*: ${outside(first.title, 60)} → … → ${outside(last.title, 60)}`;
  return [withDetails(text, 'Steps ▸', card)];
}

/** A line whose button opens the details. */
function withDetails(text: string, label: string, card: Card): SectionBlock {
  const button = detailsButton(card, label);
  return { type: 'section', text: mrkdwn(text), ...(button !== undefined && { accessory: button }) };
}
