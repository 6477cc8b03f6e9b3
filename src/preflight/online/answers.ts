/** Small steps that the rules about online answers share: from the answers to one of them, and what to say where nobody answered. Pure. */
import type { Asked, DnsAnswers, HttpAnswers } from '../online.js';
import type { Problem } from '../rule.js';
import type { Subject } from '../subject.js';

/** Undefined when the family was not asked, or nobody answered: the rule online-reached says so once. */
export function dnsOf({ online }: Subject): DnsAnswers | undefined {
  return online?.dns !== undefined && 'value' in online.dns ? online.dns.value : undefined;
}

export function httpOf({ online }: Subject): HttpAnswers | undefined {
  return online !== undefined && 'value' in online.http ? online.http.value : undefined;
}

/** A single question without an answer says nothing of the set-up: a warning whatever the rule. */
export function whenAnswered<Value>(asked: Asked<Value>, what: string, check: (value: Value) => readonly Problem[]): readonly Problem[] {
  if ('value' in asked) return check(asked.value);
  return [{ part: 'setup', severity: 'warning', message: `${what} could not be asked for: ${asked.failed}.`, hint: 'Try again; if it stays so, readers\' mail servers may not get an answer either.' }];
}
