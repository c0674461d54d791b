import { withoutCredentials } from './service-text.ts';

/** Why the store cannot be written: an error code for operators (`ENOSPC`), and a sentence. */
export class StoreUnwritable extends Error {
  readonly code: string;

  constructor(code: string, problem: string, cause?: unknown) {
    super(withoutCredentials(problem), { cause });
    this.name = 'StoreUnwritable';
    this.code = code;
  }
}
