import type { Verdict } from '../../domain/gate.ts';
import type { Card, StepRow } from '../../domain/message.ts';
import { shortHash } from '../../domain/plan.ts';
import type { FactLine, FactPart } from '../../domain/plan-sheet.ts';
import { explain } from '../../domain/refusals.ts';
import { STEP_WORDS, stateWords } from '../../domain/state-words.ts';
import { OPERATIONS } from '../../features/operations.ts';
import { clockLines } from './clock.ts';
import { columns, type Drawing, flat, forTerminal, time } from './layout.ts';
import { packageLines } from './packages.ts';

/** A card, or the plan of a dry run, for a terminal. */
export function cardText(card: Card, drawing: Drawing): string {
  const { paint } = drawing;
  const blocks = [
    [paint('bold', flat(card.headline)), flat(card.summary)],
    clockLines(card.clock, drawing),
    factLines(card, drawing),
    lockLines(card, drawing),
    titled('What is in it', briefLines(card), drawing),
    titled('Packages', packageLines(card.operation), drawing),
    titled('Checks', gateLines(card, drawing), drawing),
    titled('Steps', stepLines(card, drawing), drawing),
    card.outcome === null ? [] : [paint('bold', flat(card.outcome))],
  ];
  return blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

function titled(title: string, lines: readonly string[], { paint }: Drawing): string[] {
  return lines.length === 0 ? [] : [paint('bold', title), ...lines];
}

function factLines({ operation }: Card, drawing: Drawing): string[] {
  const { content, hash, revision, expiresAt } = operation.plan;
  const { path, from, to } = content.pointer;
  const { confirmedAs, hidesPointer, rows = [] } = OPERATIONS.sheetOf(operation);
  const expires = confirmedAs === undefined ? `, expires ${time(expiresAt, drawing)}` : '';
  return columns([
    ['Operation', `${operation.id} (${stateWords(operation.state.is).word})`],
    [confirmedAs ?? 'Requested by', flat(operation.requester.name)],
    ...rows.map(({ name, lines }) => [name, lines.map(factLine).join('; ')]),
    ...(hidesPointer === true ? [] : [['Pointer', `${path}: ${from ?? 'nothing yet'} → ${to}`]]),
    ['Plan', `${shortHash(hash)}, revision ${revision}${expires}`],
  ]);
}

/** Whom a plan reaches, and the commits that matter, before it is decided. */
function briefLines({ operation }: Card): string[] {
  const { brief } = OPERATIONS.sheetOf(operation);
  if (brief === undefined || operation.state.is !== 'awaiting-approval') return [];
  const { reaches, matters, inAll, compareUrl } = brief;
  const count =
    inAll === null
      ? 'The commits could not be read'
      : `${inAll} ${inAll === 1 ? 'commit' : 'commits'}${compareUrl === null ? '' : `: ${compareUrl}`}`;
  const commits = matters.map(({ title, author }) => `- ${title}, by ${author}`);
  return [reaches, count, ...commits].map((line) => `  ${flat(line)}`);
}

function factLine(parts: FactLine): string {
  const texts = parts.map((part, at) => {
    const text = factPart(part);
    return at === 0 || /^[;,.:]/.test(text) ? text : ` ${text}`;
  });
  return flat(texts.join(''));
}

function factPart(part: FactPart): string {
  if (typeof part === 'string') return part;
  if ('code' in part) return part.code;
  if ('commit' in part) return part.commit.slice(0, 7);
  return `${part.from ?? 'nothing yet'} → ${part.to}`;
}

/** The lock that a rollback leaves on its line, or who unlocked it. */
function lockLines({ lock }: Card, drawing: Drawing): string[] {
  if (lock === null) return [];
  const says = flat(`${lock.line} ${lock.text}`);
  return lock.is === 'locked'
    ? [drawing.paint('yellow', `${says} npx navi ${flat(lock.command)}`)]
    : [`${says}, ${time(lock.at, drawing)}: ${flat(lock.why)}`];
}

function gateLines({ operation }: Card, { paint }: Drawing): string[] {
  return operation.shown.verdicts.map((verdict) => {
    const { style, word } = VERDICTS[verdict.is];
    return `  ${paint(style, word)}  ${verdict.gate}: ${flat(foundBy(verdict))}`;
  });
}

const VERDICTS = {
  pass: { style: 'green', word: 'pass ' },
  warn: { style: 'yellow', word: 'warn ' },
  block: { style: 'red', word: 'BLOCK' },
} as const;

function foundBy(verdict: Verdict): string {
  if (verdict.is !== 'block') return verdict.evidence;
  const { text, next } = explain(verdict.reason);
  return `${text} ${forTerminal(next)}`;
}

const STYLES = {
  waiting: 'dim',
  running: 'cyan',
  'waits-for-person': 'yellow',
  unknown: 'yellow',
  done: 'green',
  held: 'yellow',
  failed: 'red',
} as const;

/** Of an operation that has ended early no step waits: what has not run will not. */
const ENDED: ReadonlySet<string> = new Set([
  ...['rejected', 'retracted', 'replaced', 'expired', 'abandoned', 'cancelled', 'superseded'],
]);

function stepLines({ steps: all, operation }: Card, drawing: Drawing): string[] {
  const isOver = ENDED.has(operation.state.is);
  const steps = isOver ? all.filter(({ state }) => state !== 'waiting') : all;
  const width = Math.max(0, ...steps.map((step) => STEP_WORDS[step.state].word.length));
  return steps.flatMap((step) => stepLine(step, width, drawing));
}

function stepLine(step: StepRow, width: number, { paint }: Drawing): string[] {
  const { state, title, seconds, detail, page, command } = step;
  const word = paint(STYLES[state], STEP_WORDS[state].word.padEnd(width));
  const took = seconds === null ? '' : ` (${Math.round(seconds * 10) / 10} s)`;
  const says = detail === '' ? '' : `: ${flat(detail)}`;
  const below = [page?.url, command].filter((text) => text !== undefined);
  return [
    `  ${word}  ${flat(title)}${took}${says}`,
    ...below.map((text) => `  ${' '.repeat(width)}  ${flat(text)}`),
  ];
}
