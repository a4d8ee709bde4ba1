/** A figure and what it should be. */
export function figure(name, value, bound, limit) {
  return { name, value, bound, limit, met: bound === 'at most' ? value <= limit : value >= limit };
}

/** One line a figure; `MISSED` stands where it is not what it should be. */
export function printFigures(figures) {
  for (const { name, value, bound, limit, met } of figures) {
    console.log(`${met ? 'met   ' : 'MISSED'} ${name.padEnd(42)} ${value.toFixed(2).padStart(8)}  ${bound} ${limit}`);
  }
}
