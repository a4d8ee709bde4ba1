/** What happens when a user function keeps failing on a record. */
export const onErrorModes = ['fail', 'dead-letter'] as const;

/**
 * See {@link onErrorModes}.
 *
 * - `fail`: the job fails; a restart strategy may start it again from its last checkpoint;
 * - `dead-letter`: the function is called once more, then the sinks behind it dead-letter the record as it came to the
 *   function, with the reason `operator-failed`, and the job goes on.
 */
export type OnError = (typeof onErrorModes)[number];
