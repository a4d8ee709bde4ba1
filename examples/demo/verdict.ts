/** Says what adds up and what does not, and remembers whether anything did not. */
export class Verdict {
  #failed = false;

  get failed(): boolean {
    return this.#failed;
  }

  /** A claim holds when nobody disagrees. */
  check(claim: string, disagreements: readonly string[]): void {
    const holds = disagreements.length === 0;
    this.#failed ||= !holds;
    console.log(`${holds ? '✓' : '✗'} ${claim}`);
    for (const disagreement of disagreements.slice(0, 5)) console.log(`    ${disagreement}`);
  }

  equal(claim: string, actual: number, expected: number): void {
    this.check(claim, actual === expected ? [] : [`${actual} instead of ${expected}`]);
  }
}
