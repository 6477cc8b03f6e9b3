/** The texts of a template that ships, for tests that change one of them. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { packagePath } from '../../src/package-root.js';
import type { TemplateFile } from '../../src/template/engine.js';
import type { TemplateSources } from '../../src/template/template.js';

function readFile(folder: string, file: string): TemplateFile {
  return { file: `${basename(folder)}/${file}`, text: readFileSync(join(folder, file), 'utf8') };
}

function readPartials(folder: string): Record<string, TemplateFile> {
  return Object.fromEntries(readdirSync(folder).map((file) => [basename(file, '.hbs'), readFile(folder, file)]));
}

export async function readSources(name: string): Promise<TemplateSources> {
  const folder = packagePath('templates', name);
  return {
    name, settings: readFile(folder, 'template.yaml'), theme: readFile(folder, 'theme.yaml'),
    mail: readFile(folder, 'mail.mjml.hbs'), web: readFile(folder, 'web.html.hbs'), text: readFile(folder, 'text.hbs'),
    partials: { ...readPartials(packagePath('templates', '_shared')), ...readPartials(join(folder, 'partials')) },
  };
}
