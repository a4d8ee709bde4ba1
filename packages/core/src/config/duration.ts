const unitMs: Readonly<Record<string, number>> = {
  ms: 1,
  milli: 1,
  millis: 1,
  millisecond: 1,
  milliseconds: 1,
  s: 1_000,
  sec: 1_000,
  secs: 1_000,
  second: 1_000,
  seconds: 1_000,
  m: 60_000,
  min: 60_000,
  mins: 60_000,
  minute: 60_000,
  minutes: 60_000,
  h: 3_600_000,
  hour: 3_600_000,
  hours: 3_600_000,
  d: 86_400_000,
  day: 86_400_000,
  days: 86_400_000,
};

/** What {@link parseDuration} takes, for messages. */
export const durationSyntax = 'a duration such as 500ms, 30s, 10min, 2h or 1d (a bare number is milliseconds)';

/**
 * Milliseconds of a duration text, or undefined when it is none.
 *
 * The syntax is Flink's (`TimeUtils.parseDuration`), without micro- and nanoseconds: a number and a unit, a space
 * between them allowed; without a unit milliseconds.
 */
export function parseDuration(text: string): number | undefined {
  const match = /^\s*(\d+)\s*([a-z]*)\s*$/i.exec(text);
  if (!match) return undefined;
  const name = match[2]?.toLowerCase() || 'ms';
  return Object.hasOwn(unitMs, name) ? Number(match[1]) * (unitMs[name] ?? 1) : undefined;
}
