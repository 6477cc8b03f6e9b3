/** The words a template adds to what the editor wrote, and dates, per language of the issue. One catalogue row is one language. */
import { scriptLanguage } from './fonts.js';

export type Labels = {
  readonly contents: string;
  /** Link to the same issue as a web page. */
  readonly viewOnline: string;
  /** The way on from a digest. */
  readonly readWhole: string;
  readonly continueReading: string;
  readonly unsubscribe: string;
  /** `{name}` is the newsletter. */
  readonly whyYouGetThis: string;
  readonly sentTo: string;
  /** Between a label and what it names, without the blank behind it. */
  readonly colon: string;
  /** `{n}` is the number. */
  readonly number: string;
  readonly picture: string;
  readonly credit: string;
  readonly links: string;
  readonly note: string;
  readonly director: string;
  readonly phone: string;
  readonly email: string;
  readonly toContents: string;
  readonly toText: string;
};

const english: Labels = {
  contents: 'In this issue', viewOnline: 'View in browser', readWhole: 'Read the whole issue on the web', continueReading: 'Continue reading',
  unsubscribe: 'Unsubscribe', whyYouGetThis: 'You get this email because you subscribed to {name}.', sentTo: 'Sent to', colon: ':', number: 'No. {n}',
  picture: 'Picture', credit: 'Credit', links: 'Links', note: 'note', director: 'Editor in charge', phone: 'Phone',
  email: 'Email', toContents: 'Back to contents', toText: 'Skip to the text',
};

