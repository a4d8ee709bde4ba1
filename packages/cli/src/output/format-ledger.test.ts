import { formatLedger } from './format-ledger.js';

const ledger = (accepted: number, delivered: number, deadLettered: number, held = 0) => ({
  accepted,
  delivered,
  deadLettered,
  held,
});

describe('formatLedger', () => {
  test('shows one equation per sink and their sum', () => {
    const sinks = [
      { uid: 'a-http', name: 'a', ledger: ledger(12_345, 12_300, 45) },
      { uid: 'b', name: 'b', ledger: ledger(5, 3, 1, 1) },
    ];
    expect(formatLedger({ sinks, ledger: ledger(12_350, 12_303, 46, 1) }).split('\n')).toEqual([
      'sink        accepted  =  delivered  +  dead-lettered  +  held',
      'a [a-http]    12,345  =     12,300  +             45  +     0',
      'b                  5  =          3  +              1  +     1',
      'total         12,350  =     12,303  +             46  +     1',
    ]);
  });
});
