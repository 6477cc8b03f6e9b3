/**
 * What is looked for in a mail, under the names of caniemail's data: by which trace a feature shows itself, and what the reader of a
 * program without it loses. A table; the readers (read-html.ts, read-css.ts) leave traces, gaps.ts asks the data who does not know them.
 */

/**
 * content: something to read or to use is lost. layout: it is there, in the wrong place or size. look: it is plainer.
 */
export type Harm = 'content' | 'layout' | 'look';

export type TraceKind = 'property' | 'function' | 'unit' | 'at-rule' | 'media' | 'pseudo' | 'selector' | 'element' | 'attribute' | 'image' | 'special';

/** `name` in lower case; `value` of a property or an attribute must fit the whole of it. */
export type Trace = { readonly kind: TraceKind; readonly name: string; readonly value?: RegExp };

export type Feature = { readonly slug: string; readonly harm: Harm; readonly loss: string; readonly traces: readonly Trace[] };

type Group = { readonly harm: Harm; readonly loss: string; readonly features: Readonly<Record<string, readonly Trace[]>> };

const traceOf = (kind: TraceKind) => (...names: readonly string[]): readonly Trace[] => names.map((name) => ({ kind, name }));
const [property, call, unit, atRule, media, pseudo, selector, element, attribute, image, special] = [
  traceOf('property'), traceOf('function'), traceOf('unit'), traceOf('at-rule'), traceOf('media'), traceOf('pseudo'), traceOf('selector'),
  traceOf('element'), traceOf('attribute'), traceOf('image'), traceOf('special'),
];
const withValue = (traces: readonly Trace[], value: RegExp): readonly Trace[] => traces.map((trace) => ({ ...trace, value }));
const inputOf = (type: RegExp): readonly Trace[] => withValue(attribute('input type'), type);

