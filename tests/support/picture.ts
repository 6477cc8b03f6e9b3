/** Pictures as cameras and programs make them, drawn anew for each test: nothing binary lies in the repository. */
import sharp, { type Sharp } from 'sharp';

/** Soft hills of colour with some grain: it packs as photographs do. */
export function drawPhotograph(width: number, height: number): Sharp {
  const pixels = Buffer.alloc(width * height * 3);
  let seed = 7;
  for (let index = 0; index < pixels.length; index += 1) {
    seed = (seed * 1103515245 + 12345) & 0x7fffffff;
    const [column, row] = [Math.floor(index / 3) % width, Math.floor(index / 3 / width)];
    pixels[index] = 128 + Math.round(60 * Math.sin(column / 60 + (index % 3)) + 40 * Math.cos(row / 45)) + ((seed >> 16) % 9);
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } });
}

/** Frames of one colour each. */
export function drawFrames(width: number, height: number, count: number): Sharp {
  const pixels = Buffer.concat(Array.from({ length: count }, (_, frame) => Buffer.alloc(width * height * 3, 40 + frame * 60)));
  return sharp(pixels, { raw: { width, height: height * count, channels: 3, pageHeight: height } });
}
