/** Reads an issue from the disk: its YAML, the newsletter's defaults, Markdown files and pictures. The only file of the room that touches files. */
import { lstatSync, realpathSync, statSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { UserError, UserErrors, type ErrorCode } from '../errors.js';
import { largestAttachmentBytes, toAttachment } from './attachment.js';
import type { IssueFiles } from './beside.js';
import { buildIssue } from './build.js';
import { checkAgainst } from './check.js';
import { addError, createFindings, sortFindings, type Findings, type Found } from './findings.js';
import type { Asset, Issue } from './issue.js';
import { readPictureFile, type ReadPicture } from './picture-file.js';
import type { IssuePlaces } from './places.js';
import type { ParseMarkdown } from './parse-cache.js';
import { findReferenceFault, isInside, toOutsideFault } from './reference.js';
import { issueSchema, newsletterSchema, wordsSchema } from './schema.js';
import { toSourceFile, type SourceFile } from './source.js';
import { checkFileCharacters } from './text.js';
import { describeFailure, readBytes } from './file.js';
import { parseYaml, type YamlValue } from './yaml.js';

/** `parse`, `readPicture`: for those who load the same issue again and again; what a save leaves as it is need not be read anew. */
export type LoadOptions = {
  readonly parse?: ParseMarkdown;
  readonly readPicture?: ReadPicture;
  /** Asked when the issue has other faults: pictures are decoded behind loading, and would be told only when those are mended. */
  readonly findBroken?: (assets: readonly Asset[]) => Promise<readonly UserError[]>;
};

export type LoadedIssue = { readonly issue: Issue; readonly warnings: readonly UserError[]; readonly places: IssuePlaces };

/** The longest issues have 0.2 MB; more is another file taken for text. */
const largestTextBytes = 4_000_000;

/**
 * Loads the issue of a folder, or of its issue.yaml. Throws UserErrors with everything that is wrong. Reading waits for the disk:
 * issues are small and local, and pictures are asked for in the middle of a text.
 */
export async function loadIssue(path: string, options: LoadOptions = {}): Promise<LoadedIssue> {
  const folder = await findFolder(path);
  const findings = createFindings();
  const issueFolder = realpathSync(folder);
  const newsletterFolder = dirname(issueFolder);
  checkFolderName(folder, [newsletterFolder, issueFolder], findings);
  const masthead = readYaml(join(folder, '..', 'newsletter.yaml'), join(newsletterFolder, 'newsletter.yaml'), findings);
  const root = readYaml(join(folder, 'issue.yaml'), join(issueFolder, 'issue.yaml'), findings);
  if (masthead !== undefined) checkAgainst(newsletterSchema, masthead, findings);
  if (root !== undefined) checkAgainst(issueSchema, root, findings);
  const words = findWordList(folder, newsletterFolder, findings);
  const files = openFiles(newsletterFolder, findings, options.readPicture ?? readPictureFile);
  const names = { newsletter: basename(newsletterFolder), slug: basename(issueFolder), folder: issueFolder };
  const built = root === undefined ? undefined : buildIssue({ ...names, masthead, root, words }, files, findings, options.parse);
  if (built === undefined || findings.errors.length > 0) {
    const broken = await options.findBroken?.(built?.issue.assets ?? []) ?? [];
    throw new UserErrors(sortFindings([...findings.errors, ...broken]));
  }
  return { ...built, warnings: sortFindings(findings.warnings) };
}

/** A newsletter without the file has no list, and nothing is asked. */
function findWordList(folder: string, newsletterFolder: string, findings: Findings): YamlValue | undefined {
  const path = join(newsletterFolder, 'words.yaml');
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return undefined;
  const words = readYaml(join(folder, '..', 'words.yaml'), path, findings);
  if (words !== undefined) checkAgainst(wordsSchema, words, findings);
  return words;
}

/** The folder as it was given, for messages. */
async function findFolder(path: string): Promise<string> {
  const stats = await stat(path).catch(() => undefined);
  if (stats === undefined) throw new UserErrors([new UserError('not-found', `there is no issue at ${path}`, { hint: 'name the folder of the issue, such as issues/weekly/2020-07-22-134' })]);
  if (stats.isDirectory()) return path;
  if (basename(path) === 'issue.yaml') return dirname(path);
  throw new UserErrors([new UserError('not-found', `${path} is no issue`, { hint: 'name the folder of the issue, or its issue.yaml' })]);
}

function checkFolderName(folder: string, paths: readonly string[], findings: Findings): void {
  for (const name of paths.map((path) => basename(path))) {
    if (/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name)) continue;
    const hint = 'name folders with letters from a to z, digits, hyphens, dots and underscores: they stand in addresses';
    addError(findings, { code: 'issue-folder', message: `the folder name "${name}" cannot stand in an address`, hint }, { file: folder, line: 1, column: 1 });
  }
}

