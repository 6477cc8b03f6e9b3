/** Pictures of an issue on their way from the editor's camera to mail programs. */
import { strict as assert } from 'node:assert';
import { mkdtemp, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Element } from 'hast';
import sharp from 'sharp';
import { toUserErrors, type UserError } from '../../src/errors.js';
import type { Asset, Issue } from '../../src/issue/issue.js';
import { noPictureCache, openPictureCache } from '../../src/issue/picture-cache.js';
import { loadIssue } from '../../src/issue/load.js';
import { findBrokenPictures, fitPictures } from '../../src/issue/resize.js';
import { isElement, visitElements } from '../../src/issue/tree.js';
import { dressIssue } from '../../src/template/dress.js';
import { loadTemplate } from '../../src/template/load.js';
import { createPng } from '../support/png.js';
import { drawFrames, drawPhotograph } from '../support/picture.js';
import { issueWith, loadYaml, masthead, writeFiles } from './fixture.js';

const columnWidth = 600;
const options = { columnWidth, cache: noPictureCache };
const inBody = (markdown: string): string => issueWith(`        body: |\n${markdown.split('\n').map((line) => `          ${line}`).join('\n')}`);

type Fit = { readonly issue: Issue; readonly warnings: readonly UserError[]; readonly errors: readonly UserError[] };

async function fit(markdown: string, files: Readonly<Record<string, Uint8Array>>, changed: Partial<Parameters<typeof fitPictures>[1]> = {}): Promise<Fit> {
  const { loaded, errors } = await loadYaml(inBody(markdown), Object.fromEntries(Object.entries(files).map(([name, bytes]) => [`2020-07-22-1/${name}`, bytes])));
  assert.ok(loaded !== undefined, errors.map((error) => error.message).join('\n'));
  try {
    return { ...(await fitPictures(loaded.issue, { ...options, ...changed })), errors: [] };
  } catch (error) {
    return { issue: loaded.issue, warnings: [], errors: toUserErrors(error) };
  }
}

async function fitOne(bytes: Uint8Array): Promise<Asset> {
  const { issue, errors } = await fit('![a](a.png)', { 'a.png': bytes });
  assert.deepEqual(errors.map((error) => error.message), []);
  assert.equal(issue.assets.length, 1);
  return issue.assets[0] as Asset;
}

function imagesOf(issue: Issue): readonly Element['properties'][] {
  const images: Element['properties'][] = [];
  const body = issue.sections[0]?.items[0]?.body;
  if (body !== undefined) visitElements(body.tree, (element) => { if (isElement(element, 'img')) images.push(element.properties); });
  return images;
}

const turned = await drawPhotograph(400, 300).withMetadata({ orientation: 6 }).withExifMerge({ IFD0: { Copyright: 'somebody' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '37/1 33/1 0/1' } }).jpeg().toBuffer();
const photograph = await drawPhotograph(2000, 1000).jpeg({ quality: 95 }).toBuffer();

const kinds: readonly (readonly [why: string, bytes: Uint8Array, mediaType: string, width: number, height: number])[] = [
  ['a photograph is as wide as a screen of two pixels per px shows it', photograph, 'image/jpeg', 1200, 600],
  ['a small picture is never enlarged', createPng(300, 200, [9, 90, 200]), 'image/png', 300, 200],
  ['what a camera turned is upright', turned, 'image/jpeg', 300, 400],
  ['a drawing with holes stays PNG', await sharp({ create: { width: 1600, height: 400, channels: 4, background: '#0000' } }).png().toBuffer(), 'image/png', 1200, 300],
  ['a photograph as PNG becomes JPEG: a fifth of the bytes', await drawPhotograph(1200, 800).png().toBuffer(), 'image/jpeg', 1200, 800],
  ['WebP becomes JPEG, because Outlook does not show it', await drawPhotograph(500, 400).webp().toBuffer(), 'image/jpeg', 500, 400],
  ['WebP with holes becomes PNG', await sharp({ create: { width: 50, height: 40, channels: 4, background: '#ff000080' } }).webp({ lossless: true }).toBuffer(), 'image/png', 50, 40],
  ['AVIF becomes JPEG', await drawPhotograph(120, 80).avif({ effort: 0 }).toBuffer(), 'image/jpeg', 120, 80],
  ['a still GIF stays GIF', await drawFrames(40, 20, 1).gif().toBuffer(), 'image/gif', 40, 20],
  ['colours of print become colours of screens', await drawPhotograph(200, 100).toColourspace('cmyk').jpeg().toBuffer(), 'image/jpeg', 200, 100],
];

test('a picture comes in a kind and size that every mail program shows', async () => {
  for (const [why, bytes, mediaType, width, height] of kinds) {
    const asset = await fitOne(bytes);
    assert.deepEqual([asset.mediaType, asset.width, asset.height], [mediaType, width, height], why);
    const { format, space, orientation, exif, xmp, iptc } = await sharp(asset.bytes).metadata();
    assert.deepEqual([`image/${format}`, orientation, exif, xmp, iptc], [mediaType, undefined, undefined, undefined, undefined], why);
    assert.notEqual(space, 'cmyk', why);
  }
});

