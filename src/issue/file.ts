/** The bytes of a file that an issue names, and why they cannot be had. Reading waits for the disk: issues are small and local. */
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { ErrorCode } from '../errors.js';
import type { Found } from './findings.js';
import { findNearest } from './spelling.js';

export function readBytes(path: string, largest: number, code: ErrorCode): Found<Uint8Array> {
  try {
    const stats = statSync(path);
    if (!stats.isFile()) return { fault: { code, message: `${basename(path)} is no file` } };
    if (stats.size > largest) return { fault: { code, message: `${basename(path)} is larger than ${largest / 1e6} MB` } };
    return { value: readFileSync(path) };
  } catch (error) {
    return { fault: { code, ...describeFailure(path, error) } };
  }
}

export function describeFailure(path: string, error: unknown): { message: string; hint?: string } {
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
  if (code === undefined) throw error;
  if (code !== 'ENOENT' && code !== 'ENOTDIR') return { message: `${basename(path)} cannot be read (${code})` };
  const nearest = findNearest(basename(path), listFolder(dirname(path)));
  return { message: `there is no file ${basename(path)}`, ...(nearest === undefined ? {} : { hint: `did you mean ${nearest}?` }) };
}

function listFolder(path: string): readonly string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}
