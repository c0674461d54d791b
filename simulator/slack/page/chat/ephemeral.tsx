import { Icon } from '../icons.tsx';
import { Avatar, Mark } from '../people.tsx';
import type { Ephemeral } from '../schema.ts';
import { usePart, useStore } from '../store.ts';
import { Body, When } from './message.tsx';

/** An answer that only the acting person sees. */
export function EphemeralView({ of }: { of: Ephemeral }) {
  const bot = usePart((state) => state.workspace?.users.find((user) => user.is_bot));
  const store = useStore();
  return (
    <article class="message ephemeral" data-testid={`ephemeral-${of.ts}`} aria-label="Only visible to you">
      <Avatar user={bot} id={bot?.id ?? 'navi'} />
      <div class="message-main">
        <div class="ephemeral-note">
          <Icon name="eye" /> Only visible to you
          <button type="button" class="link" onClick={() => store.send({ is: 'dismissed', ts: of.ts })}>
            Dismiss
          </button>
        </div>
        <div class="message-head">
          <strong>{bot?.real_name ?? bot?.name ?? 'Navi'}</strong>
          <Mark>app</Mark>
          <When ts={of.ts} />
        </div>
        <Body channel={of.channel} ts={of.ts} text={of.text} blocks={of.blocks} />
      </div>
    </article>
  );
}
