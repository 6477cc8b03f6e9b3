/**
 * What headings of tables of people mean: in English, Korean, Chinese and Japanese, as listmonk, Mailchimp, Ghost and Keila export them,
 * and as people name them. columns.ts settles which column of one table it is.
 */
export const fields = ['email', 'name', 'firstName', 'lastName', 'lang', 'status', 'joinedAt', 'unsubscribedAt', 'source', 'consent', 'frequency', 'topics'] as const;
export type Field = (typeof fields)[number];

/** Without spaces, hyphens, underscores, full stops, colons and asterisks, in lower case. `state` is not here: it mostly is a place. */
const headings: Readonly<Record<Field, readonly string[]>> = {
  email: [
    'email', 'emailaddress', 'mail', 'mailaddress', 'emailid', 'contactemail', 'useremail', 'subscriberemail', 'memberemail', 'customeremail', 'primaryemail',
    '이메일', '이메일주소', '메일', '메일주소', '전자우편', '전자메일', '邮箱', '邮箱地址', '电子邮箱', '电子邮件', '邮件地址', '電子郵件', '電子信箱', '信箱', 'メール', 'メールアドレス', 'eメール',
    'emailadresse', 'mailadresse', 'adresseemail', 'adressemail', 'courriel', 'correo', 'correoelectrónico', 'correoelectronico', 'indirizzoemail', 'emailadres', 'epost',
  ],
  name: ['name', 'fullname', 'displayname', 'subscribername', '이름', '성명', '성함', '姓名', '名字', '名称', '氏名', '名前', 'お名前'],
  firstName: ['firstname', 'givenname', 'fname'],
  lastName: ['lastname', 'surname', 'familyname', 'lname'],
  lang: ['lang', 'language', 'locale', '언어', '语言', '語言', '言語'],
  status: ['status', 'subscriptionstatus', 'subscribedtoemails', '상태', '구독상태', '수신상태', '状态', '狀態', '状態'],
  joinedAt: [
    'joinedat', 'joined', 'joindate', 'subscribedat', 'subscribedon', '가입일', '가입일시', '구독일', '등록일', '订阅时间', '加入时间', '登録日',
    'confirmtime', 'optintime', 'createdat',
  ],
  unsubscribedAt: ['unsubscribedat', 'unsubscribedon', 'unsubtime', '해지일', '구독해지일'],
  source: ['source'],
  frequency: ['frequency', '발송주기', '수신주기', '接收频率', '接收頻率', '配信頻度'],
  topics: ['topics', 'topic', 'chosentopics', '관심주제', '주제', '关注主题', '主题', '主題', 'トピック'],
  consent: ['consent', '수신동의', '동의', '同意'],
};

/** Of these a table may have several, each with its own meaning: Mailchimp's OPTIN_TIME stands beside CONFIRM_TIME. The first one counts. */
const ranked: Readonly<Partial<Record<Field, readonly string[]>>> = { joinedAt: ['confirmtime', 'optintime', 'createdat'] };

/** Mostly something else, a postal address, a name, a number; where no other column holds the addresses and this one does, it is meant. */
const doubtful: readonly string[] = [
  'address', 'contact', 'subscriber', 'recipient', 'user', 'username', 'userid', 'login', '주소', '연락처', '아이디', '구독자', '地址', '联系方式', '账号', '住所', '連絡先', 'アドレス', 'adresse', 'kontakt',
];

export function normalizeHeading(heading: string): string {
  return heading.normalize('NFKC').toLowerCase().replaceAll(/[\s_.:*-]/g, '');
}

export function fieldNamed(heading: string): Field | undefined {
  const normalized = normalizeHeading(heading);
  return fields.find((candidate) => headings[candidate].includes(normalized));
}

/** The lower goes first; two of one rank cannot be told apart. */
export function rankOf(field: Field, heading: string): number {
  return (ranked[field]?.indexOf(normalizeHeading(heading)) ?? -1) + 1;
}

export function mayBeAddress(heading: string): boolean {
  return doubtful.includes(normalizeHeading(heading));
}
