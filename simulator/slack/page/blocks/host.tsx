import { createContext } from 'preact';
import { useCallback, useContext, useMemo, useState } from 'preact/hooks';
import { type Action, act, type Spot } from '../api.ts';
import { useNotify } from '../notices.tsx';
import { usePart } from '../store.ts';

/** What a field holds: one value, several, or nothing. */
export type Value = string | string[] | undefined;

/** The answers a person has given in a modal so far, and what was said against them. */
export interface Form {
  valueOf(blockId: string, actionId: string): Value;
  set(blockId: string, actionId: string, value: Value): void;
  errors: Record<string, string>;
}

/** Where blocks are drawn: what a click does there, and the form they are part of, if any. */
export interface Host {
  press(action: Action): void;
  /** Clicks that wait for Navi's answer, as `block action`. */
  busy: ReadonlySet<string>;
  form?: Form;
}

export const HostContext = createContext<Host>({ press: () => undefined, busy: new Set() });

export function useHost(): Host {
  return useContext(HostContext);
}

/** The key under which a click waits. */
export function pressKey(action: { block_id: string; action_id: string; value?: unknown }): string {
  return `${action.block_id} ${action.action_id} ${String(action.value ?? '')}`;
}

/** Clicks at one spot: each is sent once, waits, and says so when Navi does not answer. */
export function usePresses(spot: Spot): Pick<Host, 'press' | 'busy'> {
  const user = usePart((state) => state.me);
  const notify = useNotify();
  const [busy, setBusy] = useState<ReadonlySet<string>>(new Set());
  const where = JSON.stringify(spot);
  const press = useCallback(
    async (action: Action) => {
      const key = pressKey(action);
      setBusy((before) => new Set([...before, key]));
      const answer = await act.interact(spot, user, action);
      setBusy((before) => new Set([...before].filter((each) => each !== key)));
      if (!answer.ok) notify.failed(answer.error);
    },
    [where, user, notify],
  );
  return useMemo(() => ({ press: (action: Action) => void press(action), busy }), [press, busy]);
}
