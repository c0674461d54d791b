/** A terminal that waits for its confirmation. Times are ISO. */
export interface Pairing {
  id: string;
  /** SHA-256 of the code that it shows, and of the secret that only it has. */
  codeHash: string;
  secretHash: string;
  /** The address that asked. */
  peer: string;
  /** The machine's name, as it states it. */
  machine: string;
  askedAt: string;
  expiresAt: string;
  /** True after the confirmation: the code is used up. */
  confirmed: boolean;
}

/** An index over the journal: a token counts only by its authentic row there. Times are ISO. */
export interface TerminalToken {
  id: string;
  /** SHA-256 of the token. */
  hash: string;
  /** The configuration's key of the person. */
  person: string;
  machine: string;
  issuedAt: string;
  expiresAt: string;
}

/** Paired terminals, and those that wait. */
export interface Terminals {
  addPairing(pairing: Pairing): Promise<void>;
  /** In a transaction that confirms or ends it, the row cannot change after the read: PostgreSQL locks it. */
  pairing(by: { id: string } | { codeHash: string } | { secretHash: string }): Promise<Pairing | undefined>;
  confirm(id: string): Promise<void>;
  endPairing(id: string): Promise<void>;
  /** Deletes pairings that expired before this time, and returns how many remain, in all and of this peer. */
  tidyPairings(before: string, peer: string): Promise<{ all: number; ofPeer: number }>;
  addToken(token: TerminalToken): Promise<void>;
  token(by: { id: string } | { hash: string }): Promise<TerminalToken | undefined>;
  removeToken(id: string): Promise<void>;
  /** The newest first. */
  tokens(): Promise<TerminalToken[]>;
}
