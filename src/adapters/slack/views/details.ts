import type { KnownBlock, ModalView } from '@slack/types';
import type { Json } from '../../../domain/json.ts';
import type { Operation } from '../../../domain/operation.ts';
import { STEP_WORDS } from '../../../domain/state-words.ts';
import type { PlanStep } from '../../../domain/step.ts';
import { OPERATIONS } from '../../../features/operations.ts';
import { context, divider, linesWithin, sections, type Viewing } from '../render/blocks.ts';
import { facts } from '../render/card/facts.ts';
import { gates } from '../render/card/gates.ts';
import { packages } from '../render/card/packages.ts';
import { factLine } from '../render/fact-row.ts';
import { code, outside, ownText } from '../render/text.ts';
import { modal } from './view.ts';

/** The whole plan for reading: facts, packages, gates, every step with its parameters and state, and the commits. */
export function detailsView(operation: Operation, view: Viewing): ModalView {
  const { content, hash } = operation.plan;
  const { beside = 'Shown before the confirmation', footnotes = [] } = OPERATIONS.sheetOf(operation);
  const steps = content.steps.map((step) => stepLine(step, operation));
  return modal(OPERATIONS.wordsOf(content).plan, [
    ...facts(operation, view),
    ...packages(operation, 12_000),
    divider(),
    ...gates(operation.shown.verdicts, 12_000),
    ...(operation.shown.verdicts.length === 0 ? [] : [divider()]),
    ...sections(['*Steps and parameters*', ...linesWithin(steps, 24_000, 'steps')]),
    ...shownBeside(beside, operation, view),
    context(`Plan hash: ${code(hash, 80)}`, ...footnotes.map(factLine)),
  ]);
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
