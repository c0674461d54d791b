import { withoutCredentials } from '../../ports/service-text.ts';

/** The embedded store is open in another process: only one may work on it at a time. */
export class StoreInUse extends Error {
  constructor(dir: string, cause?: unknown) {
    super(
      `Another Navi uses the store in ${dir}. Stop it, use it through its address (NAVI_URL), or set another NAVI_DATA_DIR.`,
      { cause },
    );
    this.name = 'StoreInUse';
  }
}

/** The shared store does not answer, or refuses Navi. */
export class StoreAway extends Error {
  constructor(cause: unknown) {
    const problem = withoutCredentials(cause instanceof Error ? cause.message : String(cause));
    super(
      `The database of DATABASE_URL does not let Navi in (${problem}): see that it runs, and that the address, the user and the password are right.`,
      { cause },
    );
    this.name = 'StoreAway';
  }
}

/** The tables are of a later version of Navi: this one could misread them. */
export class StoreNewer extends Error {
  constructor(migration: string, cause: unknown) {
    super(
      `The store was last used by a newer version of Navi (${migration}), and this version cannot read it: start that version again, or restore a copy from before it.`,
      { cause },
    );
    this.name = 'StoreNewer';
  }
}

/** A transaction was started inside another, which would wait for ever. */
export class NestedTransaction extends Error {
  constructor() {
    super('A transaction was begun inside another; inside a transaction nothing but tx may be awaited.');
    this.name = 'NestedTransaction';
  }
}
