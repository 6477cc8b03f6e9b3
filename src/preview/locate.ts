/** Where the file lies that a fault names: issues are named from where the program runs, templates from the folder that holds them. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Config } from '../config.js';
import { packagePath } from '../package-root.js';
import type { Locate } from './fault.js';

export function createLocate({ issuesDir, templatesDir }: Pick<Config, 'issuesDir' | 'templatesDir'>): Locate {
  const roots = ['.', ...(templatesDir === undefined ? [] : [templatesDir]), packagePath('templates'), issuesDir];
  return (file) => roots.map((root) => resolve(root, file)).find((path) => existsSync(path)) ?? resolve(file);
}