const groups: readonly Group[] = [
  { harm: 'layout', loss: 'what should stand side by side stands below each other', features: {
    'css-display-flex': withValue(property('display'), /^(inline-)?flex$/), 'css-display-grid': withValue(property('display'), /^(inline-)?grid$/),
    'css-grid-template': property('grid-template', 'grid-template-columns', 'grid-template-rows', 'grid-template-areas'),
    'css-flex-wrap': withValue(property('flex-wrap', 'flex-flow'), /\bwrap/), 'css-flex-direction': withValue(property('flex-direction', 'flex-flow'), /column/),
    'css-column-count': property('column-count', 'columns'), 'css-column-layout-properties': property('column-fill', 'column-rule', 'column-span', 'column-width'),
    'css-float': withValue(property('float'), /^(left|right|inline-start|inline-end)$/),
  } },
  { harm: 'layout', loss: 'things are not lined up as meant', features: {
    'css-align-items': property('align-items'), 'css-justify-content': property('justify-content'), 'css-gap': property('gap', 'column-gap', 'row-gap', 'grid-gap'),
    'css-writing-mode': property('writing-mode'), 'css-text-orientation': property('text-orientation'), 'css-text-align-last': property('text-align-last'), 'css-clear': property('clear'),
  } },
  { harm: 'layout', loss: 'it stays at its place in the text: what it should cover or leave is wrong', features: {
    'css-position': withValue(property('position'), /^(absolute|relative|fixed|sticky)$/), 'css-left-right-top-bottom': property('left', 'right', 'top', 'bottom'), 'css-inset': property('inset'),
    'css-z-index': property('z-index'), 'css-transform': property('transform'), 'css-shape-outside': property('shape-outside'), 'css-shape-margin': property('shape-margin'),
  } },
  { harm: 'layout', loss: 'sizes and spaces that name it are missing: the program takes its own', features: {
    'css-unit-calc': call('calc'), 'css-function-clamp': call('clamp'), 'css-function-max': call('max'), 'css-function-min': call('min'),
    'css-unit-rem': unit('rem'), 'css-unit-ch': unit('ch'), 'css-unit-vh': unit('vh'), 'css-unit-vw': unit('vw'), 'css-unit-vmax': unit('vmax'), 'css-unit-vmin': unit('vmin'),
    'css-unit-initial': special('value initial'), 'css-intrinsic-size': special('value intrinsic'),
    'css-margin-block-start-end': property('margin-block-start', 'margin-block-end'), 'css-margin-inline-block': property('margin-inline', 'margin-block'), 'css-margin-inline-start-end': property('margin-inline-start', 'margin-inline-end'),
    'css-padding-block-start-end': property('padding-block-start', 'padding-block-end'), 'css-padding-inline-block': property('padding-inline', 'padding-block'), 'css-padding-inline-start-end': property('padding-inline-start', 'padding-inline-end'),
    'css-block-inline-size': property('block-size'), 'css-inline-size': property('inline-size'), 'css-max-block-size': property('max-block-size'), 'css-max-inline-size': property('max-inline-size'),
    'css-min-block-size': property('min-block-size'), 'css-min-inline-size': property('min-inline-size'), 'css-min-height': property('min-height'), 'css-min-width': property('min-width'), 'css-max-height': withValue(property('max-height'), /^(?!none$)/),
    'css-aspect-ratio': property('aspect-ratio'), 'css-box-sizing': property('box-sizing'), 'css-border-spacing': property('border-spacing'), 'css-table-layout': withValue(property('table-layout'), /^(?!auto$)/),
  } },
  { harm: 'layout', loss: 'the colours, sizes and spaces that name it are missing', features: {
    'css-variables': [...call('var'), ...special('custom property')], 'css-modern-color': call('lch', 'oklch', 'lab', 'oklab'), 'css-function-light-dark': call('light-dark'), 'css-rgba': call('rgba'),
  } },
  { harm: 'layout', loss: 'the whole style sheet is lost', features: { 'css-at-import': atRule('import'), 'html-link': special('link stylesheet') } },
  { harm: 'layout', loss: 'what only the style sheet says is lost: the mail must be right without it', features: { 'html-style': special('style sheet layout') } },
  { harm: 'layout', loss: 'the rule is dropped', features: { 'css-nesting': special('nested rule'), 'own-important-space': special('important without space') } },
  { harm: 'layout', loss: 'text that is too long breaks, or runs out, in another place', features: {
    'css-overflow-wrap': property('overflow-wrap'), 'css-white-space': withValue(property('white-space'), /^(?!normal$)/), 'css-white-space-collapse': property('white-space-collapse'), 'css-text-wrap': property('text-wrap'),
    'css-hyphens': withValue(property('hyphens'), /^auto$/), 'css-tab-size': property('tab-size'), 'css-text-overflow': property('text-overflow'), 'css-word-break': withValue(property('word-break'), /^(?!normal$)/), 'html-wbr': element('wbr'),
  } },
  { harm: 'layout', loss: 'the text runs from left to right', features: { 'html-dir': withValue(attribute('dir'), /^rtl$/i), 'css-direction': withValue(property('direction'), /^rtl$/), 'html-bdi': element('bdi') } },
  { harm: 'layout', loss: 'pictures are stretched, or not cut as meant', features: { 'css-object-fit': property('object-fit'), 'css-object-position': property('object-position') } },
  { harm: 'content', loss: 'what should be hidden is shown', features: {
    'css-visibility': withValue(property('visibility'), /^(hidden|collapse)$/), 'html-hidden': attribute('hidden'), 'css-display-none': withValue(property('display'), /^none$/), 'css-clip-path': property('clip-path'),
  } },
  { harm: 'content', loss: 'readers cannot fill it in or press it: link to a page instead', features: {
    'html-form': element('form'), 'html-select': element('select'), 'html-textarea': element('textarea'),
    'html-button-submit': withValue(attribute('button type'), /^submit$/i), 'html-button-reset': withValue(attribute('button type'), /^reset$/i),
    'html-input-checkbox': inputOf(/^checkbox$/i), 'html-input-radio': inputOf(/^radio$/i), 'html-input-reset': inputOf(/^reset$/i), 'html-input-submit': inputOf(/^submit$/i), 'html-input-text': inputOf(/^(text|email|search|tel|url|number)?$/i),
    'html-required': attribute('required'), 'html-input-hidden': inputOf(/^hidden$/i),
  } },
  { harm: 'content', loss: 'it cannot be opened, closed or played: show the text, and link to the rest', features: {
    'html-dialog': element('dialog'), 'html-popover': attribute('popover'), 'html-video': element('video'), 'html-audio': element('audio'), 'html-object': element('object', 'embed'),
    'css-pseudo-class-checked': pseudo('checked'), 'css-pseudo-class-target': pseudo('target'), 'own-details': element('details'),
  } },
  { harm: 'content', loss: 'it is taken out: what it should do does not happen', features: { 'own-script': element('script'), 'own-frame': element('iframe', 'frame', 'canvas', 'applet') } },
  { harm: 'content', loss: 'the picture is not shown', features: {
    'html-svg': element('svg'), 'image-svg': image('svg'), 'image-webp': image('webp'), 'image-avif': image('avif'), 'image-heif': image('heif', 'heic'), 'image-hdr': image('hdr'), 'image-tiff': image('tif', 'tiff'),
    'image-ico': image('ico'), 'image-bmp': image('bmp'), 'image-base64': image('data'), 'image-mp4': image('mp4', 'webm'),
  } },
  { harm: 'content', loss: 'text that only the style sheet writes is missing', features: { 'css-pseudo-element-after': pseudo(':after'), 'css-pseudo-element-before': pseudo(':before') } },
  { harm: 'content', loss: 'the links that lean on it lead nowhere', features: { 'html-base': element('base') } },
  { harm: 'content', loss: 'a link within the mail does nothing', features: { 'html-anchor-links': special('link within') } },
  { harm: 'content', loss: 'the reading of a word stands behind it, without brackets: put them into <rp>', features: { 'html-ruby': special('reading without brackets') } },
  { harm: 'content', loss: 'the value is not shown', features: { 'html-meter': element('meter'), 'html-progress': element('progress') } },
  { harm: 'look', loss: 'the background picture is missing: what stands on it must be readable on the plain colour', features: {
    'css-background-image': property('background-image'), 'html-background': attribute('background'), 'css-linear-gradient': call('linear-gradient', 'repeating-linear-gradient'),
    'css-radial-gradient': call('radial-gradient', 'repeating-radial-gradient'), 'css-conic-gradient': call('conic-gradient', 'repeating-conic-gradient'),
    'css-background-position': property('background-position'), 'css-background-repeat': property('background-repeat'), 'css-background-size': property('background-size'),
    'css-background-origin': property('background-origin'), 'css-background-clip': property('background-clip'), 'css-background-blend-mode': property('background-blend-mode'),
  } },
  { harm: 'look', loss: 'it stands still', features: {
    'css-animation': property('animation', 'animation-name'), 'css-at-keyframes': atRule('keyframes', '-webkit-keyframes'), 'css-transition': property('transition'), 'html-marquee': element('marquee'), 'css-scroll-snap': property('scroll-snap-type', 'scroll-snap-align'),
    'image-apng': image('apng'),
  } },
  { harm: 'look', loss: 'corners and borders are plain', features: {
    'css-border-radius': property('border-radius'), 'css-border-radius-logical': property('border-start-start-radius', 'border-start-end-radius', 'border-end-start-radius', 'border-end-end-radius'), 'css-border-image': property('border-image'),
    'css-border-inline-block': property('border-inline', 'border-block'), 'css-border-inline-block-longhand': property('border-inline-color', 'border-inline-style', 'border-inline-width', 'border-block-color', 'border-block-style', 'border-block-width'),
    'css-border-inline-block-individual': property('border-inline-start', 'border-inline-end', 'border-block-start', 'border-block-end'),
    'css-outline': withValue(property('outline'), /^(?!none$|0)/), 'css-outline-offset': property('outline-offset'), 'css-empty-cells': property('empty-cells'),
  } },
  { harm: 'look', loss: 'shadows, filters and shades are missing', features: {
    'css-box-shadow': property('box-shadow'), 'css-text-shadow': property('text-shadow'), 'css-filter': property('filter'), 'css-backdrop-filter': property('backdrop-filter'), 'css-mix-blend-mode': property('mix-blend-mode'),
    'css-opacity': withValue(property('opacity'), /^(?!1(\.0*)?$)/), 'css-mask-image': property('mask-image', '-webkit-mask-image'), 'css-accent-color': property('accent-color'),
  } },
  { harm: 'look', loss: 'the text is set in another font or weight', features: {
    'css-at-font-face': atRule('font-face'), 'css-sytem-ui': special('value system-ui'), 'css-font-kerning': property('font-kerning'), 'css-font-stretch': property('font-stretch'), 'css-font-size-adjust': property('font-size-adjust'),
    'css-text-emphasis': property('text-emphasis'), 'css-text-emphasis-position': property('text-emphasis-position'), 'css-word-spacing': withValue(property('word-spacing'), /^(?!normal$|0)/), 'css-letter-spacing': withValue(property('letter-spacing'), /^(?!normal$|0$)/), 'css-text-transform': property('text-transform'),
  } },
  { harm: 'look', loss: 'lines under and through words are plain', features: {
    'css-text-decoration-color': property('text-decoration-color'), 'css-text-decoration-line': property('text-decoration-line'), 'css-text-decoration-skip-ink': property('text-decoration-skip-ink'), 'css-text-decoration-style': property('text-decoration-style'),
    'css-text-decoration-thickness': property('text-decoration-thickness'), 'css-text-underline-offset': property('text-underline-offset'), 'css-text-underline-position': property('text-underline-position'),
  } },
  { harm: 'look', loss: 'bullets and numbers look as the program makes them', features: {
    'css-list-style-image': property('list-style-image'), 'css-list-style-position': property('list-style-position'), 'css-pseudo-element-marker': pseudo(':marker'),
  } },
  { harm: 'look', loss: 'what the rule says of it is missing', features: {
    'css-selector-adjacent-sibling': selector('adjacent'), 'css-selector-attribute': selector('attribute'), 'css-selector-chaining': selector('chaining'), 'css-selector-child': selector('child'), 'css-selector-general-sibling': selector('sibling'),
    'css-selector-universal': selector('universal'), 'css-selector-type': selector('type'), 'css-selector-descendant': selector('descendant'), 'css-selector-grouping': selector('grouping'), 'css-selector-class': selector('class'), 'css-selector-id': selector('id'),
    'css-pseudo-class-default': pseudo('default'), 'css-pseudo-class-first-child': pseudo('first-child'), 'css-pseudo-class-first-of-type': pseudo('first-of-type'), 'css-pseudo-class-has': pseudo('has'), 'css-pseudo-class-lang': pseudo('lang'),
    'css-pseudo-class-last-child': pseudo('last-child'), 'css-pseudo-class-last-of-type': pseudo('last-of-type'), 'css-pseudo-class-link': pseudo('link'), 'css-pseudo-class-not': pseudo('not'), 'css-pseudo-class-nth-child': pseudo('nth-child'),
    'css-pseudo-class-nth-last-child': pseudo('nth-last-child'), 'css-pseudo-class-nth-last-of-type': pseudo('nth-last-of-type'), 'css-pseudo-class-nth-of-type': pseudo('nth-of-type'), 'css-pseudo-class-only-child': pseudo('only-child'),
    'css-pseudo-class-only-of-type': pseudo('only-of-type'), 'css-pseudo-element-first-letter': pseudo(':first-letter'), 'css-pseudo-element-first-line': pseudo(':first-line'), 'css-pseudo-element-placeholder': pseudo(':placeholder'),
  } },
  { harm: 'look', loss: 'the mail looks as it does on any screen: it must be right that way', features: {
    'css-at-media': atRule('media'), 'css-at-media-device-pixel-ratio': media('-webkit-device-pixel-ratio', '-webkit-min-device-pixel-ratio', 'min--moz-device-pixel-ratio'), 'css-at-media-hover': media('hover', 'any-hover'),
    'css-at-media-orientation': media('orientation'), 'css-at-media-prefers-color-scheme': media('prefers-color-scheme'), 'css-at-media-prefers-reduced-motion': media('prefers-reduced-motion'),
    'css-color-scheme': property('color-scheme'), 'html-meta-color-scheme': withValue(attribute('meta name'), /^color-scheme$/i),
  } },
  { harm: 'look', loss: 'screen readers are told less', features: {
    'html-role': attribute('role'), 'html-aria-describedby': attribute('aria-describedby'), 'html-aria-hidden': attribute('aria-hidden'), 'html-aria-label': attribute('aria-label'), 'html-aria-labelledby': attribute('aria-labelledby'), 'html-aria-live': attribute('aria-live'),
    'html-semantics': element('article', 'aside', 'figcaption', 'figure', 'footer', 'header', 'main', 'mark', 'nav', 'section', 'time'), 'html-lang': attribute('lang'),
    'html-abbr': element('abbr'), 'html-acronym': element('acronym'),
  } },
];

