/** What Navi last saw of a customer in the file: a digest of everything but its contacts. */
export interface SeenCustomer {
  id: string;
  digest: string;
  isListed: boolean;
}

/**
 * An address of a customer. `digest` is an HMAC of the address under the salt, and stays; `secret` is personal data and
 * is null once the contact was erased.
 */
export interface SeenContact {
  /** Such as `ctc_01hx3k9q2v`. */
  id: string;
  customer: string;
  digest: string;
  secret: { salt: string; address: string } | null;
  isListed: boolean;
}

/** The customers and contacts that the file has named. */
export interface Customers {
  all(): Promise<SeenCustomer[]>;
  contacts(): Promise<SeenContact[]>;
  contact(id: string): Promise<SeenContact | undefined>;
  /** Locks the table of customers until the transaction ends, so that one process saves a change. */
  lock(): Promise<void>;
  save(customer: SeenCustomer): Promise<void>;
  saveContact(contact: SeenContact): Promise<void>;
}
