/**
 * Stands where a picture cannot be shown: quiet, and it says what is there, the kind of file. The sentence beside it
 * is the page's.
 */
export function placeholder(fileName: string): string {
  const extension = /\.([A-Za-z0-9]{1,5})$/.exec(fileName)?.[1]?.toUpperCase() ?? '';
  return [
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 440 440" width="440" height="440">',
    '<style>.g{fill:#f1efeb}.s{fill:none;stroke:#8a857c;stroke-width:6;stroke-linejoin:round}.t{fill:#5e5a53}',
    '@media(prefers-color-scheme:dark){.g{fill:#262421}.s{stroke:#8f897f}.t{fill:#b4aea4}}</style>',
    '<rect class="g" width="440" height="440"/>',
    '<path class="s" d="M164 112h76l44 44v132H164zM240 112v44h44"/>',
    '<text class="t" x="224" y="350" text-anchor="middle" font-family="system-ui,sans-serif" font-size="40"',
    ` font-weight="600">${extension}</text></svg>`,
  ].join('');
}