/** Known to the data, and not looked for, each with the reason. */
const unwatched: Readonly<Record<string, readonly string[]>> = {
  'every program has it, or has it but for rare forms': [
    'css-background', 'css-background-color', 'css-border', 'css-border-collapse', 'css-caption-side', 'css-comments', 'css-display', 'css-font', 'css-font-size', 'css-font-weight', 'css-height', 'css-line-height',
    'css-list-style', 'css-list-style-type', 'css-margin', 'css-max-width', 'css-overflow', 'css-padding', 'css-rgb', 'css-text-align', 'css-text-decoration', 'css-text-indent', 'css-unit-cm', 'css-unit-em', 'css-unit-ex', 'css-unit-in',
    'css-unit-mm', 'css-unit-pc', 'css-unit-percent', 'css-unit-pt', 'css-unit-px', 'css-vertical-align', 'css-width', 'css-word-wrap', 'html-address', 'html-align', 'html-blockquote', 'html-body', 'html-cellpadding', 'html-cellspacing',
    'html-code', 'html-comments', 'html-del', 'html-dfn', 'html-div', 'html-doctype', 'html-h1-h6', 'html-height', 'html-hr', 'html-image-maps', 'html-img', 'html-lists', 'html-mailto-links', 'html-p', 'html-pre', 'html-small', 'html-span',
    'html-strike', 'html-strong', 'html-table', 'html-target', 'html-valign', 'html-width', 'image-gif', 'image-jpg', 'image-png',
  ],
  'without it the reader sees what stands beside it: src, or the img within': ['html-picture', 'html-srcset', 'html-loading-attribute'],
  'what stands in it is meant for programs that have it': ['css-at-supports'],
  'only the hand that points or selects notices': [
    'css-cursor', 'css-inert-attribute', 'css-pseudo-class-active', 'css-pseudo-class-focus', 'css-pseudo-class-focus-visible', 'css-pseudo-class-focus-within', 'css-pseudo-class-hover', 'css-pseudo-class-visited', 'css-resize', 'css-user-select',
  ],
  'matters on paper, or in the last letter of a line': ['css-hyphenate-character', 'css-hyphenate-limit-chars', 'css-orphans', 'css-text-justify', 'css-widows'],
  'own-important-space looks closer': ['css-important'],
  'html-ruby looks whether there are brackets for programs without it': ['html-rp', 'html-rt'],
  'not a matter of the mail HTML': ['amp', 'bimi'],
};

export const features: readonly Feature[] = groups.flatMap(({ harm, loss, features: own }) => Object.entries(own).map(([slug, traces]) => ({ slug, harm, loss, traces })));

/** Every slug that this file has thought of, with its harm, or the reason why it is not looked for. */
export const watchedFeatures: ReadonlyMap<string, string> = new Map([
  ...features.map(({ slug, harm }): [string, string] => [slug, harm]), ...Object.entries(unwatched).flatMap(([reason, slugs]) => slugs.map((slug): [string, string] => [slug, reason])),
]);

/** `property display` -> the features whose traces may be there. */
export const featuresByTrace: ReadonlyMap<string, readonly { readonly feature: Feature; readonly value: RegExp | undefined }[]> = indexFeatures();

function indexFeatures(): Map<string, { feature: Feature; value: RegExp | undefined }[]> {
  const index = new Map<string, { feature: Feature; value: RegExp | undefined }[]>();
  for (const feature of features) {
    for (const { kind, name, value } of feature.traces) {
      const key = `${kind} ${name}`;
      index.set(key, [...(index.get(key) ?? []), { feature, value }]);
    }
  }
  return index;
}
