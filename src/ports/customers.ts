import type { Customer } from '../domain/customer.ts';

/** What the customers file says at this moment. */
export type CustomersRead =
  /** `missing` is the setting that names the file. */
  | { is: 'not-set-up'; missing: string }
  /** Every problem with its line and how to fix it; none of them contains an address. */
  | { is: 'unreadable'; problems: readonly { where: string; problem: string; fix: string }[] }
  | { is: 'read'; customers: readonly Customer[] };

/** The file of customers. It is read each time, so that a change counts without a restart. */
export interface CustomersFile {
  read(): Promise<CustomersRead>;
}
