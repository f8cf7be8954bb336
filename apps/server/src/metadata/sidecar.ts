import { DOMParser, type Element, onErrorStopParsing } from '@xmldom/xmldom';

/** What a sidecar keeps of a photo. */
export interface SidecarContent {
  readonly title: string | null;
  /** Each may be a path, `family/wedding`. */
  readonly tags: readonly string[];
  /** The file as it arrived, where the stored one is another (metadata written into it, name cleaned). */
  readonly original?: { readonly hash: string; readonly fileName: string };
}

const namespaces = {
  rdf: 'http://www.w3.org/1999/02/22-rdf-syntax-ns#',
  dc: 'http://purl.org/dc/elements/1.1/',
  lr: 'http://ns.adobe.com/lightroom/1.0/',
  digiKam: 'http://www.digikam.org/ns/1.0/',
  xmpMM: 'http://ns.adobe.com/xap/1.0/mm/',
} as const;

/**
 * An XMP sidecar (XMP specification part 1) that exiftool, exiv2, digiKam, darktable and Lightroom read: title and
 * tags only, no date. Tags stand three times, because each program looks in another place: the last part of each in
 * `dc:subject`, whole paths with `|` for Lightroom and with `/` for digiKam.
 */
export function sidecarXmp({ title, tags, original }: SidecarContent): string {
  const paths = tags.map(pathOf).filter((path) => path.length > 0);
  const leaves = [...new Set(paths.map((path) => path.at(-1) ?? ''))];
  const forLightroom = paths.map((path) => path.map((part) => part.replaceAll('|', '/')).join('|'));
  const properties = [
    ...(title
      ? [`<dc:title><rdf:Alt><rdf:li xml:lang="x-default">${escaped(title)}</rdf:li></rdf:Alt></dc:title>`]
      : []),
    ...list('dc:subject', 'Bag', leaves),
    ...list('lr:hierarchicalSubject', 'Bag', forLightroom),
    ...list(
      'digiKam:TagsList',
      'Seq',
      paths.map((path) => path.join('/')),
    ),
    ...(original
      ? [`<xmpMM:OriginalDocumentID>sha256:${escaped(original.hash)}</xmpMM:OriginalDocumentID>`]
      : []),
    ...(original ? [`<xmpMM:PreservedFileName>${escaped(original.fileName)}</xmpMM:PreservedFileName>`] : []),
  ];
  const declared = Object.entries(namespaces).map(([prefix, uri]) => `xmlns:${prefix}="${uri}"`);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="Homeroll">',
    `<rdf:RDF ${declared[0] ?? ''}>`,
    `<rdf:Description rdf:about="" ${declared.slice(1).join(' ')}>`,
    ...properties,
    '</rdf:Description>',
    '</rdf:RDF>',
    '</x:xmpmeta>',
    '',
  ].join('\n');
}

const maxCharacters = 1024 * 1024;

/**
 * Title and tags of a sidecar, ours or another program's. `undefined` for what is no XMP; a document that declares
 * entities is not even parsed.
 */
export function readSidecar(xml: string): SidecarContent | undefined {
  if (xml.length > maxCharacters || /<!(?:DOCTYPE|ENTITY)/i.test(xml)) return undefined;
  const root = parsed(xml);
  if (root === undefined || root.getElementsByTagNameNS(namespaces.rdf, 'RDF').length === 0) return undefined;
  const title = items(root, namespaces.dc, 'title')[0];
  const hash = textOf(root, 'OriginalDocumentID')?.replace(/^sha256:/, '');
  const fileName = textOf(root, 'PreservedFileName');
  return {
    title: title === undefined || title === '' ? null : title,
    tags: tagsOf(root),
    ...(hash === undefined || fileName === undefined ? {} : { original: { hash, fileName } }),
  };
}

/** Whole paths where a program wrote them; what stands in `dc:subject` alone besides. */
function tagsOf(root: Element): string[] {
  const digiKam = items(root, namespaces.digiKam, 'TagsList');
  const lightroom = items(root, namespaces.lr, 'hierarchicalSubject').map((path) =>
    path.replaceAll('|', '/'),
  );
  const paths = digiKam.length > 0 ? digiKam : lightroom;
  const leaves = new Set(paths.map((path) => pathOf(path).at(-1)));
  const others = items(root, namespaces.dc, 'subject').filter((subject) => !leaves.has(subject));
  return [...new Set([...paths, ...others])].filter((tag) => tag !== '');
}

function items(root: Element, namespace: string, name: string): string[] {
  const property = root.getElementsByTagNameNS(namespace, name).item(0);
  const found = property?.getElementsByTagNameNS(namespaces.rdf, 'li') ?? [];
  return Array.from(found, (item) => item.textContent ?? '');
}

/** A simple property may stand as an element or as an attribute of its description. */
function textOf(root: Element, name: string): string | undefined {
  const element = root.getElementsByTagNameNS(namespaces.xmpMM, name).item(0);
  if (element) return element.textContent ?? undefined;
  const descriptions = root.getElementsByTagNameNS(namespaces.rdf, 'Description');
  const holder = Array.from(descriptions).find((one) => one.hasAttributeNS(namespaces.xmpMM, name));
  return holder?.getAttributeNS(namespaces.xmpMM, name) ?? undefined;
}

function parsed(xml: string): Element | undefined {
  try {
    const parser = new DOMParser({ onError: onErrorStopParsing });
    return parser.parseFromString(xml.replace(/^\uFEFF/, ''), 'text/xml').documentElement ?? undefined;
  } catch {
    return undefined;
  }
}

function pathOf(tag: string): string[] {
  return tag.split('/').filter((part) => part.trim() !== '');
}

function list(property: string, kind: 'Bag' | 'Seq', values: readonly string[]): string[] {
  if (values.length === 0) return [];
  const inside = values.map((value) => `<rdf:li>${escaped(value)}</rdf:li>`).join('');
  return [`<${property}><rdf:${kind}>${inside}</rdf:${kind}></${property}>`];
}

/** What XML 1.0 cannot say at all becomes the replacement character; what parsers take for a line end is numbered. */
function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replace(/[\r\u0085\u2028\u2029]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
