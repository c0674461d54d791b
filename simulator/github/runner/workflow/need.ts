/** The result of a job that others need, as the `needs` context shows it. */
export interface Need {
  result: string;
  outputs: Record<string, string>;
}
