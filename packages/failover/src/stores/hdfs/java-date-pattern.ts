/** Writes a date as one pattern says. */
export type DateFormat = (date: Date) => string;

const english = (options: Intl.DateTimeFormatOptions): DateFormat => {
  const format = new Intl.DateTimeFormat('en-US', options);
  return (date) => format.format(date);
};

const shortMonth = english({ month: 'short' });
const longMonth = english({ month: 'long' });
const shortDay = english({ weekday: 'short' });
const longDay = english({ weekday: 'long' });

const dayMs = 86_400_000;

function dayOfYear(date: Date): number {
  const [year, month, day] = [date.getFullYear(), date.getMonth(), date.getDate()];
  return (Date.UTC(year, month, day) - Date.UTC(year, 0, 0)) / dayMs;
}

/** Weeks begin on Sunday and belong to the year of their Saturday, as in Java's English locale. */
function weekOfYear(date: Date): number {
  const saturday = new Date(date.getFullYear(), date.getMonth(), date.getDate() + 6 - date.getDay());
  return Math.ceil(dayOfYear(saturday) / 7);
}

/** Letters that give a number, padded with zeros to their count. */
const numbers: Readonly<Record<string, (date: Date) => number>> = {
  d: (date) => date.getDate(),
  D: dayOfYear,
  w: weekOfYear,
  u: (date) => date.getDay() || 7,
  H: (date) => date.getHours(),
  k: (date) => date.getHours() || 24,
  K: (date) => date.getHours() % 12,
  h: (date) => date.getHours() % 12 || 12,
  m: (date) => date.getMinutes(),
  s: (date) => date.getSeconds(),
  S: (date) => date.getMilliseconds(),
};

const pad = (value: number, count: number): string => String(value).padStart(count, '0');

/** What `letter`, `count` times, stands for; undefined when it is no letter of a pattern. */
function fieldOf(letter: string, count: number): DateFormat | undefined {
  const number = numbers[letter];
  if (number !== undefined) return (date) => pad(number(date), count);
  switch (letter) {
    case 'y':
      return (date) => (count === 2 ? pad(date.getFullYear() % 100, 2) : pad(date.getFullYear(), count));
    case 'M':
      if (count > 2) return count === 3 ? shortMonth : longMonth;
      return (date) => pad(date.getMonth() + 1, count);
    case 'E':
      return count < 4 ? shortDay : longDay;
    case 'a':
      return (date) => (date.getHours() < 12 ? 'AM' : 'PM');
    default:
      return undefined;
  }
}

/** A quoted text, two quotes (which stand for one), a run of one letter, or anything else. */
const token = /'(?<quoted>(?:[^']|'')+)'|(?<quotes>'')|(?<run>(?<letter>[A-Za-z])\k<letter>*)|(?<other>[^A-Za-z'])/gy;

function partOf({ quoted, quotes, run, other }: Readonly<Record<string, string | undefined>>): DateFormat | undefined {
  if (run !== undefined) return fieldOf(run.charAt(0), run.length);
  const text = quotes === undefined ? (quoted?.replaceAll("''", "'") ?? other ?? '') : "'";
  return () => text;
}

/** The letters of {@link parseDatePattern}, for messages. */
export const datePatternLetters = 'y M d D w E u a H k K h m s S';

/**
 * Reads a pattern of Java's `SimpleDateFormat`, in local time and English; undefined when it is none, or has a letter
 * beyond {@link datePatternLetters}.
 *
 * Own code, because the date libraries read the letters of Unicode's CLDR, where `u` is a year and `S` a fraction.
 */
export function parseDatePattern(pattern: string): DateFormat | undefined {
  const parts: DateFormat[] = [];
  let end = 0;
  for (const match of pattern.matchAll(token)) {
    const part = partOf(match.groups ?? {});
    if (part === undefined) return undefined;
    parts.push(part);
    end = match.index + match[0].length;
  }
  if (end !== pattern.length || parts.length === 0) return undefined;
  return (date) => parts.map((part) => part(date)).join('');
}
