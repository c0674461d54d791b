import type { SectionBlock } from '@slack/types';
import type { Message } from '../../../domain/message.ts';
import type { News } from '../../../domain/plan-sheet.ts';
import { OPERATIONS } from '../../../features/operations.ts';
import { context, header, linesWithin, type Rendered, sections, type Viewing } from './blocks.ts';
import { unlockWith } from './card/facts.ts';
import { packages } from './card/packages.ts';
import { code, duration, outside, sentence, when } from './text.ts';

type Announcement = Extract<Message, { is: 'announcement' }>;

/** A finished release or rollback: what changed, and how to get it. */
export function renderAnnouncement(message: Announcement, view: Viewing): Rendered {
  const { operation, installs } = message;
  const { content } = operation.plan;
  const { announced: title, icon, name } = OPERATIONS.wordsOf(content);
  const { news = { icon, kind: name, get: 'Get it' } } = OPERATIONS.sheetOf(operation);
  const { kind, get, rolledBack } = news;
  const installLines = installs.map((line) => code(line, 200));
  return {
    text: sentence(`${title}: ${kind}, requested by ${operation.requester.name}.`),
    blocks: [
      header(`${news.icon} ${title}`),
      ...(rolledBack === undefined ? notesOf(message) : safe(rolledBack, content.version, view)),
      ...packages(operation),
      ...(installLines.length === 0
        ? []
        : sections([`*${outside(get, 60)}*`, ...linesWithin(installLines, 2500, 'packages')])),
      ...(rolledBack === undefined ? [] : lockedThen(content.line)),
      context(
        `${outside(kind, 60)} · requested by ${outside(operation.requester.name, 80)}${approvedBy(message)}`,
      ),
    ],
  };
}

/** When it was rolled back everywhere, and why. */
function safe(
  { proof, reason }: NonNullable<News['rolledBack']>,
  version: string,
  view: Viewing,
): SectionBlock[] {
  const until = proof?.browsersUntil ?? null;
  return sections([
    ...(proof === undefined
      ? []
      : [
          `✅ *Rolled back everywhere* in ${duration(proof.seconds)}, at ${when(proof.at, view)}: v${outside(version, 40)} at ${proof.clean} of ${proof.clean} probes.`,
        ]),
    ...(until === null
      ? []
      : [`🌐 Browser caches expire by *${when(until, { ...view, format: '{time}' })}*.`]),
    ...(reason === null ? [] : [`*Reason:* ${outside(reason, 500)}`]),
  ]);
}

/** An announcement is not redrawn, so it says where to look. */
function lockedThen(line: string): SectionBlock[] {
  return sections([
    `🔒 *${outside(line, 10)}* is locked: releases are blocked until someone runs ${unlockWith(line)}. ${code('/navi status')} shows whether it still is.`,
  ]);
}

function notesOf({ notes }: Announcement): SectionBlock[] {
  const lines = notes
    .split('\n')
    .map(noteLine)
    .filter((line) => line !== '');
  return sections(linesWithin(lines, 4000, 'in the release notes'));
}

/** A line of Markdown as Slack can show it: headings bold, list signs as bullets, everything else unchanged. */
function noteLine(line: string): string {
  const heading = /^#{1,6}\s+(.*)$/.exec(line)?.[1];
  if (heading !== undefined) return heading.trim() === '' ? '' : `*${outside(heading, 200)}*`;
  const item = /^\s*[-*+]\s+(.*)$/.exec(line)?.[1];
  if (item !== undefined) return item.trim() === '' ? '' : `• ${outside(item, 400)}`;
  return outside(line, 400);
}

/** What its requester has confirmed names them already. */
function approvedBy({ operation }: Announcement): string {
  if (OPERATIONS.sheetOf(operation).confirmedAs !== undefined) return '';
  const names = operation.approvers.slice(0, 10).map((one) => outside(one.name, 80));
  return names.length === 0 ? '' : ` · approved by ${names.join(', ')}`;
}
