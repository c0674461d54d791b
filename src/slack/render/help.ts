import type { CommandHelp, Message } from '../../domain/message.ts';
import { context, header, linesWithin, type Rendered, sections } from './blocks.ts';
import { code, outside, sentence } from './text.ts';

/** What one may type. A topic shows one command with its examples; a stranger is told why that is all they get. */
export function renderHelp({ commands, topic, stranger }: Extract<Message, { is: 'help' }>): Rendered {
  const lines = commands.map(topic === null ? commandLine : commandPage);
  return {
    text: sentence(topic === null ? 'What you can type to Navi.' : `How to use /navi ${topic}.`),
    blocks: [
      header(topic === null ? 'What you can type' : `/navi ${topic}`),
      ...(stranger === null ? [] : sections([`⛔ ${outside(stranger, 400)}`])),
      ...sections(linesWithin(lines, 9500, 'commands')),
      ...(topic === null && commands.length > 0
        ? [
            context(
              `${code('/navi help <command>')} shows one with examples. In a thread, mention Navi instead.`,
            ),
          ]
        : []),
    ],
  };
}

function commandLine(command: CommandHelp): string {
  const locked = command.allowed ? '' : ' · _not with your roles_';
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
