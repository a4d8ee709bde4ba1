import { isBalanced, sumLedgers } from './ledger.js';

const balanced = { accepted: 10, delivered: 6, deadLettered: 3, held: 1 };

describe('a ledger', () => {
  it('adds up, alone and with others', () => {
    expect(isBalanced(balanced)).toBe(true);
    expect(sumLedgers([balanced, balanced])).toEqual({ accepted: 20, delivered: 12, deadLettered: 6, held: 2 });
    expect(isBalanced(sumLedgers([]))).toBe(true);
  });

  it.each(['accepted', 'delivered', 'deadLettered', 'held'] as const)('notices one too many in %s', (counter) => {
    expect(isBalanced({ ...balanced, [counter]: balanced[counter] + 1 })).toBe(false);
  });
});
