import { stateWords } from '../../../domain/state-words.ts';
import type {
  StatusReport,
  SurfaceRow,
  TokenRow,
  UndeliveredRow,
  UnderWayRow,
} from '../../../domain/status-report.ts';
import { surfaceName } from '../../../domain/surface.ts';
import { OPERATIONS } from '../../../features/operations.ts';
import { context, header, linesWithin, type Rendered, sections, type Viewing } from './blocks.ts';
import { unlockWith } from './card/facts.ts';
import { code, duration, outside, ownText, sentence, when } from './text.ts';

/** What is live and when it was verified, what is in progress, and which release lines are locked. */
export function renderStatus(report: StatusReport, view: Viewing): Rendered {
  const { surfaces, underWay, emergencies, locked, frozen, quarantined, undelivered, token, record, at } =
    report;
  const live = surfaces.map((surface) => surfaceLine(surface, view));
  const open = underWay.map((one) => underWayLine(one, view));
  const shut = locked.map((one) => lockLine(one, view));
  const apart = quarantined.map((one) => quarantineLine(one, view));
  return {
    text: sentence(
      [
        `${surfaces.length} surfaces live`,
        underWay.length === 0 ? 'nothing in progress' : `${underWay.length} in progress`,
        ...(emergencies.length === 0
          ? []
          : [`${emergencies.length} ${emergencies.length === 1 ? 'emergency' : 'emergencies'} open`]),
        ...(record.differs === null ? [] : ['the record differs']),
        ...(locked.length === 0
          ? []
          : [`locked: ${locked.map(({ line: releaseLine }) => releaseLine).join(', ')}`]),
      ].join(', '),
    ),
    blocks: [
      ...recordBlocks(record, view),
      ...(emergencies.length === 0
        ? []
        : [
            header('Emergencies'),
            ...sections(
              linesWithin(
                emergencies.map((one) => emergencyLine(one, view)),
                1500,
                'emergencies',
              ),
            ),
          ]),
      header('Live'),
      ...sections(
        live.length === 0 ? ['No live version is known yet.'] : linesWithin(live, 6000, 'surfaces'),
      ),
      header('In progress'),
      ...sections(open.length === 0 ? ['None'] : linesWithin(open, 3500, 'operations')),
      ...(shut.length === 0
        ? []
        : [header('Locked for releases'), ...sections(linesWithin(shut, 1500, 'lines'))]),
      ...(frozen.length === 0
        ? []
        : [
            header('Frozen: releases do not write'),
            ...sections(
              linesWithin(
                frozen.map((one) => frozenLine(one, view)),
                1500,
                'freezes',
              ),
            ),
          ]),
      ...(apart.length === 0
        ? []
        : [header('Quarantined: not rolled back to'), ...sections(linesWithin(apart, 1500, 'versions'))]),
      ...(undelivered.length === 0
        ? []
        : [
            header('Refused by Slack'),
            ...sections(
              linesWithin(
                undelivered.map((one) => lostLine(one, view)),
                1500,
                'channels',
              ),
            ),
          ]),
      context(`As of ${when(at, view)}${token === null ? '' : tokenText(token, view)}`),
    ],
  };
}

function tokenText({ expiresAt, isSoon }: TokenRow, view: Viewing): string {
  return ` · ${isSoon ? '⚠️ ' : ''}npm token ends ${when(expiresAt, view)}`;
}

function recordBlocks({ differs, notCompared }: StatusReport['record'], view: Viewing): Rendered['blocks'] {
  const lines = [
    ...(differs === null
      ? []
      : [
          `🚨 *The record differs* since ${when(differs.since, view)}: releases, decisions and unlocks are blocked.`,
          ...differs.texts.map((text) => ownText(text, 300, view)),
          `An owner and a second person accept it with ${code(`/navi ${differs.command}`, 200)}`,
        ]),
    ...(notCompared === null ? [] : [`⚠️ *Record not compared*: ${ownText(notCompared, 200, view)}`]),
  ];
  return lines.length === 0 ? [] : sections(linesWithin(lines, 2500, 'differences'));
}

function underWayLine(one: UnderWayRow, view: Viewing): string {
  const { icon: sign, title } = OPERATIONS.wordsOf(one);
  const safe = one.safety === null ? '' : `; *rolled back everywhere in ${duration(one.safety.seconds)}*`;
  const { icon, word } = stateWords(one.state);
  return `${sign} *${outside(title, 80)}*: ${icon} ${outside(word, 80)} since ${when(one.since, view)}${safe}; waiting for ${ownText(one.waitsFor, 200, view)} · ${code(one.operation, 60)}`;
}

function emergencyLine(
  { id, name, due, isOverdue, state }: StatusReport['emergencies'][number],
  view: Viewing,
): string {
  const until = isOverdue ? `*overdue* since ${when(due, view)}` : `due ${when(due, view)}`;
  return `🚨 ${outside(name, 200)}: ${until}; ${outside(state, 100)} · ${code(id, 60)}`;
}

function lockLine(
  { line: releaseLine, why, by, since }: StatusReport['locked'][number],
  view: Viewing,
): string {
  const named = outside(releaseLine, 10);
  return `🔒 *${named}* since ${when(since, view)} by ${outside(by, 60)}: ${ownText(why, 200, view)}. When the cause is fixed, type ${unlockWith(releaseLine)}`;
}

function frozenLine({ from, until, why, by }: StatusReport['frozen'][number], view: Viewing): string {
  const who = by === null ? '' : ` by ${outside(by, 60)}`;
  return `❄️ ${when(from, view)} to ${when(until, view)}${who}: ${ownText(why, 200, view)}`;
}

function quarantineLine(
  { version, why, by, since }: StatusReport['quarantined'][number],
  view: Viewing,
): string {
  return `⛔ *v${outside(version, 40)}* since ${when(since, view)} by ${outside(by, 60)}: ${ownText(why, 200, view)}`;
}

function lostLine({ channel, problem, since, messages }: UndeliveredRow, view: Viewing): string {
  return `✉️ ${code(channel, 30)} since ${when(since, view)}: ${code(problem, 100)} · ${messages} ${messages === 1 ? 'message' : 'messages'} waiting`;
}

function surfaceLine(surface: SurfaceRow, view: Viewing): string {
  const version =
    surface.live.version === null ? 'an unknown version' : `v${outside(surface.live.version, 40)}`;
  const verified =
    surface.outside !== null
      ? `🚨 *changed outside Navi* (seen ${when(surface.outside.since, view)}): ${ownText(surface.outside.what, 200, view)}`
      : surface.verifiedAt === null
        ? '⚠️ not verified yet'
        : `verified ${when(surface.verifiedAt, view)}`;
  const by = surface.by === 'adopted' ? 'existing version, detected by Navi' : `by ${code(surface.by, 60)}`;
  const held = surface.heldBy === null ? '' : ` · reserved by ${code(surface.heldBy, 60)}`;
  return `${code(surfaceName(surface.id), 100)} *${version}* since ${when(surface.since, view)} (${by}) · ${verified}${held}`;
}
