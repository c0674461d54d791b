import type { SectionBlock } from '@slack/types';
import type { Message } from '../../../domain/message.ts';
import type { PlanContent } from '../../../domain/plan.ts';
import { OPERATIONS } from '../../../features/operations.ts';
import { releaseContent } from '../../../features/release/plans/release-content.ts';
import { type RollbackContent, rollbackContent } from '../../../features/rollback/plans/rollback-content.ts';
import { safetyOf } from '../../../features/rollback/safety.ts';
import { context, header, linesWithin, type Rendered, sections, type Viewing } from './blocks.ts';
import { unlockWith } from './card/facts.ts';
import { packages } from './card/packages.ts';
import { code, duration, outside, sentence, when } from './text.ts';

type Announcement = Extract<Message, { is: 'announcement' }>;

/** A finished release or rollback: what changed, and how to get it. */
export function renderAnnouncement(message: Announcement, view: Viewing): Rendered {
  const { operation, installs } = message;
  const { content } = operation.plan;
  const { sign, kind, get } = kindOf(content);
  const title = OPERATIONS.wordsOf(content).announced;
  const installLines = installs.map((line) => code(line, 200));
  return {
    text: sentence(`${title}: ${kind}, requested by ${operation.requester.name}.`),
    blocks: [
      header(`${sign} ${title}`),
      ...(rollbackContent.is(content) ? safe(message, content, view) : notesOf(message)),
      ...packages(content),
      ...(installLines.length === 0
        ? []
        : sections([`*${outside(get, 60)}*`, ...linesWithin(installLines, 2500, 'packages')])),
      ...(rollbackContent.is(content) ? lockedThen(content) : []),
      context(
        `${outside(kind, 60)} · requested by ${outside(operation.requester.name, 80)}${approvedBy(message)}`,
      ),
    ],
  };
}

/** The kind of news, and the sentence about what to install. */
function kindOf(content: PlanContent): { sign: string; kind: string; get: string } {
  if (releaseContent.is(content))
    return { sign: '🎉', kind: `a ${content.change} release on ${content.line}`, get: 'Get it' };
  const { icon: sign, name } = OPERATIONS.wordsOf(content);
  if (!rollbackContent.is(content)) return { sign, kind: name, get: 'Get it' };
  const from = content.takenBack === null ? '' : ` from v${content.takenBack}`;
  return {
    sign,
    kind: `a rollback${from}${content.cdnOnly ? ' (CDN only)' : ''}`,
    get: content.takenBack === null ? 'To install it' : `If you installed ${content.takenBack}`,
  };
}

/** When it was rolled back everywhere, and why. */
function safe(
  { operation }: Announcement,
  { version, reason }: RollbackContent,
  view: Viewing,
): SectionBlock[] {
  const safety = safetyOf(operation);
  const until = safety?.browsersUntil ?? null;
  return sections([
    ...(safety === undefined
      ? []
      : [
          `✅ *Rolled back everywhere* in ${duration(safety.seconds)}, at ${when(safety.at, view)}: v${outside(version, 40)} at ${safety.clean} of ${safety.clean} probes.`,
        ]),
    ...(until === null
      ? []
      : [`🌐 Browser caches expire by *${when(until, { ...view, format: '{time}' })}*.`]),
    ...(reason === null ? [] : [`*Reason:* ${outside(reason, 500)}`]),
  ]);
}

/** An announcement is not redrawn, so it says where to look. */
function lockedThen({ line }: RollbackContent): SectionBlock[] {
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

/** A rollback is confirmed by its requester, who is already named. */
function approvedBy({ operation }: Announcement): string {
  if (!releaseContent.isIn(operation)) return '';
  const names = operation.approvers.slice(0, 10).map((one) => outside(one.name, 80));
  return names.length === 0 ? '' : ` · approved by ${names.join(', ')}`;
}
