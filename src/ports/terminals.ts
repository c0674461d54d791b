/** A terminal that asked to be paired and is waited for. Times are ISO. */
export interface Pairing {
  id: string;
  /** SHA-256 of the code that it shows, and of the secret that only it knows. */
  codeHash: string;
  secretHash: string;
  /** The address that asked. */
  peer: string;
  /** What the machine says it is called. */
  machine: string;
  askedAt: string;
  expiresAt: string;
  /** True from the confirmation on: the code is used up. */
  confirmed: boolean;
}

/** An index of what the journal says: a token counts only by its authentic row there. Times are ISO. */
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

/** Paired terminals, and those that want to be. */
export interface Terminals {
  addPairing(pairing: Pairing): Promise<void>;
  /** Read inside a transaction that confirms or ends it, the row stays as read: PostgreSQL locks it. */
  pairing(by: { id: string } | { codeHash: string } | { secretHash: string }): Promise<Pairing | undefined>;
  confirm(id: string): Promise<void>;
  endPairing(id: string): Promise<void>;
  /** Ends every pairing that expired before this time, and says how many are left, in all and of this peer. */
  tidyPairings(before: string, peer: string): Promise<{ all: number; ofPeer: number }>;
  addToken(token: TerminalToken): Promise<void>;
  token(by: { id: string } | { hash: string }): Promise<TerminalToken | undefined>;
  removeToken(id: string): Promise<void>;
  /** The newest first. */
  tokens(): Promise<TerminalToken[]>;
}
