import type { Screen } from '../../domain/screen.ts';
import type { OfflineQuestion, Reply } from './ask.ts';
import type { Ask } from './confirm.ts';
import type { Surroundings } from './door.ts';

/** The terminal's environment; a test brings its own. */
export interface Terminal extends Surroundings {
  version: string;
  screen: Screen;
  out(text: string): void;
  err(text: string): void;
  /** Runs a command in this process, for when no bot runs. */
  offline?: (question: OfflineQuestion) => Promise<Reply>;
  wait(ms: number): Promise<void>;
  /** Absent without a person at the terminal. */
  ask?: Ask;
}
