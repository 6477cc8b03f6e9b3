/**
 * How much of the picture of two mails differs, as a share of their pixels. Each document is drawn as an SVG image, which runs nothing and
 * asks nobody: its pictures are put in beforehand, and only those that this machine has.
 */

/** Kept small: mails are long, and a canvas of all of it takes some hundred megabytes. */
const bandHeight = 1_500;
/** Of 255: smoothed edges of letters may differ by less. */
const tolerance = 16;

type Drawing = { readonly image: HTMLImageElement; readonly width: number; readonly height: number };

/** Between 0 and 1, over the higher of both; undefined where the browser does not let pages look at it. */
export async function shareOfDifferentPixels(one: Document, other: Document): Promise<number | undefined> {
  try {
    const [left, right] = await Promise.all([drawDocument(one), drawDocument(other)]);
    const [width, height] = [Math.max(left.width, right.width), Math.max(left.height, right.height)];
    let different = 0;
    for (let top = 0; top < height; top += bandHeight) {
      const band = Math.min(bandHeight, height - top);
      different += countDifferent(readBand(left, width, top, band), readBand(right, width, top, band));
    }
    return different / Math.max(1, width * height);
  } catch {
    return undefined;
  }
}

async function drawDocument(inside: Document): Promise<Drawing> {
  const root = inside.documentElement;
  const [width, height] = [root.clientWidth, root.scrollHeight];
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><foreignObject width="100%" height="100%">${await serialise(root)}</foreignObject></svg>`;
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  return { image, width, height };
}

async function serialise(root: HTMLElement): Promise<string> {
  const copy = root.cloneNode(true) as HTMLElement;
  for (const element of [copy, ...copy.querySelectorAll('*')]) for (const name of element.getAttributeNames()) if (/^xmlns|:|^(srcset|loading)$/.test(name)) element.removeAttribute(name);
  for (const element of copy.querySelectorAll('meta, link, script, base')) element.remove();
  const comments = copy.ownerDocument.createTreeWalker(copy, NodeFilter.SHOW_COMMENT);
  const found: Node[] = [];
  while (comments.nextNode() !== null) found.push(comments.currentNode);
  for (const comment of found) comment.parentNode?.removeChild(comment);
  await Promise.all([...copy.querySelectorAll('img')].map(putIn));
  return new XMLSerializer().serializeToString(copy);
}

/** A picture from elsewhere stays empty in both. */
async function putIn(image: HTMLImageElement): Promise<void> {
  const source = image.getAttribute('src') ?? '';
  if (source === '' || source.startsWith('data:')) return;
  const address = new URL(source, location.href);
  const answer = address.origin === location.origin ? await fetch(address) : undefined;
  if (answer?.ok === true) image.setAttribute('src', await toDataAddress(await answer.blob()));
  else image.removeAttribute('src');
}

function toDataAddress(blob: Blob): Promise<string> {
  const reader = new FileReader();
  return new Promise((resolve, reject) => {
    reader.addEventListener('load', () => resolve(typeof reader.result === 'string' ? reader.result : ''));
    reader.addEventListener('error', () => reject(new Error('the picture cannot be read')));
    reader.readAsDataURL(blob);
  });
}

function readBand({ image }: Drawing, width: number, top: number, height: number): Uint8ClampedArray {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) throw new Error('no canvas');
  context.drawImage(image, 0, -top);
  return context.getImageData(0, 0, width, height).data;
}

function countDifferent(one: Uint8ClampedArray, other: Uint8ClampedArray): number {
  let count = 0;
  for (let at = 0; at < one.length; at += 4) if (isDifferent(one, other, at)) count += 1;
  return count;
}

/** What one has no ground for, below its end, is different too: its alpha is 0. */
function isDifferent(one: Uint8ClampedArray, other: Uint8ClampedArray, at: number): boolean {
  for (let channel = at; channel < at + 4; channel += 1) if (Math.abs((one[channel] ?? 0) - (other[channel] ?? 0)) > tolerance) return true;
  return false;
}
