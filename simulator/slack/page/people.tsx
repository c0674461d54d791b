import type { ComponentChildren } from 'preact';
import { Icon } from './icons.tsx';
import type { User } from './schema.ts';
import { usePart } from './store.ts';

/** The badge of an account: guest, other company, deactivated. */
export function marksOf(user: User): string[] {
  return [
    ...(user.is_restricted ? ['guest'] : []),
    ...(user.is_stranger ? ['external'] : []),
    ...(user.deleted ? ['deactivated'] : []),
  ];
}

/** The name that people read. */
export function nameOf(user: User | undefined, id: string): string {
  return user?.real_name ?? user?.name ?? id;
}

/** One account by id. */
export function useUser(id: string | undefined): User | undefined {
  return usePart((state) => state.workspace?.users.find((user) => user.id === id));
}

/** A person's picture: initials on a colour of their own; the bot has a sign. */
export function Avatar({ user, id, size = 36 }: { user: User | undefined; id: string; size?: number }) {
  const bot = user?.is_bot === true;
  const style = { '--hue': hueOf(id), width: `${size}px`, height: `${size}px`, fontSize: `${size * 0.38}px` };
  return (
    <span class={bot ? 'avatar bot' : 'avatar'} style={style} aria-hidden="true">
      {bot ? <Icon name="navi" /> : initialsOf(nameOf(user, id))}
    </span>
  );
}

function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter((word) => word !== '');
  return `${words[0]?.[0] ?? '?'}${words.length > 1 ? (words.at(-1)?.[0] ?? '') : ''}`.toUpperCase();
}

/** A stable colour angle for a name. */
function hueOf(id: string): number {
  let sum = 0;
  for (const char of id) sum = (sum * 31 + (char.codePointAt(0) ?? 0)) % 3600;
  return Math.round((sum * 137.5) % 360);
}

interface Named {
  id: string;
  label: string | undefined;
}

export function UserName({ id, label }: Named) {
  const user = useUser(id);
  const me = usePart((state) => state.me);
  const text = user?.real_name ?? user?.name ?? label ?? id;
  return <span class={id === me ? 'mention mine' : 'mention'}>@{text}</span>;
}

export function ChannelName({ id, label }: Named) {
  const name = usePart((state) => state.workspace?.channels.find((channel) => channel.id === id)?.name);
  return <span class="mention">#{name ?? label ?? id}</span>;
}

export function GroupName({ id, label }: Named) {
  const group = usePart((state) => state.workspace?.usergroups.find((each) => each.id === id));
  return <span class="mention">@{group?.handle ?? group?.name ?? label?.replace(/^@/, '') ?? id}</span>;
}

/** Small words beside a name. */
export function Mark({ children }: { children: ComponentChildren }) {
  return <span class="mark">{children}</span>;
}
