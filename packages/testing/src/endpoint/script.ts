import type { Answer } from './answer.js';
import type { SeenRequest } from './seen-request.js';

/** An answer, or a number that stands for a response with that status and nothing else. */
export type ScriptedAnswer = Answer | number;

/** Decides what a request gets. Called once per request, in the order of arrival. */
export type ScriptFunction = (request: SeenRequest) => ScriptedAnswer;

/**
 * How an endpoint behaves: one answer for everything; a list, of which a request gets the n-th when its identity
 * arrives the n-th time and the last one from then on; or a function.
 */
export type Script = ScriptedAnswer | readonly ScriptedAnswer[] | ScriptFunction;

/** A script that goes by the path of the target (up to `?`); `otherwise` (default 404) answers other paths. */
export function byPath(scripts: Readonly<Record<string, Script>>, otherwise: Script = 404): ScriptFunction {
  const functions = new Map(Object.entries(scripts).map(([path, script]) => [path, toScriptFunction(script)]));
  const rest = toScriptFunction(otherwise);
  return (request) => {
    const [path = ''] = request.target.split('?', 1);
    return (functions.get(path) ?? rest)(request);
  };
}

/** Any script as a function. @throws RangeError when it is an empty list */
export function toScriptFunction(script: Script): ScriptFunction {
  if (typeof script === 'function') return script;
  if (!isList(script)) return () => script;
  const last = script.at(-1);
  if (last === undefined) throw new RangeError('A script that is a list needs at least one answer.');
  return (request) => script[request.nth - 1] ?? last;
}

/** The answer that a scripted one stands for. */
export function toAnswer(scripted: ScriptedAnswer): Answer {
  return typeof scripted === 'number' ? { kind: 'status', status: scripted } : scripted;
}

function isList(script: Exclude<Script, ScriptFunction>): script is readonly ScriptedAnswer[] {
  return Array.isArray(script);
}