function readYaml(name: string, path: string, findings: Findings): YamlValue | undefined {
  const found = readText(name, path, 'issue-file');
  if ('value' in found) {
    checkFileCharacters(found.value, findings);
    return parseYaml(found.value, findings);
  }
  const isMasthead = basename(path) === 'newsletter.yaml';
  const hint = isMasthead ? 'the folder above the issue holds newsletter.yaml with at least "name: …"' : found.fault.hint;
  addError(findings, { ...found.fault, ...(hint === undefined ? {} : { hint }) }, { file: name, line: 1, column: 1 });
  return undefined;
}

function readText(name: string, path: string, code: ErrorCode): Found<SourceFile> {
  const found = readBytes(path, largestTextBytes, code);
  if ('fault' in found) return found;
  const [first, second] = found.value;
  const isUtf16 = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  if (isUtf16) return { fault: { code, message: 'the file is UTF-16', hint: 'save it as UTF-8' } };
  return { value: toSourceFile(name, path, new TextDecoder('utf-8', { ignoreBOM: true }).decode(found.value)) };
}

/** Files named by an issue lie within its newsletter's folder, whatever links and dots say. */
function openFiles(root: string, findings: Findings, readPicture: ReadPicture): IssueFiles {
  const pictures = new Map<string, Found<Asset>>();
  const locate = (reference: string, from: SourceFile, code: ErrorCode) => locateInside(root, reference, from, code);
  const readBeside = (reference: string, from: SourceFile, code: ErrorCode): Found<SourceFile> => {
    const located = locate(reference, from, code);
    if ('fault' in located) return located;
    const found = readText(join(dirname(from.name), reference), located.value, code);
    if ('value' in found) checkFileCharacters(found.value, findings);
    return found;
  };
  return {
    readMarkdown: (reference, from) => readBeside(reference, from, 'issue-file'),
    readTable: (reference, from) => readBeside(reference, from, 'table-file'),
    readAttachment: (reference, from) => {
      const located = locate(reference, from, 'attachment-file');
      if ('fault' in located) return located;
      const found = readBytes(located.value, largestAttachmentBytes, 'attachment-file');
      return 'fault' in found ? found : toAttachment(reference, found.value);
    },
    readPicture: (reference, from) => {
      const located = locate(reference, from, 'picture-file');
      if ('fault' in located) return located;
      const found = pictures.get(located.value) ?? readPicture(located.value);
      pictures.set(located.value, found);
      return found;
    },
  };
}

/** The real path of a file; a name in NFC also finds one that was stored decomposed, as macOS does. */
function locateInside(root: string, reference: string, from: SourceFile, code: ErrorCode): Found<string> {
  const fault = findReferenceFault(reference, code);
  if (fault !== undefined) return { fault };
  const candidates = [reference, reference.normalize('NFD')].map((name) => resolve(dirname(from.path), name));
  const path = candidates.find((candidate) => statSync(candidate, { throwIfNoEntry: false }) !== undefined) ?? candidates[0] ?? '';
  if (!isInside(root, path)) return { fault: toOutsideFault(code) };
  try {
    const real = realpathSync.native(path);
    return isInside(root, real) ? { value: real } : { fault: toOutsideFault(code) };
  } catch (error) {
    return { fault: { code, ...describeFailure(path, error) } };
  }
}
