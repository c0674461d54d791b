/** What a terminal says of its screen, so that the bot renders for it. */
export interface Screen {
  colour: boolean;
  /** An IANA name; by default the bot's own zone. */
  timezone?: string | undefined;
  /** Its width; by default nothing is wrapped. */
  columns?: number | undefined;
}
