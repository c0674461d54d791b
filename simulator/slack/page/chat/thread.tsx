import { useEscape } from '../escape.ts';
import { useGo } from '../go.ts';
import { Icon } from '../icons.tsx';
import { usePart } from '../store.ts';
import { Composer } from './composer/composer.tsx';
import { EphemeralView } from './ephemeral.tsx';
import { Lines } from './lines.tsx';
import { MessageView } from './message.tsx';
import { useThreadLines } from './timeline.ts';

/** A message with its replies, beside the channel. */
export function ThreadPane({ channel, ts }: { channel: string; ts: string }) {
  const entries = useThreadLines(channel, ts);
  const name = usePart((state) => state.workspace?.channels.find((each) => each.id === channel)?.name);
  const { closeThread } = useGo();
  useEscape(true, closeThread);
  return (
    <aside class="pane thread" aria-label="Thread" data-testid="thread">
      <header class="pane-head">
        <h1>
          Thread <span class="soft">#{name}</span>
        </h1>
        <button type="button" class="bare" aria-label="Close thread" onClick={closeThread}>
          <Icon name="x" size={18} />
        </button>
      </header>
      <Lines of={ts} newest={entries.at(-1)?.ts ?? '0'} label="Replies">
        {entries.map((entry, at) => (
          <div key={entry.ts}>
            {entry.is === 'ephemeral' ? (
              <EphemeralView of={entry.ephemeral} />
            ) : (
              <MessageView message={entry.message} channel={channel} follows={entry.follows} />
            )}
            {at === 0 && <Count replies={entries.length - 1} />}
          </div>
        ))}
      </Lines>
      <Composer channel={channel} thread={ts} label="Reply…" />
    </aside>
  );
}

function Count({ replies }: { replies: number }) {
  return (
    <div class="day">
      <span>
        {replies} {replies === 1 ? 'reply' : 'replies'}
      </span>
    </div>
  );
}
