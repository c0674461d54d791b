import type { Fields } from '../world/shapes.ts';
import type { Workspace } from '../world/workspace.ts';

const TOKEN = /<[@#][A-Z0-9]+(?:\|[^<>]*)?>|@[\w-]+(?:\.[\w-]+)*|#[\w-]+|https?:\/\/[^\s<>]+|[&<>]/g;
const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/**
 * Converts typed text as a client does: `@ada` and `#releases` become ids and links, and the characters `& < >` are
 * escaped. In a command (with the manifest's `should_escape`) a mention carries the name too, in a message it does
 * not.
 */
export function escapeTyped(workspace: Workspace, text: string, names: 'with-names' | 'ids-only'): string {
  return text.replace(TOKEN, (token) => {
    if (token.startsWith('<@') || token.startsWith('<#')) return token;
    if (token.startsWith('http')) return `<${token.replaceAll('&', '&amp;')}>`;
    const name = token.slice(1).toLowerCase();
    if (token.startsWith('@')) {
      const person = workspace.world.people.find((other) => other.name === name);
      if (person !== undefined) return names === 'with-names' ? `<@${person.id}|${name}>` : `<@${person.id}>`;
      const group = workspace.world.groups.find((other) => other.handle === name);
      return group === undefined ? token : `<!subteam^${group.id}|@${group.handle}>`;
    }
    if (token.startsWith('#')) {
      const channel = workspace.world.channels.find((other) => other.name === name);
      return channel === undefined ? token : `<#${channel.id}|${channel.name}>`;
    }
    return ENTITIES[token] ?? token;
  });
}

/** The `rich_text` block that a client adds to a person's message. */
export function typedBlocks(text: string): Fields[] {
  const elements = text
    .split(/(<@[A-Z0-9]+>)/)
    .filter((part) => part !== '')
    .map((part) => {
      const user = /^<@([A-Z0-9]+)>$/.exec(part)?.[1];
      return user === undefined ? { type: 'text', text: part } : { type: 'user', user_id: user };
    });
  return [{ type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] }];
}