test('no reader learns where or with what a picture was taken', async () => {
  assert.ok((await sharp(turned).metadata()).exif !== undefined);
  const { bytes } = await fitOne(turned);
  assert.ok(!/Exif|somebody|GPS/.test(Buffer.from(bytes).toString('latin1')));
});

test('a picture that is fine stays as it is, byte for byte', async () => {
  const fine = await drawPhotograph(900, 300).jpeg({ quality: 80, mozjpeg: true }).toBuffer();
  for (const bytes of [fine, createPng(20, 20, [1, 2, 3])]) assert.deepEqual(Buffer.from((await fitOne(bytes)).bytes), Buffer.from(bytes));
});

test('a moving GIF keeps moving, smaller, and the editor is told what Outlook makes of it', async () => {
  const bytes = await drawFrames(1500, 30, 3).gif({ delay: [200, 200, 200] }).toBuffer();
  const { issue, warnings } = await fit('![a](a.gif)', { 'a.gif': bytes });
  const { pages, width, pageHeight } = await sharp(issue.assets[0]?.bytes, { animated: true }).metadata();
  assert.deepEqual([pages, width, pageHeight, issue.assets[0]?.height], [3, 1200, 24, 24]);
  assert.deepEqual(warnings.map((warning) => `${warning.code} ${warning.at?.line}:${warning.at?.column}`), ['picture-animated 8:16']);
  assert.deepEqual((await fit('![a](a.gif)', { 'a.gif': await drawFrames(30, 30, 1).gif().toBuffer() })).warnings, []);
  const webp = await fit('![a](a.webp)', { 'a.webp': await drawFrames(30, 30, 2).webp({ delay: [90, 90] }).toBuffer() });
  assert.deepEqual([webp.issue.assets[0]?.mediaType, webp.warnings.map((warning) => warning.code)], ['image/gif', ['picture-animated']]);
});

test('a picture has the size it is shown in, in every place', async () => {
  const { issue } = await fit('![a](a.jpg)\n\n![b](b.png)\n\n<img src="a.jpg" alt="c" width="100">\n\n<img src="b.png" alt="d" width="900">', { 'a.jpg': photograph, 'b.png': createPng(50, 40, [1, 2, 3]) });
  assert.deepEqual(imagesOf(issue).map(({ alt, width, height }) => [alt, width, height]), [['a', 600, 300], ['b', 50, 40], ['c', 100, 50], ['d', 50, 40]]);
  assert.deepEqual(issue.assets.map((asset) => asset.width), [1200, 50], 'as wide as its widest place wants it');
  const names = new Set(issue.assets.map((asset) => `asset:${asset.name}`));
  assert.ok(imagesOf(issue).every(({ src }) => names.has(String(src))));
});

test('a picture that only ever is small has few pixels', async () => {
  const { issue } = await fit('<img src="a.jpg" alt="c" width="100">', { 'a.jpg': photograph });
  assert.equal(issue.assets[0]?.width, 200);
});

test('where the template shows small pictures, each item has its own beside the large one', async () => {
  const { issue } = await fit('![a](a.jpg)\n\n![b](b.jpg)', { 'a.jpg': photograph, 'b.jpg': await drawPhotograph(900, 300).jpeg().toBuffer() }, { thumbnailWidth: 168 });
  assert.deepEqual(issue.assets.map((asset) => asset.width), [1200, 900, 336]);
  assert.equal(issue.assets[0]?.small, issue.assets[2]?.name);
});

test('every broken picture is told at its place, in one go', async () => {
  const cut = photograph.subarray(0, photograph.length / 2);
  const png = Buffer.from(createPng(40, 40, [1, 2, 3]));
  png.fill(0xff, 60, 90);
  const { errors } = await fit('text\n\n![a](a.jpg) ![b](b.png)\n\n![c](c.png)', { 'a.jpg': cut, 'b.png': png, 'c.png': createPng(4, 4, [1, 2, 3]) });
  assert.deepEqual(errors.map((error) => [error.code, error.at?.line, error.at?.column]), [['picture-file', 10, 16], ['picture-file', 10, 28]]);
  for (const { message, hint } of errors) assert.match(`${message} ${hint}`, /cannot be shown: it is broken.*save it anew/);
});

