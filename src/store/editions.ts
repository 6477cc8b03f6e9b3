/** Editions and their pictures: kept by content, so keeping twice is keeping once. */
import type { ArchiveEntry, IssueLine } from '../archive/entry.js';
import type { Edition } from '../edition/edition.js';
import type { EditionHash } from '../ids.js';
import type { Asset } from '../issue/issue.js';
import type { Database } from './store.js';

export async function keepEdition(database: Database, edition: Edition, assets: readonly Asset[]): Promise<void> {
  await database.query(
    `insert into editions (hash, newsletter, slug, title, issue_date, lang, content) values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`,
    [edition.hash, edition.newsletter, edition.slug, edition.title, edition.date, edition.lang, JSON.stringify(edition)],
  );
  for (const asset of assets) await keepAsset(database, asset);
}

export async function keepAsset(database: Database, asset: Asset): Promise<void> {
  await database.query('insert into assets (name, media_type, bytes) values ($1, $2, $3) on conflict do nothing', [asset.name, asset.mediaType, asset.bytes]);
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

/** What was sent, of one newsletter or of all: the edition of each issue that was sent last, in no particular order. */
export async function listSentEditions(database: Database, newsletter?: string): Promise<ArchiveEntry[]> {
  const rows = await database.query<ArchiveEntry & { number: number | null }>(
    `with sent as (
       select e.hash, e.newsletter, e.slug, c.id, c.started_at from editions e join campaigns c on c.edition_hash = e.hash
       where c.started_at is not null and ($1::text is null or e.newsletter = $1)),
     issues as (select newsletter, slug, min(started_at) as published_at from sent group by newsletter, slug),
     latest as (select distinct on (newsletter, slug) newsletter, slug, hash from sent order by newsletter, slug, id desc)
     select e.hash, e.newsletter, e.slug, e.title, e.issue_date::text as date, e.lang, x.name, x.number, x.dir, x.preheader, x.publisher,
       ${toInstant('i.published_at')} as "publishedAt", ${toInstant('(select min(s.started_at) from sent s where s.hash = e.hash)')} as "updatedAt"
     from latest l join issues i using (newsletter, slug) join editions e on e.hash = l.hash,
       jsonb_to_record(e.content) as x(name text, number float8, dir text, preheader text, publisher jsonb)`, [newsletter ?? null]);
  return rows.map(({ number, ...row }) => ({ ...row, ...(number === null ? {} : { number }) }));
}

/** The same without opening the editions themselves. */
export async function listSentIssues(database: Database, newsletter: string): Promise<IssueLine[]> {
  return database.query(
    `select distinct on (e.slug) e.newsletter, e.slug, e.title, e.issue_date::text as date, e.lang
     from editions e join campaigns c on c.edition_hash = e.hash where c.started_at is not null and e.newsletter = $1
     order by e.slug, c.id desc`, [newsletter]);
}

/** RFC 3339, UTC, whole seconds. */
function toInstant(time: string): string {
  return `to_char(${time} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`;
}

export async function findAsset(database: Database, name: string): Promise<{ mediaType: string; bytes: Buffer } | undefined> {
  return (await database.query<{ mediaType: string; bytes: Buffer }>('select media_type as "mediaType", bytes from assets where name = $1', [name]))[0];
}
