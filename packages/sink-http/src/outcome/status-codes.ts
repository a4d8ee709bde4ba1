/** Statuses from `first` to `last`, both included. */
export interface StatusRange {
  readonly first: number;
  readonly last: number;
}

/** What {@link parseStatusCodes} takes, for messages. */
export const statusCodesSyntax =
  'a list of statuses from 100 to 599 and ranges, separated by commas, such as 200, 201 or 2xx or 200-204';

function parseRange(text: string): StatusRange | undefined {
  const wildcard = /^([1-5])xx$/i.exec(text);
  if (wildcard) return { first: Number(wildcard[1]) * 100, last: Number(wildcard[1]) * 100 + 99 };
  const match = /^([1-5]\d\d)(?:\s*-\s*([1-5]\d\d))?$/.exec(text);
  if (!match) return undefined;
  const first = Number(match[1]);
  const last = Number(match[2] ?? match[1]);
  return last < first ? undefined : { first, last };
}

/** The statuses of a list such as `200, 201` or `2xx`, or undefined when it is none or empty. */
export function parseStatusCodes(text: string): readonly StatusRange[] | undefined {
  const ranges: StatusRange[] = [];
  for (const part of text.split(',')) {
    const range = parseRange(part.trim());
    if (range === undefined) return undefined;
    ranges.push(range);
  }
  return ranges;
}

/** As a user writes it: `200, 5xx`. */
export function formatStatusCodes(ranges: readonly StatusRange[]): string {
  return ranges
    .map(({ first, last }) => {
      if (first === last) return String(first);
      return first % 100 === 0 && last === first + 99 ? `${first / 100}xx` : `${first}-${last}`;
    })
    .join(', ');
}
