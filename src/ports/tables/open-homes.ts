import type { OpenHome } from '../../domain/home.ts';

/** The open App Homes, whichever process was told of them. */
export interface OpenHomes {
  /** Follows it from now on. Of more than 50 the one that was opened first is no longer followed. */
  save(home: OpenHome): Promise<void>;
  /** Takes those that were drawn before `before`, and marks them as drawn `now`: each is taken by one process only. */
  takeDue(times: { before: string; now: string }): Promise<OpenHome[]>;
  /** What was drawn last. */
  saveShown(account: string, shown: string): Promise<void>;
}
