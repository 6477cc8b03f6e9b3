/** The files of a theme: what is laid over a template's own, in order, and the pictures of the logo. Their meaning is left to theme.ts. */
import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../errors.js';
import type { Asset } from '../issue/issue.js';
import { toAsset } from '../issue/picture.js';
import type { TemplateFile } from './engine.js';
import { findThemeFile, isMissing } from './find.js';
import type { Logo } from './template.js';
import { readYamlFile, type YamlFile } from './yaml-file.js';

/** A theme on a theme on a theme: more is a circle. */
const mostThemes = 5;

export type ThemeFile = TemplateFile & { readonly path: string };

const mentions = z.looseObject({ extends: z.string().optional(), logo: z.looseObject({ src: z.string(), dark: z.string().optional(), width: z.number() }).optional() });

function readMentions(file: YamlFile): z.infer<typeof mentions> {
  // What does not fit is told by theme.ts, with everything else that does not.
  return mentions.safeParse(file.content).data ?? {};
}

async function readThemeFile(path: string): Promise<ThemeFile | undefined> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (!isMissing(error)) throw error;
  });
  return text === undefined ? undefined : { file: join(basename(dirname(path)), basename(path)), text, path };
}

/** The file and those it extends, the furthest first; empty when the newsletter has no theme of its own. */
export async function readThemeFiles(path: string): Promise<readonly ThemeFile[]> {
  const files: ThemeFile[] = [];
  for (let next: string | undefined = path; next !== undefined;) {
    const file = await readThemeFile(next);
    if (file === undefined) break;
    files.unshift(file);
    const yaml = readYamlFile(file);
    const { extends: below } = readMentions(yaml);
    if (below === undefined) break;
    const at = yaml.placeOf(['extends']);
    if (files.length >= mostThemes) throw new UserError('template-invalid', `${file.file}: themes extend each other in a circle.`, { at });
    next = await findThemeFile(below, dirname(file.path));
    if (next === undefined) throw new UserError('template-invalid', `${file.file}: there is no theme ${below}.`, { at, hint: 'A folder with a theme.yaml, seen from this file, or an installed package courant-theme-….' });
  }
  return files;
}

async function readPicture(name: string, key: string, file: ThemeFile, yaml: YamlFile): Promise<Asset> {
  const at = yaml.placeOf(['logo', key]);
  const bytes = await readFile(join(dirname(file.path), name)).catch((error: unknown) => {
    if (!isMissing(error)) throw error;
    throw new UserError('template-invalid', `${file.file}: there is no picture ${name} beside it.`, { at });
  });
  const asset = toAsset(bytes);
  if (!('fault' in asset)) return { ...asset.value, ...(at === undefined ? {} : { at }) };
  throw new UserError('template-invalid', `${file.file}: ${name}: ${asset.fault.message}`, { at, hint: asset.fault.hint });
}

/** The logo of the last file that has one. */
export async function readLogo(files: readonly ThemeFile[]): Promise<Logo | undefined> {
  for (const file of files.toReversed()) {
    const yaml = readYamlFile(file);
    const { logo } = readMentions(yaml);
    if (logo === undefined) continue;
    const light = await readPicture(logo.src, 'src', file, yaml);
    const dark = logo.dark === undefined ? undefined : await readPicture(logo.dark, 'dark', file, yaml);
    const height = Math.round((logo.width * (light.height ?? 1)) / (light.width ?? 1));
    return { light, ...(dark === undefined ? {} : { dark }), width: logo.width, height };
  }
  return undefined;
}
