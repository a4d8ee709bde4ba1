import { describeError, errorTable, isWeirError, WeirError, type ErrorCode } from '@weir/core';

/** Around the text of a failure on its way through the engine's own messages. */
const [begin, end] = ['«weir:', '»'];

/** A failure as text that {@link findFailure} finds again, with the stack for people. */
export function describeFailure(error: unknown): string {
  const code = isWeirError(error) ? error.code : 'BEAM_JOB_FAILED';
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  return `${begin}${code}» ${describeError(error).replaceAll(end, '>')}${end}\n${stack}`;
}

function isCode(text: string): text is ErrorCode {
  return Object.hasOwn(errorTable, text);
}

/**
 * Whether `error` lies in the job and not in what is around it, so that each start of the job has it again: no module,
 * another graph, parameters that do not hold.
 */
export function isLasting(error: unknown): error is WeirError {
  return isWeirError(error) && /^(JOB_(FILE|NOT|AMBIGUOUS)|BEAM_GRAPH|CONFIG|GRAPH)_?/.test(error.code);
}

/** The failure of a worker that a message of the engine tells of, if it does. */
export function findFailure(message: string): WeirError | undefined {
  const match = /«weir:([A-Z_]+)» ([^»]*)»/.exec(message);
  const [, code = '', text = ''] = match ?? [];
  return isCode(code) ? new WeirError(code, text) : undefined;
}

/** The first lasting failure of a worker that messages of the engine tell of; undefined when there is none. */
export function findLastingFailure(messages: readonly string[]): WeirError | undefined {
  return messages.map(findFailure).find(isLasting);
}
