/** Where the tag of a release stands that ended without one. Times are ISO; `next` is a version that is free, if known. */
export type LeftTag =
  | { is: 'deletable'; object: string; at: string; next: string | null }
  | { is: 'stays'; at: string; why: readonly string[]; next: string | null }
  /** `sentAt`: when the deletion was intended last; null while it never was. */
  | { is: 'deleting'; object: string; since: string; by: string; sentAt: string | null }
  | { is: 'deleted'; at: string; by: string };
