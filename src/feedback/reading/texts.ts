/** Phrases by which a bounce, an auto-reply or a vacation note gives itself away, in the main languages. Data for `signs.ts`. */

/** Tried against decoded subjects, lower case. */
export const bounceSubjects: readonly RegExp[] = [
  /undeliver|not deliver|non-?deliver|delivery (?:\w+ ){0,3}(?:fail|problem|error|status|notification|report|delayed|incomplete|unsuccess|temporar|warning)|deliver(?:y|ing) (?:mail|message)|(?:mail|message|e-?mail|delivery|failed) (?:\w+ ){0,2}(?:fail|returned|undeliver|error|could not|delayed|not sent|rejected|bounced|problem)/,
  /return(?:ed|ing) (?:mail|message|to sender|e-?mail|undeliver)|failure (?:notice|delivery|notification|report)|(?:failed|fail) (?:mail|delivery|to deliver|message|email)|unable to deliver|could not (?:be )?(?:deliver|sen)|can(?:not|'t) (?:be )?deliver|bounce|mail (?:system )?error|^warning: (?:message|could not|mail|e-?mail)|still being (?:retried|tried)|^mail could not|unzustell|rejected mail|permanent (?:delivery )?fail|(?:message|mail) (?:you sent |was |has been )(?:\w+ )?blocked|nondeliverable|wasn't delivered|notification \(fail|^ndn:|^ndr/,
  /반송|전송 ?(?:실패|오류|되지)|배달 ?(?:실패|되지|불)|발송 ?실패|보내지 ?못|수신 ?실패/,
  /配信(?:不能|できません|エラー|失敗|不可)|送信(?:エラー|失敗|できません)|配送(?:エラー|失敗|不能)|戻り|不達|届(?:き|け)ませんでした|エラーメール|配信状態/,
  /退信|退件|投递失败|投遞失敗|发送失败|發送失敗|无法投递|無法投遞|無法傳遞|无法送达|传递失败|系统退|未送达|未送達/,
  /unzustellbar|zustell(?:ung|fehler|versuch)[^:]{0,30}(?:fehl|gescheitert|nicht|verzögert)|nicht zugestellt|zustellungsfehler|fehler bei der zustellung|rückläufer/,
  /non remis|échec|echec|non distribu|non délivr|retour(?:né)? (?:de courrier|à l'expéditeur|du message)|message d'erreur|remise impossible|distribution (?:impossible|retardée)/,
  /no (?:se )?(?:ha )?(?:podido|pudo|puede) (?:ser )?entreg|no entregado|devuelto|fallo (?:de|en)|error (?:de|en la|al) (?:entrega|env)|falha|não (?:foi )?entreg|devolvid|não pôde|mancat[ao] (?:consegna|recapito)|non (?:è stato )?(?:consegnat|recapitat)|notifica sullo stato|impossibile recapitare|errore di consegna/,
  /недостав|не доставлен|ошибка доставки|сообщение не|невозможно доставить|возврат|niedostarcz|onbestelbaar|niet afgeleverd|teslim edileme|iletileme|olevereras|kunde inte levereras|kunne ikke leveres|ei voitu toimittaa|nelze doručit|nedoručiteln|nie można dostarczyć|kézbesíthetetlen|không (?:thể )?(?:gửi|chuyển) được|không gửi được|ไม่สามารถส่ง/,
];

/** Tried against the notification's words, lower case. */
export const bounceIntroductions: readonly RegExp[] = [
  /(?:could|can|was|were|has|have|is|are|did|does|will)(?:not| not|n't|n’t) (?:yet )?(?:be |been |yet been )?(?:able to )?(?:be )?(?:delivered?|reach|sent to|deliver your|deliver the|deliver this|deliver mail|deliver a)/,
  /(?:unable|not able|failed|failure|impossible) (?:to|in) (?:be )?(?:deliver|send)|undeliver|delivery (?:\w+ ){0,4}(?:failed|failure|failures|error|delayed|problem)|fatal (?:transmission )?errors?|permanent(?:ly)? (?:fatal |undeliverable |delivery )?(?:error|fail)|(?:message|mail|email)(?: \w+){0,6} (?:rejected|returned|undeliver|bounced|failed|blocked|refused|undelivered)|returned to (?:you|sender)|(?:address|recipient)(?:es|s)?(?:\(e?s\))? (?:\w+ )?(?:failed|had|did not|didn't)|has not been (?:delivered|collected)|mailbox (?:is )?full|quota|user unknown|unknown user|no such user|not (?:been )?delivered|an error (?:was|has|occurred)|failed recipients?|did not exactly match|following recipient|following address|mail system error|transcript of session/,
  /반송|전송되지|전달되지|배달되지|보내지 ?못|전송하지 ?못|발송하지|전송할 ?수 ?없|배달할 ?수 ?없|전달할 ?수|실패(?:했|하였|한)/,
  /配信(?:できません|でき(?:ない|なかっ)|不能|されません|に失敗)|送信(?:でき|に失敗|されません)|届けられ|お届けでき|配送でき|届きません|見つかりません|エラーが発生|送ることができ/,
  /(?:传递|傳遞|投递|投遞)(?:至|給|给)[^\n]{0,20}(?:失败|失敗)|无法(?:投递|送达|发送|传递|送到|被)|無法(?:投遞|送達|傳送|傳遞|寄送)|未能(?:送达|投递|发送|送達|成功)|投递失败|退信|退回|发送失败|沒有送達|没有送达|不能(?:投递|送达)|邮件不能/,
  /nicht zugestellt|nicht zustellen|unzustellbar|zustellung[^.]{0,40}(?:fehlgeschlagen|gescheitert|nicht möglich)|konnte nicht (?:gesendet|übermittelt|erreicht)|existiert nicht|nicht ausgeliefert/,
  /n['’]a (?:pas )?pu [eê]tre (?:remis|d[ée]livr[ée]|distribu[ée]|envoy[ée]|livr[ée])|n['’]a pas (?:été|pu)|impossible de (?:remettre|livrer|délivrer|distribuer)|échec de (?:la )?(?:remise|livraison|distribution)|n['’]existe pas|non remis/,
  /no (?:se )?(?:ha )?(?:podido|pudo|puede) (?:ser )?(?:entreg|envia)|no fue (?:entregad|posible)|imposible entregar|não (?:pode|pôde|foi|pude)(?: ser)? (?:entreg|envia|possível)|non (?:è stato|può essere|ha potuto|è possibile)(?: essere| stato)? (?:consegnat|recapitat|recapitare|consegnare)|impossibile (?:recapitare|consegnare)|non esiste/,
  /не (?:может быть|было|удалось|была|был|будет) (?:доставлен|доставить|отправ)|невозможно доставить|не доставлен|недоставк|не существует|ошибк[аи] (?:при )?достав|не смогли доставить/,
  /kunde inte (?:levereras|skickas)|kunne ikke (?:leveres|sendes)|ei voitu (?:toimittaa|lähettää)|nepodařilo (?:se )?doručit|nelze doručit|nie (?:powiodło się|można dostarczyć)|niet (?:worden )?(?:afgeleverd|bezorgd)|is mislukt|teslim edile(?:medi|mez)|iletilemedi|nem (?:sikerült )?kézbesít|không thể (?:gửi|chuyển)|ไม่สามารถส่ง/,
];

/** The daemon speaking: sender's address or display name. */
export const bounceSenders = /mailer-?daemon|mail-?daemon|postmaster|mdaemon|mail delivery (?:sub)?system|mail administrator|courier mail server|system administrator|mail ?system|delivery (?:sub)?system|mail delivery service|message delivery|mail[ _]router|^\s*<>\s*$|e500_smtp|smtp_mail_service|internet mail delivery|mail error|bounce-?(?:handler|processor)|noreply-dmarc/;

/** Words of absence, in subject or text. */
export const absence = /out of (?:the )?office|on (?:vacation|holiday|leave|annual leave|maternity|parental|sick|a business trip)|away from (?:the office|my|email|e-mail|work)|(?:am|be|i'm) (?:currently )?(?:away|out|travell?ing|absent)|vacation|annual leave|returning on|back (?:in the office|on|at work)|부재|휴가|출장|자리를? ?비|不在|休暇|休業|出張|お休み|休假|外出|出差|不在办公室|休息中|年假|abwesen|urlaub|nicht im (?:büro|hause|haus)|nicht erreichbar|absen(?:t|ce)|congés?|vacances|ausente|vacaciones|fuera de la oficina|férias|ausência|fora do escritório|assen(?:te|za)|ferie|fuori (?:sede|ufficio)|в отпуске|отсутств|вне офиса|afwezig|vakantie|frånvaro|semester|nieobecn|urlop/i;

/** How auto-responders begin a subject. */
export const answerSubject = /^\s*(?:\[?(?:auto(?:matic|mated)?[ -]?(?:reply|response|respond(?:er)?|antwort|matisch)|auto:|out of (?:the )?office|ooo\b|vacation|abwesenheit|automatische antwort|réponse automatique|absence|respuesta automática|resposta automática|risposta automatica|автоответ|автоматический ответ|자동 ?(?:회신|응답|답장)|부재중|自動(?:返信|応答|回覆)|自动(?:回复|答复)|不在(?:通知|連絡|のお知らせ)|休暇|abwesend|away:|i am (?:away|out)|automatisch antwoord|autosvar|autoodpowiedź|on (?:vacation|leave))|(?:re: ?)?(?:please confirm|confirm your|verify your|challenge|spam ?arrest|message verification|your (?:message|email|e-mail|request|inquiry|ticket) (?:has been |was )?received|ticket (?:received|created)|\[ticket|thank you for (?:your|contacting)))/i;