/** By language, with the script where it matters; `en` stands in for languages that are missing. */
const catalogues: Readonly<Record<string, Labels>> = {
  en: english,
  ko: {
    contents: '이번 호 차례', viewOnline: '웹에서 보기', readWhole: '웹에서 전체 기사 읽기', continueReading: '계속 읽기',
    // Korean law (Enforcement Decree of the Network Act, table 6) asks for the way out in Korean and in English.
    unsubscribe: '수신거부 (Unsubscribe)', whyYouGetThis: '{name} 구독을 신청하셔서 이 메일을 보내 드립니다.', sentTo: '받는 사람', colon: ':', number: '제{n}호',
    picture: '사진', credit: '출처', links: '링크', note: '주', director: '발행인', phone: '전화',
    email: '메일', toContents: '차례로 돌아가기', toText: '본문으로 건너뛰기',
  },
  zh: {
    contents: '本期目录', viewOnline: '在浏览器中查看', readWhole: '在网页上阅读全文', continueReading: '继续阅读',
    unsubscribe: '退订', whyYouGetThis: '您订阅了{name}，因此收到这封邮件。', sentTo: '收件人', colon: ':', number: '第{n}期',
    picture: '图片', credit: '来源', links: '链接', note: '注', director: '负责人', phone: '电话',
    email: '邮箱', toContents: '返回目录', toText: '跳到正文',
  },
  'zh-Hant': {
    contents: '本期目錄', viewOnline: '在瀏覽器中檢視', readWhole: '在網頁上閱讀全文', continueReading: '繼續閱讀',
    unsubscribe: '取消訂閱', whyYouGetThis: '您訂閱了{name}，因此收到這封郵件。', sentTo: '收件人', colon: ':', number: '第{n}期',
    picture: '圖片', credit: '來源', links: '連結', note: '註', director: '負責人', phone: '電話',
    email: '郵箱', toContents: '返回目錄', toText: '跳到正文',
  },
  ja: {
    contents: '今号の目次', viewOnline: 'ブラウザで見る', readWhole: 'ウェブで全文を読む', continueReading: '続きを読む',
    unsubscribe: '配信停止', whyYouGetThis: '{name}を購読されている方にお送りしています。', sentTo: '宛先', colon: ':', number: '第{n}号',
    picture: '写真', credit: '出典', links: 'リンク', note: '注', director: '発行人', phone: '電話',
    email: 'メール', toContents: '目次に戻る', toText: '本文へ移動',
  },
  de: {
    contents: 'In dieser Ausgabe', viewOnline: 'Im Browser ansehen', readWhole: 'Die ganze Ausgabe im Web lesen', continueReading: 'Weiterlesen',
    unsubscribe: 'Abbestellen', whyYouGetThis: 'Sie bekommen diese E-Mail, weil Sie {name} abonniert haben.', sentTo: 'Gesendet an', colon: ':', number: 'Nr. {n}',
    picture: 'Bild', credit: 'Quelle', links: 'Links', note: 'Anm.', director: 'Verantwortlich', phone: 'Telefon',
    email: 'E-Mail', toContents: 'Zurück zum Inhalt', toText: 'Zum Text springen',
  },
  fr: {
    contents: 'Au sommaire', viewOnline: 'Voir dans le navigateur', readWhole: 'Lire le numéro entier sur le web', continueReading: 'Lire la suite',
    unsubscribe: 'Se désabonner', whyYouGetThis: 'Vous recevez ce message à la suite de votre abonnement à {name}.', sentTo: 'Envoyé à', colon: '\u00a0:', number: 'Nº {n}',
    picture: 'Image', credit: 'Source', links: 'Liens', note: 'note', director: 'Directeur de la publication', phone: 'Téléphone',
    email: 'Courriel', toContents: 'Retour au sommaire', toText: 'Aller au texte',
  },
  es: {
    contents: 'En este número', viewOnline: 'Ver en el navegador', readWhole: 'Leer el número completo en la web', continueReading: 'Seguir leyendo',
    unsubscribe: 'Darse de baja', whyYouGetThis: 'Recibe este correo porque se suscribió a {name}.', sentTo: 'Enviado a', colon: ':', number: 'N.º {n}',
    picture: 'Imagen', credit: 'Fuente', links: 'Enlaces', note: 'nota', director: 'Responsable', phone: 'Teléfono',
    email: 'Correo', toContents: 'Volver al índice', toText: 'Ir al texto',
  },
  ar: {
    contents: 'في هذا العدد', viewOnline: 'عرض في المتصفح', readWhole: 'قراءة العدد كاملًا على الويب', continueReading: 'متابعة القراءة',
    unsubscribe: 'إلغاء الاشتراك', whyYouGetThis: 'تصلك هذه الرسالة لاشتراكك في {name}.', sentTo: 'أرسلت إلى', colon: ':', number: 'العدد {n}',
    picture: 'صورة', credit: 'المصدر', links: 'روابط', note: 'حاشية', director: 'المسؤول', phone: 'الهاتف',
    email: 'البريد الإلكتروني', toContents: 'العودة إلى الفهرس', toText: 'الانتقال إلى النص',
  },
};

export function labelsFor(lang: string): Labels {
  const key = scriptLanguage(lang);
  return (Object.hasOwn(catalogues, key) ? catalogues[key] : undefined) ?? english;
}

/** Languages with a catalogue of their own. */
export const labelLanguages: readonly string[] = Object.keys(catalogues);

/** A label with its places filled: `fillLabel('No. {n}', { n: '7' })`. */
export function fillLabel(label: string, values: Readonly<Record<string, string>>): string {
  return label.replace(/\{(\w+)\}/g, (place, key: string) => values[key] ?? place);
}

/**
 * Prints `2020-07-22` in the reader's words. UTC, so that no machine's time zone moves the day; digits as in the rest of the mail.
 * One for a whole issue: to make a formatter costs a hundred times what it costs to use one.
 */
export function createDateFormat(lang: string): (date: string) => string {
  const format = new Intl.DateTimeFormat(lang, { dateStyle: 'long', timeZone: 'UTC', calendar: 'gregory', numberingSystem: 'latn' });
  return (date) => format.format(new Date(`${date}T00:00:00Z`));
}
