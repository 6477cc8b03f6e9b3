/** Collects what is wrong with an issue, so that all of it can be mended in one go. */
import { UserError, type ErrorCode, type Place } from '../errors.js';

export type Findings = { readonly errors: UserError[]; readonly warnings: UserError[] };

/** What is wrong, before its place is known. */
export type Fault = { readonly code: ErrorCode; readonly message: string; readonly hint?: string };

/** A value, or why there is none. */
export type Found<Value> = { readonly value: Value } | { readonly fault: Fault };

export function createFindings(): Findings {
  return { errors: [], warnings: [] };
}

export function addError(findings: Findings, fault: Fault, at: Place): void {
  findings.errors.push(new UserError(fault.code, fault.message, { at, hint: fault.hint }));
}

export function addWarning(findings: Findings, fault: Fault, at: Place): void {
  findings.warnings.push(new UserError(fault.code, fault.message, { at, hint: fault.hint }));
}

/** In the order of files and lines, each fault once: the same fault may be seen in the file, in the value and in the tree. */
export function sortFindings(errors: readonly UserError[]): readonly UserError[] {
  const seen = new Set<string>();
  const unique = errors.filter((error) => {
    const key = [error.code, error.message, error.at?.file, error.at?.line, error.at?.column].join('\0');
    return !seen.has(key) && seen.add(key);
  });
  return unique.toSorted((one, other) => compareText(one.at?.file ?? '', other.at?.file ?? '')
    || (one.at?.line ?? 0) - (other.at?.line ?? 0) || (one.at?.column ?? 0) - (other.at?.column ?? 0));
}

function compareText(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
