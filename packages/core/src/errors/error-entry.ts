/** What a code means and what a user does about it; `docs/reference/errors.md` is written from this. */
export interface ErrorEntry {
  readonly meaning: string;
  readonly remedy: string;
}
