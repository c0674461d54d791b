import type { Mark } from './define-mark.ts';

/** What engine and cards must know of a kind of step besides its effect. All fields are optional. */
export interface StepTraits {
  /** It stops no operation: a failure is a remark. */
  isNicety?: true;
  /** It may start when the earlier write was answered but not read back; other steps wait until that is done. */
  startsWhen?: 'acknowledged';
  /** Its marks, for other modules. */
  marks?: readonly Mark[];
  /** The label of the page in its evidence. */
  page?: string;
}
