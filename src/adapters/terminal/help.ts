import type { Message } from '../../domain/message.ts';
import { columns, type Drawing, flat, wrappedColumns } from './layout.ts';

/** Every command, or one with its words, flags and examples. */
export function helpText(
  { commands, topic, stranger }: Extract<Message, { is: 'help' }>,
  drawing: Drawing,
): string {
  const { paint } = drawing;
  const rows = commands.map((one) => [
    `navi ${one.usage}`,
    `${flat(one.summary)}${one.allowed ? '' : ' (you do not have permission)'}`,
  ]);
  const parts = commands.flatMap((one) => columns(one.parts.map(({ name, about }) => [name, about])));
  const examples = commands.flatMap((one) => one.examples.map((example) => `  navi ${example}`));
  return [
    paint('bold', topic === null ? 'Commands' : `navi ${topic}`),
    ...(stranger === null ? [] : [paint('yellow', flat(stranger))]),
    ...wrappedColumns(rows, drawing),
    ...(topic === null
      ? ['', 'navi help <command> shows a command with examples.']
      : [
          ...(parts.length === 0 ? [] : ['', ...parts]),
          ...(examples.length === 0 ? [] : ['', 'Examples', ...examples]),
        ]),
  ].join('\n');
}
