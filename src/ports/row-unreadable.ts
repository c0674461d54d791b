/** A row that Navi cannot have written: it was changed by hand, or comes from another version. */
export class RowUnreadable extends Error {
  readonly table: string;
  readonly id: string;

  constructor(table: string, id: string, problem: string) {
    super(`The row ${id} of ${table} cannot be read: ${problem}`);
    this.name = 'RowUnreadable';
    this.table = table;
    this.id = id;
  }
}

/** Gives this value in place of a row that cannot be read. Other errors are thrown again. */
export function ifUnreadable<Otherwise>(otherwise: Otherwise): (error: unknown) => Otherwise {
  return (error) => {
    if (error instanceof RowUnreadable) return otherwise;
    throw error;
  };
}
