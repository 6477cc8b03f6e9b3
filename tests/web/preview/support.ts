/** A project in a folder of its own, and the desk over it, as `courant preview` opens them. */
import { cp, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { configSchema, type ConfigKey } from '../../../src/config.js';
import { openDesk } from '../../../src/desk.js';
import { silentLog } from '../../../src/log.js';
import { packagePath } from '../../../src/package-root.js';

export type DeskWorld = {
  readonly url: string;
  readonly project: string;
  /** Of the sample letter, `letter/2026-11-20-hello`. */
  readonly issueFile: string;
};

export const letter = 'letter/2026-11-20-hello';

export async function openDeskWorld(t: TestContext, settings: Partial<Record<ConfigKey, unknown>> = {}, { withTemplates = false, list, beforeClose = async (): Promise<void> => undefined }: { withTemplates?: boolean | undefined; list?: string | undefined; beforeClose?: () => Promise<void> } = {}): Promise<DeskWorld> {
  const project = await realpath(await mkdtemp(join(tmpdir(), 'courant-desk-')));
  const issuesDir = join(project, 'issues');
  await mkdir(issuesDir);
  await cp(packagePath('issues', 'letter'), join(issuesDir, 'letter'), { recursive: true });
  await writeFile(join(project, 'secret.txt'), 'the secret of the project\n');
  const templatesDir = join(project, 'templates');
  if (withTemplates) await cp(packagePath('templates'), templatesDir, { recursive: true });
  const config = configSchema.parse({ issuesDir, dataDir: join(project, 'data'), ...(withTemplates ? { templatesDir } : {}), ...settings });
  const desk = await openDesk({ config, log: silentLog, environment: {}, first: undefined, port: 0, isPortFixed: true, list });
  t.after(async () => {
    await beforeClose();
    await desk.close();
    await rm(project, { recursive: true, force: true });
  });
  return { url: desk.url, project, issueFile: join(issuesDir, 'letter', '2026-11-20-hello', 'issue.yaml') };
}
