import { Parameters } from './parameters.js';

const parameters = Parameters.of({
  'http.sink.threshold.retries': 5,
  'http.sink.headers.A': 'b',
  'http.sinks': 'other',
  'a.int': ' 42 ',
  'a.negative': -7,
  'a.big': '9007199254740993',
  'a.float': '1.5',
  'a.duration': '30 s',
  'db.password.retries': 'hunter2',
  'db.password': 'hunter2',
});

describe('parameters of a job', () => {
  it('give text, or the fallback', () => {
    expect(parameters.get('http.sink.headers.A')).toBe('b');
    expect(parameters.get('none')).toBeUndefined();
    expect(parameters.get('none', 'x')).toBe('x');
    expect([parameters.has('a.int'), parameters.has('none')]).toEqual([true, false]);
  });

  it('give whole numbers and durations, or the fallback', () => {
    expect(parameters.getInt('a.int')).toBe(42);
    expect(parameters.getInt('a.negative', 1)).toBe(-7);
    expect(parameters.getInt('none', 3)).toBe(3);
    expect(parameters.getInt('none')).toBeUndefined();
    expect(parameters.getDuration('a.duration')).toBe(30_000);
    expect(parameters.getDuration('none', 9)).toBe(9);
  });

  it('name the key, the value and what was expected when a value is something else', () => {
    expect(() => parameters.getInt('a.float')).toThrow(
      /^a\.float: "1\.5" \(program\) is not a whole number.*\. Correct the value\.$/,
    );
    expect(() => parameters.getDuration('a.float')).toThrow(
      'a.float: "1.5" (program) is not a duration such as 500ms, 30s, 10min, 2h or 1d (a bare number is milliseconds). Correct the value.',
    );
  });

  it('refuse a number that would lose digits', () => {
    expect(() => parameters.getInt('a.big')).toThrow(
      'a.big: "9007199254740993" (program) is not a whole number of at most',
    );
  });

  it('do not show a secret in a message', () => {
    expect(() => parameters.getInt('db.password')).toThrow(/^db\.password: "\*{6}"/);
  });

  it('give what stands below a prefix, without it, and nothing that only begins alike', () => {
    expect(Object.fromEntries(parameters.toMap('http.sink'))).toEqual({ 'threshold.retries': '5', 'headers.A': 'b' });
    expect(parameters.toMap('http.sink.threshold.retries').size).toBe(0);
    expect(parameters.toMap().size).toBe(10);
  });

  it('cannot be changed through a map they gave', () => {
    parameters.toMap().set('a.int', '1');
    parameters.entries().clear();
    expect(parameters.getInt('a.int')).toBe(42);
  });
});
