import type { KnownBlock, ModalView } from '@slack/types';
import { canonical, type Json } from '../../../domain/json.ts';
import type { Operation } from '../../../domain/operation.ts';
import type { PlanBrief } from '../../../domain/plan-sheet.ts';
import { ticketsIn } from '../../../domain/release-contents.ts';
import { STEP_WORDS } from '../../../domain/state-words.ts';
import type { PlanStep } from '../../../domain/step.ts';
import { OPERATIONS } from '../../../features/operations.ts';
import { context, divider, linesWithin, sections, type Viewing } from '../render/blocks.ts';
import { commitLine } from '../render/card/brief.ts';
import { facts } from '../render/card/facts.ts';
import { gates } from '../render/card/gates.ts';
import { packages } from '../render/card/packages.ts';
import { factLine } from '../render/fact-row.ts';
import { code, link, outside, ownText } from '../render/text.ts';
import { modal } from './view.ts';

/** Characters for each section: together well below the 250 kB and 100 blocks of a view (docs/services.md, Slack). */
const BUDGETS = { commits: 18_000, packages: 12_000, gates: 12_000, steps: 24_000, json: 60_000 };

/**
 * The whole plan for reading: for people what is in it, facts, packages and checks; for auditors each step with its
 * parameters, and the plan as JSON.
 */
export function detailsView(operation: Operation, view: Viewing): ModalView {
  const { content, hash } = operation.plan;
  const { brief, beside = 'Shown before the confirmation', footnotes = [] } = OPERATIONS.sheetOf(operation);
  const steps = content.steps.map((step) => stepLine(step, operation));
  return modal(OPERATIONS.wordsOf(content).plan, [
    ...(brief === undefined ? [] : allChanges(brief)),
    ...facts(operation, view),
    ...packages(operation, BUDGETS.packages),
    divider(),
    ...gates(operation.shown.verdicts, view, BUDGETS.gates),
    ...(operation.shown.verdicts.length === 0 ? [] : [divider()]),
    ...(brief === undefined ? shownBeside(beside, operation, view) : []),
    ...sections(['*For auditors: steps and parameters*', ...linesWithin(steps, BUDGETS.steps, 'steps')]),
    ...asJson(operation),
    context(`Plan hash: ${code(hash, 80)}`, ...footnotes.map(factLine)),
  ]);
}

/** Every known commit, and the tickets that their titles name. */
function allChanges({ commits, inAll, compareUrl }: PlanBrief): KnownBlock[] {
  if (commits.length === 0) return [];
  const all = inAll ?? commits.length;
  const which = all > commits.length ? `the newest ${commits.length} of ${all} commits` : `${all} commits`;
  const tickets = ticketsIn(commits);
  return [
    ...sections([
      `*What is in it* — ${which}${compareUrl === null ? '' : ` · ${link(compareUrl, 'all on GitHub ↗')}`}`,
      ...(tickets.length === 0
        ? []
        : [
            `*Tickets:* ${linesWithin(
              tickets.map((key) => code(key, 30)),
              900,
            ).join(' ')}`,
          ]),
      ...linesWithin(commits.map(commitLine), BUDGETS.commits, 'commits on GitHub'),
    ]),
    divider(),
  ];
}

/** Characters of JSON in one section, with room for its fence. */
const JSON_PART = 2_900;

/** What the approval covers, as the hash is made of it, for copying. */
function asJson({ plan: { content } }: Operation): KnownBlock[] {
  const text = canonical(content);
  if (text.length > BUDGETS.json)
    return sections([`*Copy as JSON* — not here: the plan has ${text.length} characters.`]);
  const parts = text.match(new RegExp(`[^]{1,${JSON_PART}}`, 'gu')) ?? [];
  const title =
    parts.length === 1 ? '*Copy as JSON*' : `*Copy as JSON* — ${parts.length} parts, to be joined`;
  return [
    ...sections([title]),
    ...parts.map(
      (part): KnownBlock => ({
        type: 'rich_text',
        elements: [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text: part }] }],
      }),
    ),
  ];
}

/** The limit of shown parameters of a step, so that its line fits into a section. */
const MOST_PARAMETERS = 12;

function stepLine(step: PlanStep, operation: Operation): string {
  const state = operation.steps[step.id]?.is ?? 'waiting';
  const { word } = STEP_WORDS[state === 'intended' || state === 'pending' ? 'running' : state];
  const after = step.after.length === 0 ? '' : ` · after ${code(step.after.join(', '), 200)}`;
  const given = Object.entries(step.params)
    .slice(0, MOST_PARAMETERS)
    .map(([name, value]) => `${inWords(name)}: ${valueText(value)}`);
  return `*${code(step.id, 80)}* — ${word}${after}\n${given.join(' · ')}`;
}

function valueText(value: Json): string {
  if (value === null) return 'none';
  const shown = typeof value === 'string' ? value : JSON.stringify(value, (_, part) => part ?? undefined);
  return code(shown, 150);
}

/** `ifGeneration` as `if generation`. */
function inWords(name: string): string {
  return outside(
    name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`),
    40,
  );
}

/** What was shown beside the plan: a release's commits, in other people's words, or a rollback's warnings, in ours. */
function shownBeside(title: string, operation: Operation, view: Viewing): KnownBlock[] {
  const { shown } = operation;
  if (shown.changes.length === 0) return [];
  const isOurs = OPERATIONS.traitsOf(operation).takesBack === true;
  const lines = shown.changes.map((line) => `• ${isOurs ? ownText(line, 300, view) : outside(line, 300)}`);
  const inAll = shown.changesInAll ?? shown.changes.length;
  const which = inAll > shown.changes.length ? `, the newest ${shown.changes.length} of ${inAll}` : '';
  return sections([`*${title}${which}*`, ...linesWithin(lines, 6000, 'lines')]);
}
