/** Slack's deliveries that change something: each is carried out once, by all processes together. */
export interface Deliveries {
  /** True the first time that this id is taken. It is remembered for an hour; `at` is ISO. */
  take(id: string, at: string): Promise<boolean>;
}
