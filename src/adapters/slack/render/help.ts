import type { CommandHelp, Message } from '../../../domain/message.ts';
import { context, header, linesWithin, type Rendered, sections } from './blocks.ts';
import { code, outside, sentence } from './text.ts';

/** All commands, or one with its examples; a stranger reads why they cannot use them. */
export function renderHelp({ commands, topic, stranger }: Extract<Message, { is: 'help' }>): Rendered {
  const lines = commands.map(topic === null ? commandLine : commandPage);
  return {
    text: sentence(topic === null ? 'Commands of Navi.' : `How to use /navi ${topic}.`),
    blocks: [
      header(topic === null ? 'Commands' : `/navi ${topic}`),
      ...(stranger === null ? [] : sections([`⛔ ${outside(stranger, 400)}`])),
      ...sections(linesWithin(lines, 9500, 'commands')),
      ...(topic === null && commands.length > 0
        ? [
            context(
              `${code('/navi help <command>')} shows a command with examples. In a thread, mention Navi instead.`,
            ),
          ]
        : []),
    ],
  };
}

function commandLine(command: CommandHelp): string {
  const locked = command.allowed ? '' : ' · _you do not have permission_';
  return `${code(`/navi ${command.usage}`, 200)} — ${outside(command.summary, 300)}${locked}`;
}

function commandPage(command: CommandHelp): string {
  const examples = command.examples.slice(0, 8).map((example) => `• ${code(`/navi ${example}`, 200)}`);
  const parts = command.parts
    .slice(0, 10)
    .map(({ name, about }) => `${code(name, 60)} ${outside(about, 200)}`);
  return [commandLine(command), ...parts, ...(examples.length === 0 ? [] : ['*Examples*']), ...examples].join(
    '\n',
  );
}
