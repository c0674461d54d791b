/** The tag of a release that ended without being released. Times are ISO; `next` is a free version, if known. */
export type LeftTag =
  | { is: 'deletable'; object: string; at: string; next: string | null }
  | { is: 'stays'; at: string; why: readonly string[]; next: string | null }
  /** `sentAt`: when the deletion was last intended; null before the first time. */
  | { is: 'deleting'; object: string; since: string; by: string; sentAt: string | null }
  | { is: 'deleted'; at: string; by: string };
