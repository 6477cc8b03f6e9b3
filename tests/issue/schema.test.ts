import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import test from 'node:test';
import { issueSchema, newsletterSchema, toJsonSchema } from '../../src/issue/schema.js';
import { packagePath } from '../../src/package-root.js';

const files = [['issue', issueSchema], ['newsletter', newsletterSchema]] as const;

for (const [name, schema] of files) {
  test(`schema/${name}.schema.json is what the schema says now (UPDATE_GOLDEN=1 rewrites it)`, async () => {
    const path = packagePath('schema', `${name}.schema.json`);
    if (process.env['UPDATE_GOLDEN'] === '1') await writeFile(path, toJsonSchema(schema));
    assert.equal(await readFile(path, 'utf8'), toJsonSchema(schema));
  });

  test(`every key of ${name}.yaml is described, in the schema and in the docs`, async () => {
    const docs = await readFile(packagePath('docs', 'issue-format.md'), 'utf8');
    const undescribed: string[] = [];
    const walk = (node: unknown): void => {
      if (typeof node !== 'object' || node === null) return;
      if ('properties' in node) {
        for (const [key, value] of Object.entries(node.properties as Record<string, { description?: string }>)) {
          if (value.description === undefined || !new RegExp(`\\b${key}\\b`).test(docs)) undescribed.push(key);
        }
      }
      for (const value of Object.values(node)) walk(value);
    };
    walk(JSON.parse(toJsonSchema(schema)));
    assert.deepEqual(undescribed, []);
  });
}
