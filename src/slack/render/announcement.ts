import type { SectionBlock } from '@slack/types';
import type { Message } from '../../domain/message.ts';
import type { PlanContent, RollbackContent } from '../../domain/plan.ts';
import { safetyOf } from '../../features/rollback/safety.ts';
import { context, header, linesWithin, type Rendered, sections, type Viewing } from './blocks.ts';
import { unlockWith } from './card/facts.ts';
import { packages } from './card/packages.ts';
import { code, duration, outside, sentence, when } from './text.ts';

type Announcement = Extract<Message, { is: 'announcement' }>;

/** A finished release or rollback, for everybody: what changed, and how to get it. */
export function renderAnnouncement(message: Announcement, view: Viewing): Rendered {
  const { operation, installs } = message;
  const { content } = operation.plan;
  const { sign, title, kind, get } = wordsOf(content);
  const installLines = installs.map((line) => code(line, 200));
  return {
    text: sentence(`${title}: ${kind}, asked for by ${operation.requester.name}.`),
    blocks: [
      header(`${sign} ${title}`),
      ...(content.kind === 'rollback' ? safe(message, content, view) : notesOf(message)),
      ...packages(content),
      ...(installLines.length === 0
        ? []
        : sections([`*${get}*`, ...linesWithin(installLines, 2500, 'packages')])),
      ...(content.kind === 'rollback' ? lockedThen(content) : []),
      context(
        `${outside(kind, 60)} · asked for by ${outside(operation.requester.name, 80)}${approvedBy(message)}`,
      ),
    ],
  };
}

interface Words {
  sign: string;
  title: string;
  kind: string;
  get: string;
}

function wordsOf(content: PlanContent): Words {
  const { version, line } = content;
  if (content.kind === 'release')
    return {
      sign: '🎉',
      title: `v${version} is released`,
      kind: `a ${content.change} release on ${line}`,
      get: 'Get it',
    };
  if (content.kind === 'stop')
    return { sign: '🛑', title: `v${version} was stopped`, kind: 'a stopped release', get: 'Get it' };
  const from = content.takenBack === null ? '' : ` from v${content.takenBack}`;
  const kind = `a rollback${from}${content.cdnOnly ? ', on the CDN only' : ''}`;
  return {
    sign: '⏪',
    title: `${line} was rolled back to v${version}`,
    kind,
    get: 'If you installed what was taken back',
  };
}

/** Since when customers are safe, and why it was rolled back: what everybody asks first. */
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
          `✅ *Customers are safe* since ${when(safety.at, view)}, ${duration(safety.seconds)} after the confirmation: v${outside(version, 40)} at ${safety.clean} of ${safety.clean} probes.`,
        ]),
    ...(until === null
      ? []
      : [`🌐 The last browser is clean by *${when(until, { ...view, format: '{time}' })}*.`]),
    ...(reason === null ? [] : [`*Reason:* ${outside(reason, 500)}`]),
  ]);
}

/** A post is not redrawn, so it says how it stood and where it stands now is told. */
function lockedThen({ line }: RollbackContent): SectionBlock[] {
  return sections([
    `🔒 *${outside(line, 10)}* takes no release until somebody opens it with ${unlockWith(line)}; whether it was, ${code('/navi status')} tells.`,
  ]);
}

function notesOf({ notes }: Announcement): SectionBlock[] {
  const lines = notes
    .split('\n')
    .map(noteLine)
    .filter((line) => line !== '');
  return sections(linesWithin(lines, 4000, 'in the release notes'));
}

/** A line of Markdown as Slack can show it: headings bold, list signs as bullets, everything else as it is. */
function noteLine(line: string): string {
  const heading = /^#{1,6}\s+(.*)$/.exec(line)?.[1];
  if (heading !== undefined) return heading.trim() === '' ? '' : `*${outside(heading, 200)}*`;
  const item = /^\s*[-*+]\s+(.*)$/.exec(line)?.[1];
  if (item !== undefined) return item.trim() === '' ? '' : `• ${outside(item, 400)}`;
  return outside(line, 400);
}

/** The one who confirms a rollback is the one who asked for it, so it is not said twice. */
function approvedBy({ operation }: Announcement): string {
  if (operation.kind !== 'release') return '';
  const names = operation.approvers.slice(0, 10).map((one) => outside(one.name, 80));
  return names.length === 0 ? '' : ` · approved by ${names.join(', ')}`;
}
