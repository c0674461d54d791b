import type { SectionBlock } from '@slack/types';
import type { NextAction } from '../../../../domain/message.ts';
import { sections, type Viewing } from '../blocks.ts';
import { code, outside, ownText } from '../text.ts';

/** What people do next, in order. */
export function next(actions: readonly NextAction[], view: Viewing): SectionBlock[] {
  if (actions.length === 0) return [];
  return sections(['*Next steps*', ...actions.slice(0, 8).map((action) => nextLine(action, view))]);
}

function nextLine({ title, text, commands }: NextAction, view: Viewing): string {
  const typed = commands.slice(0, 3).map((command) => code(`/navi ${command}`, 120));
  return `• *${outside(title, 60)}:* ${ownText(text, 300, view)}${typed.length === 0 ? '' : ` ${typed.join(' and ')}`}`;
}
