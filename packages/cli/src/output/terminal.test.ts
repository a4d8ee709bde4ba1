import { Terminal } from './terminal.js';

/** A stream that shows what a terminal would show: the text of its lines after carriage returns and erasures. */
class Screen {
  readonly columns = 40;
  readonly isTTY: boolean;
  written = '';

  constructor(isTTY: boolean) {
    this.isTTY = isTTY;
  }

  write(text: string): void {
    this.written += text;
  }

  get lines(): string[] {
    return this.written.split('\n').map((line) => line.split('\r\u001b[2K').at(-1) ?? '');
  }
}

describe('Terminal', () => {
  test('keeps the live line below the remarks', () => {
    const screen = new Screen(true);
    const terminal = new Terminal(new Screen(true), screen, {});
    terminal.setLive('10 records/s');
    terminal.note('first');
    terminal.setLive('20 records/s');
    expect(screen.lines).toEqual(['first', '20 records/s']);
    terminal.setLive('');
    expect(screen.lines).toEqual(['first', '']);
  });

  test('cuts a live line that would wrap', () => {
    const screen = new Screen(true);
    new Terminal(screen, screen, {}).setLive('x'.repeat(100));
    expect(screen.lines).toEqual(['x'.repeat(39)]);
  });

  test('writes no live line and no colour where nobody looks on', () => {
    const screen = new Screen(false);
    const terminal = new Terminal(screen, screen, {});
    terminal.setLive('10 records/s');
    terminal.print(terminal.paint('good', 'done'));
    expect(screen.written).toBe('done\n');
  });

  test('colours each stream on its own, and none with NO_COLOR', () => {
    const [tty, pipe] = [new Screen(true), new Screen(false)];
    expect(new Terminal(pipe, tty, {}).paintNote('bad', 'x')).toBe('\u001b[31mx\u001b[39m');
    expect(new Terminal(pipe, tty, {}).paint('bad', 'x')).toBe('x');
    expect(new Terminal(tty, tty, { NO_COLOR: '1' }).paint('bad', 'x')).toBe('x');
  });
});
