/** Every rule of the preflight, in the order of its reports. A rule that is not in here does not exist. */
import type { Rule } from './rule.js';
import { activeContent } from './rules/active-content.js';
import { advertisingMark } from './rules/advertising-mark.js';
import { advertisingWords } from './rules/advertising-words.js';
import { attachments } from './rules/attachments.js';
import { bounceIntake } from './rules/bounce-intake.js';
import { bulkMarks } from './rules/bulk-marks.js';
import { charset } from './rules/charset.js';
import { clientContent } from './rules/client-content.js';
import { clientLayout } from './rules/client-layout.js';
import { clientLook } from './rules/client-look.js';
import { clipping } from './rules/clipping.js';
import { colourScheme } from './rules/colour-scheme.js';
import { complaintRate } from './rules/complaint-rate.js';
import { consentAge } from './rules/consent-age.js';
import { consentRecorded } from './rules/consent-recorded.js';
import { consentTold } from './rules/consent-told.js';
import { contact } from './rules/contact.js';
import { contrast } from './rules/contrast.js';
import { dateField } from './rules/date-field.js';
import { dkim } from './rules/dkim.js';
import { dkimMissing } from './rules/dkim-missing.js';
import { dnsBimi } from './rules/dns-bimi.js';
import { dnsBlocklists } from './rules/dns-blocklists.js';
import { dnsBounceMx } from './rules/dns-bounce-mx.js';
import { dnsDkim } from './rules/dns-dkim.js';
import { dnsDmarc } from './rules/dns-dmarc.js';
import { dnsRelayPtr } from './rules/dns-relay-ptr.js';
import { dnsReplyMx } from './rules/dns-reply-mx.js';
import { dnsSpf } from './rules/dns-spf.js';
import { encodedWords } from './rules/encoded-words.js';
import { enoughText } from './rules/enough-text.js';
import { envelopeDomain } from './rules/envelope-domain.js';
import { feedbackId } from './rules/feedback-id.js';
import { foreignPlaceholders } from './rules/foreign-placeholders.js';
import { fromAddress } from './rules/from-address.js';
import { fromFreeMail } from './rules/from-free-mail.js';
import { fromName } from './rules/from-name.js';
import { fromReserved } from './rules/from-reserved.js';
import { headerCharacters } from './rules/header-characters.js';
import { headerFolding } from './rules/header-folding.js';
import { headings } from './rules/headings.js';
import { hiddenText } from './rules/hidden-text.js';
import { httpLinks } from './rules/http-links.js';
import { httpOneClick } from './rules/http-one-click.js';
import { issueDate } from './rules/issue-date.js';
import { issueNumber } from './rules/issue-number.js';
import { issueWarnings } from './rules/issue-warnings.js';
import { koreanSender } from './rules/korean-sender.js';
import { language } from './rules/language.js';
import { languageRuns } from './rules/language-runs.js';
import { layoutTables } from './rules/layout-tables.js';
import { letterSize } from './rules/letter-size.js';
import { lineBreaks } from './rules/line-breaks.js';
import { lineLength } from './rules/line-length.js';
import { linkEmpty } from './rules/link-empty.js';
import { linkFragmentTarget } from './rules/link-fragment-target.js';
import { linkHost } from './rules/link-host.js';
import { linkHttp } from './rules/link-http.js';
import { linkName } from './rules/link-name.js';
import { linkSameWords } from './rules/link-same-words.js';
import { linkScheme } from './rules/link-scheme.js';
import { linkShortener } from './rules/link-shortener.js';
import { linkWhole } from './rules/link-whole.js';
import { linkWords } from './rules/link-words.js';
import { listId } from './rules/list-id.js';
import { markupShown } from './rules/markup-shown.js';
import { messageId } from './rules/message-id.js';
import { messageSize } from './rules/message-size.js';
import { noReply } from './rules/no-reply.js';
import { oneClick } from './rules/one-click.js';
import { onlineReached } from './rules/online-reached.js';
import { pace } from './rules/pace.js';
import { pictureAddress } from './rules/picture-address.js';
import { pictureAltText } from './rules/picture-alt-text.js';
import { pictureCredit } from './rules/picture-credit.js';
import { pictureWidth } from './rules/picture-width.js';
import { picturesWeight } from './rules/pictures-weight.js';
import { postalAddress } from './rules/postal-address.js';
import { preheader } from './rules/preheader.js';
import { publicUrl } from './rules/public-url.js';
import { publicUrlDomain } from './rules/public-url-domain.js';
import { relayTls } from './rules/relay-tls.js';
import { requiredFields } from './rules/required-fields.js';
import { riskyAddresses } from './rules/risky-addresses.js';
import { sameIssue } from './rules/same-issue.js';
import { seedAuthenticated } from './rules/seed-authenticated.js';
import { senderStable } from './rules/sender-stable.js';
import { spamScore } from './rules/spam-score.js';
import { styleSize } from './rules/style-size.js';
import { subjectAgain } from './rules/subject-again.js';
import { subjectCapitals } from './rules/subject-capitals.js';
import { subjectLength } from './rules/subject-length.js';
import { subjectMarks } from './rules/subject-marks.js';
import { subjectReply } from './rules/subject-reply.js';
import { textLinks } from './rules/text-links.js';
import { textPart } from './rules/text-part.js';
import { textWidth } from './rules/text-width.js';
import { titleElement } from './rules/title-element.js';
import { trackingConsent } from './rules/tracking-consent.js';
import { unfilled } from './rules/unfilled.js';
import { uniqueIds } from './rules/unique-ids.js';
import { unsubscribeLink } from './rules/unsubscribe-link.js';
import { unsubscribeMailto } from './rules/unsubscribe-mailto.js';
import { unsubscribePosition } from './rules/unsubscribe-position.js';
import { unsubscribesWaiting } from './rules/unsubscribes-waiting.js';
import { webPage } from './rules/web-page.js';
import { wordBreaks } from './rules/word-breaks.js';
import { wordList } from './rules/word-list.js';

