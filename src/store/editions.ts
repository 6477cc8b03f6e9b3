/** Editions and their pictures: kept by content, so keeping twice is keeping once. */
import type { Edition } from '../edition/edition.js';
import type { EditionHash } from '../ids.js';
import type { Asset } from '../issue/issue.js';
import type { Database } from './store.js';

export async function keepEdition(database: Database, edition: Edition, assets: readonly Asset[]): Promise<void> {
  await database.query(
    `insert into editions (hash, newsletter, slug, title, issue_date, lang, content) values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`,
    [edition.hash, edition.newsletter, edition.slug, edition.title, edition.date, edition.lang, JSON.stringify(edition)],
  );
  for (const asset of assets) {
    await database.query('insert into assets (name, media_type, bytes) values ($1, $2, $3) on conflict do nothing', [asset.name, asset.mediaType, asset.bytes]);
  }
}

export async function findEdition(database: Database, hash: EditionHash): Promise<Edition | undefined> {
  return (await database.query<{ content: Edition }>('select content from editions where hash = $1', [hash]))[0]?.content;
}

/** The edition of an issue that was sent last; editions nobody was sent are not public. */
export async function findSentEdition(database: Database, newsletter: string, slug: string): Promise<Edition | undefined> {
  return (await database.query<{ content: Edition }>(
    `select e.content from editions e join campaigns c on c.edition_hash = e.hash
     where e.newsletter = $1 and e.slug = $2 and c.started_at is not null order by c.id desc limit 1`, [newsletter, slug]))[0]?.content;
}

export async function listSentEditions(database: Database): Promise<{ newsletter: string; slug: string; title: string; name: string; date: string; lang: string }[]> {
  return database.query(
    `select distinct on (e.newsletter, e.slug) e.newsletter, e.slug, e.title, e.content->>'name' as name, e.issue_date::text as date, e.lang
     from editions e join campaigns c on c.edition_hash = e.hash where c.started_at is not null
     order by e.newsletter, e.slug desc, c.id desc`);
}

export async function findAsset(database: Database, name: string): Promise<{ mediaType: string; bytes: Buffer } | undefined> {
  return (await database.query<{ mediaType: string; bytes: Buffer }>('select media_type as "mediaType", bytes from assets where name = $1', [name]))[0];
}
