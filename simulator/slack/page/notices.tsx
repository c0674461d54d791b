import { useMemo } from 'preact/hooks';
import { act } from './api.ts';
import { Icon } from './icons.tsx';
import { type Notice, usePart, useStore } from './store.ts';

const SHOWN_MS = { info: 5_000, error: 12_000 };

/** Says a short word to the person. */
export interface Notify {
  say(text: string): void;
  /** Turns a control call's error word into a sentence. */
  failed(error: string | undefined): void;
}

export function useNotify(): Notify {
  const store = useStore();
  return useMemo(() => {
    const show = (notice: Omit<Notice, 'id'>) => {
      const id = Date.now() + Math.random();
      store.send({ is: 'notice', notice: { ...notice, id } });
      setTimeout(() => store.send({ is: 'notice-gone', id }), SHOWN_MS[notice.tone]);
    };
    return {
      say: (text) => show({ tone: 'info', text }),
      failed: (error) => show({ tone: 'error', ...explain(error) }),
    };
  }, [store]);
}

/** Errors of the control door in a person's words. */
function explain(error: string | undefined): { text: string; offersPlug?: boolean } {
  switch (error) {
    case 'operation_timeout':
      return { text: 'Navi did not answer within 3 seconds. Is its process stopped?', offersPlug: true };
    case 'dispatch_failed':
      return { text: 'Navi is not connected. Is its process stopped?', offersPlug: true };
    case 'not_a_valid_command':
      return { text: 'No app here has that command. Try /navi help.' };
    case 'view_not_found':
      return { text: 'That view is closed.' };
    case 'message_not_found':
      return { text: 'That message is gone.' };
    case undefined:
      return { text: 'That did not work, and no reason was given.' };
    default:
      return { text: `That did not work: ${error}` };
  }
}

/** The words on the page's lower edge. */
export function Notices() {
  const notices = usePart((state) => state.notices);
  const store = useStore();
  return (
    <div class="notices" aria-live="assertive" data-testid="notices">
      {notices.map((notice) => (
        <div
          key={notice.id}
          class={`notice ${notice.tone}`}
          role={notice.tone === 'error' ? 'alert' : 'status'}
        >
          <Icon name={notice.tone === 'error' ? 'warning' : 'info'} />
          <span>{notice.text}</span>
          {notice.offersPlug === true && (
            <button type="button" class="small" onClick={() => void act.navi('start')}>
              Start Navi
            </button>
          )}
          <button
            type="button"
            class="bare"
            aria-label="Dismiss"
            onClick={() => store.send({ is: 'notice-gone', id: notice.id })}
          >
            <Icon name="x" />
          </button>
        </div>
      ))}
    </div>
  );
}
