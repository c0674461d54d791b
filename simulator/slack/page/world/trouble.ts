import { act } from '../api.ts';
import { useNotify } from '../notices.tsx';
import { useSync } from '../sync.ts';
import type { Preset } from './presets.ts';

/** The chosen fault. */
export type Trouble = Pick<Preset, 'faults' | 'pace' | 'at'>;

/** Sets faults, reports it, and shows the faults that are set. */
export function useBreak(): (trouble: Trouble, done?: string) => Promise<void> {
  const sync = useSync();
  const notify = useNotify();
  return async ({ faults = [], pace, at }, done) => {
    const answers = [];
    for (const fault of faults) answers.push(await act.fault(fault));
    if (pace !== undefined) answers.push(await act.pace(pace));
    if (at !== undefined) answers.push(await act.at(at.service, at.call, at.body));
    sync.faults();
    sync.pace();
    const failed = answers.find(({ ok }) => !ok);
    if (failed !== undefined) notify.failed(failed.error);
    else if (done !== undefined) notify.say(done);
  };
}
