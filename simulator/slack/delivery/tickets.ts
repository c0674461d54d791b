import { randomBytes } from 'node:crypto';

const TICKET_SECONDS = 30;

/** Tickets for one connection each, valid for half a minute. */
export interface Tickets {
  issue(): string;
  /** True the first time that a valid ticket is used. */
  redeem(ticket: string): boolean;
}

/** Tickets on the real clock: a connection is made in real time, not in simulated time. */
export function createTickets(): Tickets {
  const tickets = new Map<string, number>();
  return {
    issue: () => {
      const ticket = randomBytes(12).toString('hex');
      tickets.set(ticket, Date.now() + TICKET_SECONDS * 1000);
      return ticket;
    },
    redeem: (ticket) => {
      const expiresAt = tickets.get(ticket);
      tickets.delete(ticket);
      return expiresAt !== undefined && expiresAt >= Date.now();
    },
  };
}
