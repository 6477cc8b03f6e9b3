/**
 * Makes the pictures of an issue fit: as wide as they are shown, at two pixels per px. What cannot be decoded is told at the place that
 * names it, as everything else that is wrong with the issue. Between loadIssue and compileEdition.
 */
import { toUserErrors, UserErrors, type Place, type UserError } from '../errors.js';
import { addError, addWarning, createFindings, sortFindings, type Findings } from './findings.js';
import type { Asset, Issue } from './issue.js';
import { describeSize } from './attachment.js';
import type { PictureCache } from './picture-cache.js';
import { findWeightFault, heavyTotalBytes, isAnimated, toAsset } from './picture.js';
import { BrokenPicture, recipeName, shrink } from './shrink.js';
import { density, measureShown, namesOfFirstPictures, replacePictures } from './shown-picture.js';

export type FitOptions = {
  /** The most px that a picture is shown with, in mail and web edition. */
  readonly columnWidth: number;
  /** Width of the small pictures beside items, where the template shows any. */
  readonly thumbnailWidth?: number | undefined;
  readonly cache: PictureCache;
};

export type FittedIssue = { readonly issue: Issue; readonly warnings: readonly UserError[] };

/** Pictures decoded at once: each may take some hundred MB. */
const atOnce = 4;

/** Throws UserErrors naming every picture that is broken. */
export async function fitPictures(issue: Issue, options: FitOptions): Promise<FittedIssue> {
  const findings = createFindings();
  const shown = measureShown(issue, options.columnWidth);
  const pictures = issue.assets.filter((asset) => shown.has(asset.name));
  const fitted = await fitAll(pictures, (asset) => (shown.get(asset.name) ?? options.columnWidth) * density, options.cache, findings);
  if (findings.errors.length > 0) throw new UserErrors(sortFindings(findings.errors));
  const small = await fitSmall(issue, pictures, options);
  for (const asset of pictures) warn(asset, fitted.get(asset.name) ?? asset, findings);
  warnOfTotal([...fitted.values()], findings);
  const replaced = issue.assets.map((asset) => fitted.get(asset.name) ?? asset).map((asset, index) => withSmall(asset, small.get(issue.assets[index]?.name ?? '')));
  const assets = [...new Map([...replaced, ...small.values()].map((asset) => [asset.name, asset])).values()];
  return { issue: { ...replacePictures(issue, fitted, options.columnWidth), assets }, warnings: sortFindings(findings.warnings) };
}

/** The column of the default theme: what is made on the way is kept, and mostly of use when the other faults are mended. */
const usualWidth = 608;

/** The pictures that are broken, of an issue whose other faults keep it from its template. */
export async function findBrokenPictures(assets: readonly Asset[], cache: PictureCache): Promise<readonly UserError[]> {
  const findings = createFindings();
  try {
    await fitAll(assets.filter(({ fileName }) => fileName === undefined), () => usualWidth * density, cache, findings);
    return findings.errors;
  } catch (error) {
    const errors = toUserErrors(error);
    if (errors.length === 0) throw error;
    return errors;
  }
}

/** One picture, such as a logo. Throws UserErrors when it is broken. */
export async function fitPicture(asset: Asset, width: number, cache: PictureCache): Promise<Asset> {
  const findings = createFindings();
  const fitted = await fitOne(asset, width * density, cache, findings);
  if (fitted === undefined) throw new UserErrors(findings.errors);
  return fitted;
}

async function fitSmall(issue: Issue, pictures: readonly Asset[], { thumbnailWidth, cache }: FitOptions): Promise<ReadonlyMap<string, Asset>> {
  if (thumbnailWidth === undefined) return new Map();
  const wanted = namesOfFirstPictures(issue);
  return fitAll(pictures.filter(({ name }) => wanted.has(name)), () => thumbnailWidth * density, cache, createFindings());
}

function withSmall(asset: Asset, small: Asset | undefined): Asset {
  return small === undefined || small.name === asset.name ? asset : { ...asset, small: small.name };
}

async function fitAll(assets: readonly Asset[], widthOf: (asset: Asset) => number, cache: PictureCache, findings: Findings): Promise<ReadonlyMap<string, Asset>> {
  const fitted = new Map<string, Asset>();
  for (let start = 0; start < assets.length; start += atOnce) {
    await Promise.all(assets.slice(start, start + atOnce).map(async (asset) => {
      const made = await fitOne(asset, widthOf(asset), cache, findings);
      if (made !== undefined) fitted.set(asset.name, made);
    }));
  }
  // In the order of the issue, whichever was ready first.
  return new Map(assets.flatMap(({ name }) => (fitted.has(name) ? [[name, fitted.get(name) as Asset]] : [])));
}

async function fitOne(asset: Asset, width: number, cache: PictureCache, findings: Findings): Promise<Asset | undefined> {
  const key = `${asset.name}-${width}-${recipeName()}`;
  const kept = await cache.read(key);
  // An empty file says that the picture is fine as it is.
  const known = kept === undefined ? undefined : toFitted(asset, kept.length === 0 ? asset.bytes : kept);
  if (known !== undefined) return known;
  try {
    const bytes = await shrink(asset.bytes, width);
    await cache.write(key, bytes === asset.bytes ? new Uint8Array() : bytes);
    return toFitted(asset, bytes);
  } catch (error) {
    if (!(error instanceof BrokenPicture)) throw error;
    addError(findings, { code: 'picture-file', message: `the picture cannot be shown: ${error.message}`, hint: 'open it in a picture program and save it anew as PNG or JPEG' }, placeOf(asset));
    return undefined;
  }
}

function toFitted(asset: Asset, bytes: Uint8Array): Asset | undefined {
  const found = toAsset(bytes);
  return 'value' in found ? { ...found.value, ...(asset.at === undefined ? {} : { at: asset.at }) } : undefined;
}

function placeOf({ at }: Asset): Place {
  return at ?? { file: 'issue.yaml', line: 1, column: 1 };
}

function warn(given: Asset, fitted: Asset, findings: Findings): void {
  const heavy = findWeightFault(fitted);
  if (heavy !== undefined) addWarning(findings, heavy, placeOf(given));
  if (!isAnimated(given)) return;
  // GIF is the one moving kind that mail programs know; the library reads of a moving PNG what old browsers did.
  const [message, hint] = isAnimated(fitted)
    ? ['the picture moves; Outlook for Windows shows its first frame only', 'begin with a frame that says it all, or take a still picture']
    : ['the picture moves, and only its first frame is shown', 'save it as GIF'];
  addWarning(findings, { code: 'picture-animated', message, hint }, placeOf(given));
}

function warnOfTotal(assets: readonly Asset[], findings: Findings): void {
  const total = assets.reduce((sum, { bytes }) => sum + bytes.length, 0);
  const [heaviest] = assets.toSorted((one, other) => other.bytes.length - one.bytes.length);
  if (heaviest === undefined || total <= heavyTotalBytes) return;
  const message = `the ${assets.length} pictures weigh ${describeSize(total)} together; this one is the heaviest with ${describeSize(heaviest.bytes.length)}`;
  addWarning(findings, { code: 'picture-weight', message, hint: `below ${describeSize(heavyTotalBytes)} the web edition opens at once, also on the road` }, placeOf(heaviest));
}
