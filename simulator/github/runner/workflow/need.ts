/** How a job that others need ended, as the `needs` context shows it. */
export interface Need {
  result: string;
  outputs: Record<string, string>;
}
