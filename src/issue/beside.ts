/** Files beside a text, asked for at the place that names them. What is wrong with one is reported there; each asset is carried once. */
import type { Place } from '../errors.js';
import { addError, type Findings, type Found } from './findings.js';
import type { Asset } from './issue.js';
import { wholeText, type SourceFile, type SourceText } from './source.js';

/** What the issue needs of the disk; a reference is relative to the file that names it. */
export type IssueFiles = {
  readonly readMarkdown: (reference: string, from: SourceFile) => Found<SourceFile>;
  readonly readPicture: (reference: string, from: SourceFile) => Found<Asset>;
  readonly readAttachment: (reference: string, from: SourceFile) => Found<Asset>;
  readonly readTable: (reference: string, from: SourceFile) => Found<SourceFile>;
};

/** The same for one text; undefined when there is a fault, which is reported. */
export type Beside = {
  readonly picture: (reference: string, at: () => Place) => Asset | undefined;
  readonly attachment: (reference: string, at: () => Place) => Asset | undefined;
  readonly table: (reference: string, at: () => Place) => SourceFile | undefined;
};

type Carried = { readonly files: IssueFiles; readonly findings: Findings; readonly assets: Map<string, Asset>; readonly prose: SourceText[] };

export function openBeside(from: SourceFile, { files, findings, assets, prose }: Carried): Beside {
  const take = <Value>(found: Found<Value>, at: () => Place): Value | undefined => {
    if ('value' in found) return found.value;
    addError(findings, found.fault, at());
    return undefined;
  };
  return {
    picture: (reference, at) => {
      const asset = take(files.readPicture(reference, from), at);
      if (asset !== undefined && !assets.has(asset.name)) assets.set(asset.name, { ...asset, at: at() });
      return asset;
    },
    attachment: (reference, at) => {
      const asset = take(files.readAttachment(reference, from), at);
      // The same bytes under two names are one file; its first name is as good as the other.
      if (asset !== undefined && !assets.has(asset.name)) assets.set(asset.name, { ...asset, at: at() });
      return asset;
    },
    table: (reference, at) => {
      const file = take(files.readTable(reference, from), at);
      if (file !== undefined) prose.push(wholeText(file));
      return file;
    },
  };
}
