/** Where the package's own files are (templates, migrations, issues), whether the code runs from dist/ or another build folder. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

function findPackageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error('package.json not found above ' + import.meta.url);
    folder = parent;
  }
  return folder;
}

const packageRoot = findPackageRoot();

/** Absolute path of a file that ships with the package. */
export function packagePath(...parts: string[]): string {
  return join(packageRoot, ...parts);
}
