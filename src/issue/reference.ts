/** References from one file of an issue to another: how they are written, and that they stay within the newsletter. */
import { isAbsolute, relative, sep } from 'node:path';
import type { ErrorCode } from '../errors.js';
import type { Fault } from './findings.js';

/** Why a reference cannot name a file; undefined when it can. */
export function findReferenceFault(reference: string, code: ErrorCode): Fault | undefined {
  if (reference.includes('\0')) return { code, message: 'a file name cannot hold a NUL' };
  if (reference.includes('\\')) return { code, message: 'a file name is written with / between folders', hint: reference.replaceAll('\\', '/') };
  return isAbsolute(reference) || /^[a-z]:/i.test(reference) ? { code, message: 'the file must be named relative to this one', hint: 'such as images/station.png' } : undefined;
}

/** Both paths absolute; the folder itself is no file inside. */
export function isInside(root: string, path: string): boolean {
  const way = relative(root, path);
  return way !== '' && way !== '..' && !way.startsWith('..' + sep) && !isAbsolute(way);
}

export function toOutsideFault(code: ErrorCode): Fault {
  return { code, message: 'the file lies outside of the newsletter', hint: 'copy it into the folder of the issue' };
}
