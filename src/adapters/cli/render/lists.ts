import { stateWords } from '../../../domain/state-words.ts';
import { surfaceName } from '../../../domain/surface.ts';
import { OPERATIONS } from '../../../features/operations.ts';
import { unlockCommand } from '../../../features/rollback/lock.ts';
import type { AnswerHelp, AnswerHistoryRow, AnswerReason, AnswerStatus } from '../answer.ts';
import { columns, flat, type Screen, time } from './layout.ts';

/** All reasons of a refusal, each with who can clear it and the next command. */
export function refusalText(asked: string, reasons: readonly AnswerReason[], { paint }: Screen): string {
  const about = asked === '' ? '' : `: ${flat(asked)}`;
  const title = paint('red', `Refused${about}`);
  const lines = reasons.flatMap((reason) => [
    '',
    `  ${paint('bold', flat(reason.text))}`,
    ...(reason.who === '' ? [] : [`    who can clear it  ${flat(reason.who)}`]),
    // Words after /navi in Slack are words after navi here.
    ...reason.next
      .split('\n')
      .map((line, at) => `    ${at === 0 ? 'next' : '    '}              ${forTerminal(line)}`),
  ]);
  return [title, ...lines].join('\n');
}

function forTerminal(line: string): string {
  return flat(line).replaceAll('/navi ', 'npx navi ');
}

export function statusText(report: AnswerStatus, screen: Screen): string {
  const { surfaces, underWay, locked, quarantined, undelivered, token, record, at } = report;
  const { paint } = screen;
  const live = surfaces.map((one) => [
    surfaceName(one.id),
    one.live.version ?? 'unknown',
    `since ${time(one.since, screen)}`,
    verifiedText(one, screen),
    one.by === 'adopted' ? 'existing version, detected by Navi' : `by ${one.by}`,
    one.heldBy === null ? '' : `reserved by ${one.heldBy}`,
  ]);
  const open = underWay.map((one) => [
    `${OPERATIONS.wordsOf(one).short} v${one.version}`.trim(),
    stateWords(one.state).word,
    one.operation,
    `since ${time(one.since, screen)}`,
    `waiting for ${flat(one.waitsFor)}`,
    ...(one.safety === null ? [] : [safeSince(one.safety, screen)]),
  ]);
  const shut = locked.map((one) => [
    one.line,
    `since ${time(one.since, screen)} by ${flat(one.by)}`,
    flat(one.why),
    `to unlock: npx navi ${unlockCommand(one.line)}`,
  ]);
  const apart = quarantined.map((one) => [
    `v${one.version}`,
    `since ${time(one.since, screen)} by ${flat(one.by)}`,
    flat(one.why),
  ]);
  const lost = undelivered.map((one) => [
    one.channel,
    `since ${time(one.since, screen)}`,
    flat(one.problem),
    `${one.messages} ${one.messages === 1 ? 'message' : 'messages'} waiting`,
  ]);
  return [
    paint('bold', 'Live'),
    ...orNone(columns(live)),
    '',
    paint('bold', 'In progress'),
    ...orNone(columns(open)),
    ...(shut.length === 0 ? [] : ['', paint('yellow', 'Locked for releases'), ...columns(shut)]),
    ...(apart.length === 0
      ? []
      : ['', paint('yellow', 'Quarantined: not rolled back to'), ...columns(apart)]),
    ...(lost.length === 0 ? [] : ['', paint('yellow', 'Refused by Slack'), ...columns(lost)]),
    ...recordLines(record, screen),
    '',
    paint('dim', `as of ${time(at, screen)}`),
    ...(token === null
      ? []
      : [paint(token.isSoon ? 'yellow' : 'dim', `Navi's npm token ends ${time(token.expiresAt, screen)}`)]),
  ].join('\n');
}

function recordLines(record: AnswerStatus['record'], screen: Screen): string[] {
  if (record === undefined) return [];
  const { differs, notCompared } = record;
  return [
    ...(differs === null
      ? []
      : [
          '',
          screen.paint(
            'red',
            `The record differs since ${time(differs.since, screen)}: releases are blocked`,
          ),
          ...differs.texts.map((text) => `  ${flat(text)}`),
          `  to accept it: npx navi ${flat(differs.command)}`,
        ]),
    ...(notCompared === null
      ? []
      : ['', screen.paint('yellow', `Record not compared: ${flat(notCompared)}`)]),
  ];
}

function verifiedText({ verifiedAt, outside }: AnswerStatus['surfaces'][number], screen: Screen): string {
  if (outside !== null)
    return screen.paint(
      'red',
      `changed outside Navi (seen ${time(outside.since, screen)}): ${flat(outside.what)}`,
    );
  return verifiedAt === null ? 'not verified yet' : `verified ${time(verifiedAt, screen)}`;
}

function safeSince(
  { seconds, browsersUntil }: NonNullable<AnswerStatus['underWay'][number]['safety']>,
  screen: Screen,
): string {
  const until = browsersUntil === null ? '' : `, browser caches expire by ${time(browsersUntil, screen)}`;
  return `rolled back everywhere in ${seconds.toFixed(1)} s${until}`;
}

export function historyText(rows: readonly AnswerHistoryRow[], screen: Screen): string {
  const lines = rows.map((row) => [
    time(row.requestedAt, screen),
    OPERATIONS.wordsOf(row).short,
    `v${row.version}`,
    stateWords(row.state).word,
    `by ${flat(row.requester)}`,
    row.approvers.length === 0 ? '' : `approved by ${flat(row.approvers.join(', '))}`,
    row.operation,
  ]);
  return [screen.paint('bold', 'History, newest first'), ...orNone(columns(lines))].join('\n');
}

export function helpText({ commands, topic, stranger }: AnswerHelp, { paint }: Screen): string {
  const head = topic === null ? 'Commands' : `navi ${topic}`;
  const rows = commands.map((one) => [
    `navi ${one.usage}`,
    `${flat(one.summary)}${one.allowed ? '' : ' (you do not have permission)'}`,
  ]);
  const examples =
    topic === null ? [] : commands.flatMap((one) => one.examples.map((example) => `  navi ${example}`));
  const parts =
    topic === null
      ? []
      : commands.flatMap((one) => columns(one.parts.map(({ name, about }) => [name, about])));
  return [
    paint('bold', head),
    ...(stranger === null ? [] : [paint('yellow', flat(stranger))]),
    ...columns(rows),
    ...(parts.length === 0 ? [] : ['', ...parts]),
    ...(examples.length === 0 ? [] : ['', 'Examples', ...examples]),
    ...(topic === null ? ['', 'navi help <command> shows a command with examples.'] : []),
  ].join('\n');
}

function orNone(lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? ['  none'] : lines;
}
