/**
 * Compiles issues for the preview again and again, and remembers what a save leaves as it is: templates, the trees of texts, pictures.
 * The mail comes first, the rest when it is asked for.
 */
import { dirname, join } from 'node:path';
import type { Edition, MailEdition } from '../edition/edition.js';
import type { RunMjml } from '../edition/mjml.js';
import type { UserError } from '../errors.js';
import type { Issue } from '../issue/issue.js';
import { noPictureCache, openPictureCache, rememberPictures } from '../issue/picture-cache.js';
import type { IssuePlaces } from '../issue/places.js';
import type { Template } from '../template/template.js';

/** An issue of which the mail is made. */
export type Draft = {
  /** The pictures of the theme among its assets. */
  readonly issue: Issue;
  readonly template: Template;
  readonly edition: MailEdition;
  readonly places: IssuePlaces;
  readonly warnings: readonly UserError[];
};

export type Render = Draft & { readonly edition: Edition };

export type Started = {
  readonly draft: Draft;
  /** Throws as `start` does, for faults that show in the text part and the web page. */
  finish(): Render;
};

export type Compiler = {
  /** Throws UserErrors of whatever is wrong in the files. */
  start(folder: string): Promise<Started>;
  /** Something beside the issues changed. */
  forgetTemplates(): void;
};

export type CompilerOptions = {
  readonly templatesDir?: string | undefined;
  /** Keeps fitted pictures over the end of the process. */
  readonly picturesDir?: string | undefined;
  readonly runMjml?: RunMjml | undefined;
};

async function loadTools() {
  const [{ loadIssue }, { parseTree }, { createParseCache }, { createPictureReader }, { findBrokenPictures }, { loadTemplate }, { dressIssue }, { startEdition }] = await Promise.all([
    import('../issue/load.js'), import('../issue/markdown.js'), import('../issue/parse-cache.js'), import('../issue/picture-file.js'), import('../issue/resize.js'), import('../template/load.js'), import('../template/dress.js'), import('../edition/compile.js'),
  ]);
  return { loadIssue, reading: { parse: createParseCache(parseTree), readPicture: createPictureReader() }, findBrokenPictures, loadTemplate, dressIssue, startEdition };
}

export function createCompiler({ templatesDir, picturesDir, runMjml }: CompilerOptions): Compiler {
  const templates = new Map<string, Promise<Template>>();
  const pictures = rememberPictures(picturesDir === undefined ? noPictureCache : openPictureCache(picturesDir));
  // They take a while to load: meanwhile the page itself is on its way to the browser.
  const tools = loadTools();
  // Told by whoever waits for them; nobody may be waiting yet.
  tools.catch(() => undefined);

  const getTemplate = async (issue: Issue): Promise<Template> => {
    const { loadTemplate } = await tools;
    const newsletterDir = dirname(issue.folder);
    const key = `${newsletterDir}\n${issue.template}`;
    const made = templates.get(key) ?? loadTemplate(issue.template, { templatesDir, projectDir: newsletterDir, themeFile: join(newsletterDir, 'theme.yaml'), isCheckedLater: true });
    templates.set(key, made);
    // One that failed is read anew the next time.
    made.catch(() => templates.get(key) === made && templates.delete(key));
    return made;
  };

  return {
    async start(folder) {
      const { loadIssue, reading, findBrokenPictures, dressIssue, startEdition } = await tools;
      const loaded = await loadIssue(folder, { ...reading, findBroken: (assets) => findBrokenPictures(assets, pictures) });
      const { issue, template, places, warnings } = await dressIssue(loaded, await getTemplate(loaded.issue), pictures);
      const started = await startEdition(issue, template, runMjml);
      const draft: Draft = { issue, template, edition: started.mail, places, warnings };
      return {
        draft,
        finish() {
          template.check();
          return { ...draft, edition: started.finish() };
        },
      };
    },
    forgetTemplates: () => templates.clear(),
  };
}
