/** A page that alarms when it is no longer called: a dead man's switch. */
export interface Heartbeat {
  /** Calls it once. Throws `ServiceError`. */
  beat(): Promise<void>;
}
