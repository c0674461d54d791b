import type { Message } from '../../domain/message.ts';
import type { PlanContent } from '../../domain/plan.ts';
import { context, header, linesWithin, type Rendered, sections } from './blocks.ts';
import { packages } from './card/packages.ts';
import { code, outside, sentence } from './text.ts';

/** A finished release or rollback, for everybody: what changed, and how to get it. */
export function renderAnnouncement(message: Extract<Message, { is: 'announcement' }>): Rendered {
  const { operation, notes, installs } = message;
  const { content } = operation.plan;
  const { sign, title, kind } = wordsOf(content);
  const noteLines = notes
    .split('\n')
    .map(noteLine)
    .filter((line) => line !== '');
  const installLines = installs.map((line) => code(line, 200));
  return {
    text: sentence(`${title}: ${kind}, asked for by ${operation.requester.name}.`),
    blocks: [
      header(`${sign} ${title}`),
      ...reasonOf(content),
      ...sections(linesWithin(noteLines, 4000, 'in the release notes')),
      ...packages(content),
      ...(installLines.length === 0
        ? []
        : sections(['*Get it*', ...linesWithin(installLines, 2500, 'packages')])),
      context(
        `${outside(kind, 60)} · asked for by ${outside(operation.requester.name, 80)}${approvedBy(message)}`,
      ),
    ],
  };
}

function wordsOf(content: PlanContent): { sign: string; title: string; kind: string } {
  const { version, line } = content;
  if (content.kind === 'release')
    return { sign: '🎉', title: `v${version} is released`, kind: `a ${content.change} release on ${line}` };
  const from = content.takenBack === null ? '' : ` from v${content.takenBack}`;
  const kind = `a rollback${from}${content.cdnOnly ? ', on the CDN only' : ''}`;
  return { sign: '⏪', title: `${line} was rolled back to v${version}`, kind };
}

function reasonOf(content: PlanContent) {
  if (content.kind === 'release' || content.reason === null) return [];
  return sections([`*Reason:* ${outside(content.reason, 500)}`]);
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
function approvedBy({ operation }: Extract<Message, { is: 'announcement' }>): string {
  if (operation.kind === 'rollback') return '';
  const names = operation.approvers.slice(0, 10).map((one) => outside(one.name, 80));
  return names.length === 0 ? '' : ` · approved by ${names.join(', ')}`;
}
