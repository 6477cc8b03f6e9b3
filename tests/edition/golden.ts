/** Golden files people can read; `UPDATE_GOLDEN=1 npm test` writes them anew. */
import { strict as assert } from 'node:assert';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packagePath } from '../../src/package-root.js';

/** One tag a line where MJML's minifier put everything on one; style sheets stay as they are. */
export function readable(html: string): string {
  return html.replace(/> ?<(?!\/?(?:a|b|span|sup|em|strong)\b)/g, '>\n<');
}

export function assertGolden(name: string, actual: string): void {
  const path = join(packagePath('tests', 'golden', 'edition'), name);
  if (process.env['UPDATE_GOLDEN'] === '1' || !existsSync(path)) {
    mkdirSync(packagePath('tests', 'golden', 'edition'), { recursive: true });
    writeFileSync(path, actual);
  }
  assert.equal(actual, readFileSync(path, 'utf8'), `${name} differs; look at it, then UPDATE_GOLDEN=1`);
}
