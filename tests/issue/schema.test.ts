import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import test from 'node:test';
import { issueSchema, newsletterSchema, toJsonSchema, wordsSchema } from '../../src/issue/schema.js';
import { packagePath } from '../../src/package-root.js';

const files = [['issue', issueSchema], ['newsletter', newsletterSchema], ['words', wordsSchema]] as const;

const drafts = [
  ['draft-7', 'schema.json', 'http://json-schema.org/draft-07/schema#'],
  ['draft-2020-12', '2020-12.schema.json', 'https://json-schema.org/draft/2020-12/schema'],
] as const;

for (const [name, schema] of files) {
  for (const [draft, extension, dialect] of drafts) {
    test(`schema/${name}.${extension} is what the schema says now (UPDATE_GOLDEN=1 rewrites it)`, async () => {
      const path = packagePath('schema', `${name}.${extension}`);
      const made = toJsonSchema(schema, draft);
      if (process.env['UPDATE_GOLDEN'] === '1') await writeFile(path, made);
      assert.equal(await readFile(path, 'utf8'), made);
      assert.equal((JSON.parse(made) as { $schema: string }).$schema, dialect);
    });
  }

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
