/** Arabic. */
import type { Words } from './words.js';

export const ar: Words = {
  leaveTitle: 'هل تريد إلغاء الاشتراك؟', leaveText: 'لن تصلك هذه النشرة بعد الآن. يسري ذلك فورًا.', leaveButton: 'إلغاء الاشتراك', leaveAllButton: 'إلغاء الاشتراك في كل نشراتنا',
  pauseText: 'أو خذ استراحة، وتعود النشرة من تلقاء نفسها.', pauseButton: 'إيقاف مؤقت لمدة {n} يومًا',
  leftTitle: 'ألغي اشتراكك', leftText: 'لن تصلك هذه النشرة بعد الآن. قد تصل رسالة كانت في طريقها إليك.',
  leftAllTitle: 'ألغيت كل اشتراكاتك', leftAllText: 'لن تصلك أي من نشراتنا بعد الآن. قد تصل رسالة كانت في طريقها إليك.',
  pausedTitle: 'اشتراكك متوقف مؤقتًا', pausedText: 'لن يصلك شيء حتى {date}، ثم يعود الاشتراك من تلقاء نفسه.', undoButton: 'تراجع', undoneTitle: 'عاد اشتراكك', undoneText: 'عاد كل شيء كما كان.',
  notOnTitle: 'لست مشتركًا', notOnText: 'لا تصلك هذه النشرة.',
  badLinkTitle: 'هذا الرابط لا يعمل', badLinkText: 'قد يكون ناقصًا أو قديمًا. افتحه مرة أخرى من الرسالة، أو أجب عن النشرة واطلب إلغاء الاشتراك.',
  linkTitle: 'إعداداتك', linkText: 'نرسل إلى عنوانك رابطًا لإعداداتك: اللغة والمواضيع والعنوان وبياناتك.', linkButton: 'أرسلوا لي الرابط',
  mailedTitle: 'انظر في بريدك من فضلك', mailedText: 'إن كان هناك ما يلزم فعله فستصلك خلال دقائق رسالة فيها رابط. انظر في مجلد الرسائل غير المرغوبة أيضًا.',
  subscribeTitle: 'الاشتراك في {name}', subscribeButton: 'اشترك', address: 'البريد الإلكتروني', name: 'الاسم', language: 'اللغة', timeZone: 'المنطقة الزمنية', topics: 'المواضيع', optional: 'اختياري', choose: 'اختر من فضلك', yes: 'نعم', no: 'لا',
  consent: 'باشتراكك توافق على تلقي {name} بالبريد الإلكتروني. يمكنك إلغاء الاشتراك في أي وقت بالرابط الموجود في كل رسالة.', leaveEmpty: 'اترك هذا الحقل فارغًا',
  closedTitle: 'لا اشتراكات جديدة', closedText: 'هذه النشرة لا تقبل الاشتراك بالنموذج.', againText: 'اضغط الزر مرة أخرى من فضلك.', tooManyTitle: 'طلبات كثيرة', tooManyText: 'وصلت اليوم طلبات كثيرة من شبكتك. حاول غدًا من فضلك.',
  faultTitle: 'راجع ما كتبته من فضلك', badAddress: 'هذا ليس عنوان بريد. اكتبه على هيئة name@example.org.', missing: 'املأ هذا الحقل من فضلك.', badValue: 'لا تصلح هذه القيمة هنا.',
  confirmTitle: 'أكّد اشتراكك', confirmText: 'نقرة أخرى وتصلك {name}.', confirmButton: 'تأكيد', confirmedTitle: 'أنت مشترك', confirmedText: 'ستصلك {name} ابتداءً من العدد القادم.',
  settingsTitle: 'إعداداتك', lists: 'النشرات', stateSubscribed: 'مشترك', statePaused: 'متوقف حتى {date}', stateLeft: 'غير مشترك', yourDetails: 'عنك', save: 'حفظ', saved: 'حفظت إعداداتك.',
  newAddress: 'عنوان بريد جديد', newAddressText: 'نرسل رابطًا إلى العنوان الجديد، ويسري التغيير عندما تؤكده هناك.', newAddressButton: 'تغيير العنوان',
  changeTitle: 'أكّد عنوانك الجديد', changeText: 'ستصل نشراتك إلى {address}.', changeButton: 'استعمال هذا العنوان', changedTitle: 'تغيّر عنوانك', changedText: 'تصل نشراتك الآن إلى {address}.', takenText: 'هذا العنوان مشترك من قبل. ألغِ اشتراك العنوان الآخر.',
  yourData: 'بياناتك', download: 'تنزيل كل ما نحفظه عنك (JSON)', eraseTitle: 'محو بياناتك', eraseText: 'يمحى كل ما نحفظه عنك ولن نكتب إليك أبدًا. لا يمكن التراجع عن ذلك.', eraseButton: 'محو كل شيء', eraseSure: 'نعم، أريد محو كل شيء.', erasedTitle: 'محيت بياناتك', erasedText: 'لن تسمع منا بعد الآن.',
  confirmSubject: 'أكّد من فضلك: {name}', confirmMail: 'طلب أحد، ونرجو أنه أنت، اشتراك هذا العنوان في {name}. للتأكيد افتح هذا الرابط واضغط الزر:', ignoreMail: 'إن لم تكن أنت فلا تفعل شيئًا: بلا تأكيد لن تصلك أي نشرة.',
  linkSubject: 'إعداداتك: {name}', linkMail: 'هذا الرابط يؤدي إلى إعداداتك. يعمل سبعة أيام، فلا تعطه أحدًا:',
  welcomeSubject: 'أهلًا بك في {name}', welcomeMail: 'أنت مشترك. تصلك {name} ابتداءً من العدد القادم. في كل رسالة رابط لإلغاء الاشتراك، وهذا أيضًا:',
  changeSubject: 'أكّد عنوانك الجديد: {name}', changeMail: 'طلب أحد، ونرجو أنه أنت، أن تصل النشرات إلى هذا العنوان. للتأكيد افتح هذا الرابط واضغط الزر:',
  changedSubject: 'تغيّر عنوانك: {name}', changedMail: 'تصل نشراتك الآن إلى {address}. إن لم تكن أنت فأجب عن هذه الرسالة.',
};
