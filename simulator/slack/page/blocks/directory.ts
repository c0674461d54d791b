import { useMemo } from 'preact/hooks';
import { nameOf } from '../people.tsx';
import { usePart } from '../store.ts';
import type { Option } from './schema.ts';

/** The people or channels that a users, channels or conversations select offers; undefined for other selects. */
export function useDirectory(type: string): Option[] | undefined {
  const workspace = usePart((state) => state.workspace);
  return useMemo(() => {
    if (type.endsWith('users_select'))
      return workspace?.users.map((user) => optionOf(user.id, nameOf(user, user.id)));
    if (type.endsWith('channels_select') || type.endsWith('conversations_select'))
      return workspace?.channels.map((channel) => optionOf(channel.id, `#${channel.name}`));
    return undefined;
  }, [workspace, type]);
}

function optionOf(value: string, text: string): Option {
  return { value, text: { type: 'plain_text', text } };
}