export const rules: readonly Rule[] = [
  requiredFields, headerCharacters, encodedWords, lineLength, lineBreaks, headerFolding, charset, messageId, dateField, listId, bulkMarks, feedbackId,
  fromAddress, fromFreeMail, fromReserved, fromName, envelopeDomain, noReply, dkim, dkimMissing, relayTls, bounceIntake, seedAuthenticated,
  oneClick, unsubscribeLink, unsubscribePosition, unsubscribeMailto, unsubscribesWaiting, publicUrl, publicUrlDomain,
  advertisingMark, advertisingWords, koreanSender, postalAddress, contact, consentAge, consentRecorded, consentTold, trackingConsent,
  subjectLength, subjectCapitals, subjectReply, subjectMarks, preheader,
  clipping, styleSize, messageSize, attachments,
  unfilled, foreignPlaceholders, activeContent, hiddenText, enoughText, markupShown, issueWarnings, wordList, spamScore,
  linkScheme, linkWhole, linkEmpty, linkFragmentTarget, linkHost, linkWords, linkShortener, linkHttp,
  pictureAltText, pictureAddress, pictureWidth, picturesWeight, pictureCredit,
  textPart, textLinks, textWidth,
  headings, language, languageRuns, titleElement, linkName, linkSameWords, layoutTables, contrast, letterSize, uniqueIds, colourScheme, wordBreaks, webPage,
  sameIssue, issueDate, issueNumber, subjectAgain, senderStable, complaintRate, pace, riskyAddresses,
  clientContent, clientLayout, clientLook,
  onlineReached, dnsSpf, dnsDkim, dnsDmarc, dnsBounceMx, dnsReplyMx, dnsRelayPtr, dnsBlocklists, dnsBimi, httpLinks, httpOneClick,
];

export function findRule(id: string): Rule | undefined {
  return rules.find((rule) => rule.id === id);
}
