import type { Right } from '../../domain/right.ts';

/** The tested rights of Navi's accounts. */
export interface Rights {
  /** Inserts or updates the row. */
  save(right: Right): Promise<void>;
  all(): Promise<Right[]>;
}
