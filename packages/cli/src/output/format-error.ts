import { describeError, errorTable, isWeirError } from '@weir/core';

/** The errors that led to `error`, itself first. */
function causeChain(error: unknown): unknown[] {
  const chain: unknown[] = [];
  for (let next = error; next !== undefined && !chain.includes(next);) {
    chain.push(next);
    next = next instanceof Error ? next.cause : undefined;
  }
  return chain;
}

const onOneLine = (text: string): string => text.replace(/\s*\n\s*/g, ' ').trim();

/**
 * An error as a user reads it: message and code, the causes that the message does not quote already, and what to do,
 * from the innermost coded error. No stack.
 */
export function formatError(error: unknown): string {
  const chain = causeChain(error);
  const lines: string[] = [];
  for (const link of chain) {
    const message = onOneLine(describeError(link));
    if (lines.some((line) => line.includes(message))) continue;
    const code = isWeirError(link) ? ` [${link.code}]` : '';
    lines.push(lines.length === 0 ? `weir: ${message}${code}` : `  caused by: ${message}${code}`);
  }
  const coded = chain.findLast(isWeirError);
  lines.push(
    coded
      ? `  what to do: ${errorTable[coded.code].remedy}`
      : '  what to do: Set WEIR_DEBUG=1 to see where it happened.',
  );
  return lines.join('\n');
}

/** Everything that is known of an error, stacks included: for WEIR_DEBUG. */
export function formatErrorStacks(error: unknown): string {
  return causeChain(error)
    .map((link) => (link instanceof Error ? (link.stack ?? link.message) : String(link)))
    .join('\ncaused by: ');
}
