import type { Safety } from '../../domain/safety.ts';
import { stateWords } from '../../domain/state-words.ts';
import type {
  RecordRow,
  StatusReport,
  SurfaceRow,
  TokenRow,
  UnderWayRow,
} from '../../domain/status-report.ts';
import { surfaceName } from '../../domain/surface.ts';
import { shownLength } from '../../domain/terminal-text.ts';
import { OPERATIONS } from '../../features/operations.ts';
import { unlockCommand } from '../../features/rollback/lock.ts';
import { columns, type Drawing, flat, time, wrap, wrappedColumns } from './layout.ts';

/** What is live and in progress, then everything that needs a person. */
export function statusText(report: StatusReport, drawing: Drawing): string {
  const { paint } = drawing;
  const { surfaces, underWay, emergencies, locked, frozen, quarantined, undelivered } = report;
  const since = (one: { since: string; by: string }) =>
    `since ${time(one.since, drawing)} by ${flat(one.by)}`;
  return [
    paint('bold', 'Live'),
    ...orElse(
      'No live version is known yet.',
      fitted(
        surfaces.map((one) => surfaceCells(one, drawing)),
        drawing,
      ),
    ),
    '',
    paint('bold', 'In progress'),
    ...orElse(
      'none',
      fitted(
        underWay.map((one) => operationCells(one, drawing)),
        drawing,
      ),
    ),
    ...titled(
      'Emergencies',
      emergencies.map((one) => [
        one.id,
        flat(one.name),
        `${one.isOverdue ? 'OVERDUE since' : 'due'} ${time(one.due, drawing)}`,
        flat(one.state),
      ]),
      drawing,
    ),
    ...titled(
      'Locked for releases',
      locked.map((one) => [
        one.line,
        since(one),
        flat(one.why),
        `to unlock: npx navi ${unlockCommand(one.line)}`,
      ]),
      drawing,
    ),
    ...titled(
      'Frozen: releases do not write',
      frozen.map((one) => [
        `${time(one.from, drawing)} to ${time(one.until, drawing)}`,
        one.by === null ? '' : `by ${flat(one.by)}`,
        flat(one.why),
      ]),
      drawing,
    ),
    ...titled(
      'Quarantined: not rolled back to',
      quarantined.map((one) => [`v${one.version}`, since(one), flat(one.why)]),
      drawing,
    ),
    ...titled(
      'Refused by Slack',
      undelivered.map((one) => [
        one.channel,
        `since ${time(one.since, drawing)}`,
        flat(one.problem),
        `${one.messages} ${one.messages === 1 ? 'message' : 'messages'} waiting`,
      ]),
      drawing,
    ),
    ...recordLines(report.record, drawing),
    '',
    paint('dim', `as of ${time(report.at, drawing)}`),
    ...tokenLines(report.token, drawing),
  ].join('\n');
}

function titled(title: string, rows: readonly string[][], drawing: Drawing): string[] {
  return rows.length === 0 ? [] : ['', drawing.paint('yellow', title), ...fitted(rows, drawing)];
}

function orElse(empty: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [`  ${empty}`] : lines;
}

/** In columns where the terminal is wide enough; else what is behind the second is one column, and wrapped. */
function fitted(rows: readonly (readonly string[])[], drawing: Drawing): string[] {
  const lines = columns(rows);
  const room = drawing.columns ?? Number.POSITIVE_INFINITY;
  if (lines.every((line) => shownLength(line) <= room)) return lines;
  const joined = rows.map(([first = '', second = '', ...rest]) => [
    first,
    second,
    rest.filter((cell) => cell !== '').join(', '),
  ]);
  return wrappedColumns(joined, drawing);
}

function surfaceCells(one: SurfaceRow, drawing: Drawing): string[] {
  return [
    surfaceName(one.id),
    one.live.version ?? 'unknown',
    `since ${time(one.since, drawing)}`,
    verifiedText(one, drawing),
    one.by === 'adopted' ? 'existing version, detected by Navi' : `by ${one.by}`,
    one.heldBy === null ? '' : `reserved by ${one.heldBy}`,
  ];
}

function verifiedText({ verifiedAt, outside }: SurfaceRow, drawing: Drawing): string {
  if (outside !== null)
    return drawing.paint(
      'red',
      `changed outside Navi (seen ${time(outside.since, drawing)}): ${flat(outside.what)}`,
    );
  return verifiedAt === null ? 'not verified yet' : `verified ${time(verifiedAt, drawing)}`;
}

function operationCells(one: UnderWayRow, drawing: Drawing): string[] {
  return [
    `${OPERATIONS.wordsOf(one).short} v${one.version}`.trim(),
    stateWords(one.state).word,
    one.operation,
    `since ${time(one.since, drawing)}`,
    `waiting for ${flat(one.waitsFor)}`,
    ...(one.safety === null ? [] : [safetyText(one.safety, drawing)]),
  ];
}

function safetyText({ seconds, browsersUntil }: Safety, drawing: Drawing): string {
  const until = browsersUntil === null ? '' : `, browser caches expire by ${time(browsersUntil, drawing)}`;
  return `rolled back everywhere in ${seconds.toFixed(1)} s${until}`;
}

function recordLines({ differs, notCompared }: RecordRow, drawing: Drawing): string[] {
  const { paint } = drawing;
  return [
    ...(differs === null
      ? []
      : [
          '',
          paint(
            'red',
            wrap(
              `The record differs since ${time(differs.since, drawing)}: releases are blocked`,
              0,
              drawing,
            ),
          ),
          ...differs.texts.map((text) => `  ${wrap(flat(text), 2, drawing)}`),
          `  to accept it: npx navi ${flat(differs.command)}`,
        ]),
    ...(notCompared === null
      ? []
      : ['', paint('yellow', wrap(`Record not compared: ${flat(notCompared)}`, 0, drawing))]),
  ];
}

function tokenLines(token: TokenRow | null, drawing: Drawing): string[] {
  if (token === null) return [];
  const says = `Navi's npm token ends ${time(token.expiresAt, drawing)}`;
  return [drawing.paint(token.isSoon ? 'yellow' : 'dim', says)];
}
