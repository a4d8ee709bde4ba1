/** The positions `from`, `from + 1`, … of `count` records. A plain loop: this runs for every batch. */
export function consecutivePositions(from: number, count: number): readonly number[] {
  const positions = new Array<number>(count);
  for (let i = 0; i < count; i++) positions[i] = from + i;
  return positions;
}
