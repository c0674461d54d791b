import { useState } from 'preact/hooks';
import { act } from '../../api.ts';
import { useNotify } from '../../notices.tsx';
import type { Answer } from '../../schema.ts';
import { useStore } from '../../store.ts';

/** Sends the typed text: a slash command, or a message. */
export interface Send {
  /** Whether it was accepted; if not, the person has been told why. */
  send(text: string): Promise<boolean>;
  sending: boolean;
}

export function useSend(channel: string, thread: string | undefined): Send {
  const store = useStore();
  const notify = useNotify();
  const [waiting, setWaiting] = useState(0);
  const send = async (text: string) => {
    const { me } = store.get();
    const command = /^\/(\S+)\s*(.*)$/s.exec(text);
    if (command !== null && thread !== undefined) {
      notify.say('Slash commands do not work in threads; write @navi status instead.');
      return false;
    }
    setWaiting((count) => count + 1);
    const answer: Answer =
      command === null
        ? await act.message({
            channel,
            user: me,
            text,
            ...(thread !== undefined && { thread_ts: thread }),
          })
        : await act.command({ channel, user: me, command: `/${command[1]}`, text: command[2] ?? '' });
    setWaiting((count) => count - 1);
    if (!answer.ok) notify.failed(answer.error);
    return answer.ok;
  };
  return { send, sending: waiting > 0 };
}
