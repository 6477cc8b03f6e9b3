/** Writes beside the two pictures of the comparison how much of them differs; loaded when the comparison is looked at. */
import { all } from './page.js';
import { shareOfDifferentPixels } from './pixels.js';

let round = 0;

function hasCome({ contentDocument }: HTMLIFrameElement): boolean {
  return contentDocument !== null && contentDocument.URL !== 'about:blank' && contentDocument.readyState === 'complete';
}

async function whenCome(frame: HTMLIFrameElement): Promise<Document | undefined> {
  if (!hasCome(frame)) await new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
  return frame.contentDocument ?? undefined;
}

export async function tellDifference(): Promise<void> {
  round += 1;
  const mine = round;
  const [before, now] = await Promise.all(all<HTMLIFrameElement>('#sheet .compare iframe').map(whenCome));
  if (before === undefined || now === undefined) return;
  const share = await shareOfDifferentPixels(before, now);
  const words = document.getElementById('pixels');
  // A newer state is being counted.
  if (mine !== round || words === null) return;
  words.textContent = share === undefined ? 'This browser does not let a page count pixels.' : `${percent(share)} of the pixels differ; what moved up or down counts too.`;
}

function percent(share: number): string {
  if (share > 0 && share < 0.001) return 'Less than 0.1 %';
  return `${(100 * share).toFixed(1)} %`;
}