test('broken pictures are told beside the other faults of an issue, those of the theme beside those of the issue', async () => {
  const cut = photograph.subarray(0, photograph.length / 2);
  const files = { '2020-07-22-1/a.jpg': cut, '2020-07-22-1/fine.png': createPng(4, 4, [1, 2, 3]), '2020-07-22-1/b.csv': 'a,b\n1,2\n' };
  const path = await writeFiles({ 'newsletter.yaml': masthead, '2020-07-22-1/issue.yaml': `${inBody('![a](a.jpg) ![b](gone.png) ![c](fine.png) [d](b.csv)')}nonsense: 1\n`, ...files });
  const findBroken = (assets: readonly Asset[]): Promise<readonly UserError[]> => findBrokenPictures(assets, noPictureCache);
  const errors = await loadIssue(path, { findBroken }).then(() => [], toUserErrors);
  assert.deepEqual(errors.map(({ code, at }) => [code, at?.line]), [['picture-file', 8], ['picture-file', 8], ['issue-key-unknown', 9]]);
  assert.match(errors[0]?.message ?? '', /cannot be shown: it is broken/);

  const { loaded } = await loadYaml(inBody('![a](a.jpg)'), { '2020-07-22-1/a.jpg': cut });
  assert.ok(loaded !== undefined);
  const found = await loadTemplate('weekly', {});
  const logo = { light: { name: 'x.jpg', mediaType: 'image/jpeg', bytes: cut, at: { file: 'theme.yaml', line: 2, column: 3 } }, width: 100, height: 50 };
  const told = await dressIssue(loaded, { ...found, logo }, noPictureCache).then(() => [], toUserErrors);
  assert.deepEqual(told.map(({ at }) => at?.file.split('/').at(-1)), ['issue.yaml', 'theme.yaml']);
});

test('a small file that claims more pixels than a machine has room for is refused before it is opened', async () => {
  const bomb = Buffer.from(createPng(4, 4, [1, 2, 3]));
  bomb.writeUInt32BE(60_000, 16);
  bomb.writeUInt32BE(60_000, 20);
  const { errors } = await loadYaml(inBody('![a](a.png)'), { '2020-07-22-1/a.png': bomb });
  assert.deepEqual(errors.map((error) => `${error.code} ${error.at?.line} ${error.message}`), ['picture-file 8 the picture has more than 100 million pixels']);
});

test('pictures too heavy for the road are told, one by one and all together', async () => {
  const noise = sharp(Buffer.from(Array.from({ length: 1200 * 500 * 3 }, (_, index) => (index * 7919 * (index % 977)) & 255)), { raw: { width: 1200, height: 500, channels: 3 } });
  const heavy = await noise.jpeg({ quality: 100 }).toBuffer();
  const files = Object.fromEntries(await Promise.all(Array.from({ length: 7 }, async (_, index) => [`${index}.jpg`, await sharp(heavy).extract({ left: 0, top: 0, width: 1200 - index, height: 500 }).jpeg({ quality: 98 }).toBuffer()] as const)));
  const { warnings } = await fit(Object.keys(files).map((name) => `![a](${name})`).join('\n\n'), files);
  assert.equal(warnings.filter(({ message }) => /^the picture weighs \d+ KB, shrunk as far as it goes/.test(message)).length, 7);
  assert.ok(warnings.some(({ message }) => /^the 7 pictures weigh [\d.]+ MB together/.test(message)), warnings.map(({ message }) => message).join('\n'));
});

test('the same picture gives the same bytes, made now or kept from before; a folder of kept ones may be broken', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'pictures-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const cache = openPictureCache(join(folder, 'deep', 'er'));
  const files = { 'a.jpg': photograph, 'b.png': createPng(20, 20, [1, 2, 3]) };
  const run = async (): Promise<readonly string[]> => (await fit('![a](a.jpg)\n\n![b](b.png)', files, { cache })).issue.assets.map((asset) => asset.name);
  const made = await run();
  const names = await readdir(join(folder, 'deep', 'er'));
  assert.equal(names.length, 2);
  assert.deepEqual(await run(), made);
  for (const name of names) await truncate(join(folder, 'deep', 'er', name), 7);
  assert.deepEqual(await run(), made, 'broken files are made anew');
  await writeFile(join(folder, 'file'), '');
  assert.deepEqual((await fit('![a](a.jpg)\n\n![b](b.png)', files, { cache: openPictureCache(join(folder, 'file')) })).issue.assets.map((asset) => asset.name), made, 'no folder, no cache, no harm');
});

test('kept pictures are not decoded again', async () => {
  const kept = new Map<string, Uint8Array>();
  const calls = { read: 0, write: 0 };
  const cache = { read: async (key: string) => { calls.read += 1; return kept.get(key); }, write: async (key: string, bytes: Uint8Array) => { calls.write += 1; kept.set(key, bytes); } };
  for (let round = 0; round < 3; round += 1) await fit('![a](a.jpg)', { 'a.jpg': photograph }, { cache });
  assert.deepEqual(calls, { read: 3, write: 1 });
});

test('what may be read is set once: while it is set, other pictures are being read', async (t) => {
  await fitOne(createPng(8, 8, [1, 2, 3]));
  const block = t.mock.method(sharp, 'block');
  await Promise.all(Array.from({ length: 8 }, (_, index) => fitOne(createPng(8, 8, [index, 2, 3]))));
  assert.equal(block.mock.callCount(), 0);
});
