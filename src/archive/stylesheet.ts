/** The style of the archive's own pages. It stands in each page, so that a page is one file; system fonts, light and dark. */
export const archiveStylesheet = `
:root{color-scheme:light dark;--page:#f3f1ec;--sheet:#fff;--text:#24262b;--muted:#5d6068;--link:#0b5c6b;--accent:#b3321f;--rule:#dedad1}
@media (prefers-color-scheme:dark){:root{--page:#131416;--sheet:#1c1e21;--text:#e7e5e0;--muted:#a9acb3;--link:#7cc7d6;--accent:#f0917f;--rule:#3b3e44}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--page);color:var(--text);font:1.0625rem/1.6 system-ui,-apple-system,"Segoe UI","Apple SD Gothic Neo","Noto Sans KR","Noto Sans CJK KR","Malgun Gothic","Hiragino Sans","PingFang SC","Noto Sans Arabic",sans-serif;word-break:keep-all;overflow-wrap:anywhere}
:lang(zh),:lang(ja){word-break:normal}
a{color:var(--link);text-underline-offset:.2em;text-decoration-thickness:.06em}
a:hover{text-decoration-thickness:.12em}
:focus-visible{outline:3px solid var(--link);outline-offset:3px;border-radius:2px}
.skip{position:absolute;inset-inline-start:-99rem}
.skip:focus{inset-inline-start:1rem;top:1rem;background:var(--sheet);padding:.5rem 1rem}
.sheet{max-width:46rem;margin:0 auto;padding:2rem 1.25rem 3rem;background:var(--sheet);border-top:6px solid var(--accent)}
@media (min-width:48rem){.sheet{margin:2.5rem auto;padding:3rem 4rem 3.5rem}}
.up{margin:0 0 1.25rem;font-size:.9375rem}
.up a{display:inline-block;padding:.25rem 0}
h1{margin:0;font-size:clamp(1.75rem,1.3rem + 2vw,2.4rem);line-height:1.25;text-wrap:balance}
h2{margin:2.75rem 0 0;padding-bottom:.5rem;border-bottom:2px solid var(--accent);font-size:1.25rem;line-height:1.4;font-variant-numeric:tabular-nums}
h2 a{color:inherit;text-decoration:none}
h2 a:hover{text-decoration:underline}
p{margin:0}
.meta{margin-top:.3rem;color:var(--muted);font-size:.9375rem}
.issues{margin:0;padding:0;list-style:none}
.issues>li{padding:1.1rem 0;border-bottom:1px solid var(--rule)}
.issues>li:last-child{border-bottom:0}
.issues .title{font-size:1.125rem;line-height:1.45;font-weight:700;text-decoration-color:var(--rule)}
.issues .meta{margin:0 0 .15rem;font-variant-numeric:tabular-nums}
.teaser{margin-top:.3rem;display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:3;overflow:hidden}
.newest{margin-top:1.75rem;padding:1.25rem 0 1.5rem;border-block:1px solid var(--rule)}
.newest .label{color:var(--accent);font-weight:700;font-size:.9375rem}
.newest .title{font-size:clamp(1.3rem,1.1rem + 1vw,1.6rem);line-height:1.35;font-weight:700;text-decoration-color:var(--rule)}
.newest .meta{margin-top:.35rem}
.newest .teaser{margin-top:.6rem}
.more{margin-top:.75rem;font-size:.9375rem}
.more a{display:inline-block;padding:.25rem 0}
.feeds{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;margin-top:2.5rem;padding-top:1.25rem;border-top:1px solid var(--rule);color:var(--muted);font-size:.9375rem}
.feeds p,.feeds a{padding:.25rem 0}
.feeds ul{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;margin:0;padding:0;list-style:none}
.feeds a{display:inline-block}
.empty{margin-top:1.5rem;color:var(--muted)}
@media print{body{background:#fff;color:#000}.sheet{max-width:none;margin:0;padding:0;border:0}.feeds,.up,.skip{display:none}.issues>li{break-inside:avoid}}
`;
