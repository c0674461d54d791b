import type { Message } from '../../domain/message.ts';
import { context, header, linesWithin, type Rendered, sections } from './blocks.ts';
import { packages } from './card/packages.ts';
import { code, outside, sentence } from './text.ts';

/** A finished release, for everybody: what changed, and how to get it. */
export function renderAnnouncement(message: Extract<Message, { is: 'announcement' }>): Rendered {
  const { operation, notes, installs } = message;
  const { content } = operation.plan;
  const title = `v${content.version} is released`;
  const noteLines = notes
    .split('\n')
    .map(noteLine)
    .filter((line) => line !== '');
  const installLines = installs.map((line) => code(line, 200));
  return {
    text: sentence(
      `${title}: a ${content.change} release on ${content.line}, asked for by ${operation.requester.name}.`,
    ),
    blocks: [
      header(`🎉 ${title}`),
      ...sections(linesWithin(noteLines, 4000, 'in the release notes')),
      ...packages(content),
      ...(installLines.length === 0
        ? []
        : sections(['*Get it*', ...linesWithin(installLines, 2500, 'packages')])),
      context(
        `${outside(content.change, 20)} release on ${outside(content.line, 10)} · asked for by ${outside(operation.requester.name, 80)}${approvedBy(operation.approvers)}`,
      ),
    ],
  };
}

/** A line of Markdown as Slack can show it: headings bold, list signs as bullets, everything else as it is. */
function noteLine(line: string): string {
  const heading = /^#{1,6}\s+(.*)$/.exec(line)?.[1];
  if (heading !== undefined) return heading.trim() === '' ? '' : `*${outside(heading, 200)}*`;
  const item = /^\s*[-*+]\s+(.*)$/.exec(line)?.[1];
  if (item !== undefined) return item.trim() === '' ? '' : `• ${outside(item, 400)}`;
  return outside(line, 400);
}

function approvedBy(list: readonly { name: string }[]): string {
  const names = list.slice(0, 10).map((one) => outside(one.name, 80));
  return names.length === 0 ? '' : ` · approved by ${names.join(', ')}`;
}
