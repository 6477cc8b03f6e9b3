/** The picture above the pages of a list: made as small as it is shown, and kept by its content. */
import { UserError } from '../errors.js';
import { readPictureFile } from '../issue/picture-file.js';
import { toAsset } from '../issue/picture.js';
import { shrink } from '../issue/shrink.js';
import { keepAsset } from '../store/editions.js';
import type { Database } from '../store/store.js';

/** Twice the px it is shown with at the most. */
const logoWidth = 480;

/** Returns the name of the asset. Throws `list-invalid`, and what pictures throw. */
export async function keepLogo(database: Database, path: string): Promise<string> {
  const found = readPictureFile(path);
  if ('fault' in found) throw new UserError('list-invalid', `The logo ${path} cannot be used: ${found.fault.message}`, { hint: found.fault.hint });
  const shrunk = toAsset(await shrink(found.value.bytes, logoWidth));
  if ('fault' in shrunk) throw new Error(`a shrunk picture is none: ${shrunk.fault.message}`);
  await keepAsset(database, shrunk.value);
  return shrunk.value.name;
}
