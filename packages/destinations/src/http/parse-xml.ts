import { DestinationError } from '@homeroll/core/ports/destination-error';
import { SaxesParser } from 'saxes';
import { notWhatWasAskedFor } from './refusal.ts';

/** An element by its local name: servers choose prefixes as they like. */
export interface XmlElement {
  readonly name: string;
  readonly children: readonly XmlElement[];
  /** All text directly in it. */
  readonly text: string;
}

/**
 * The root element of what a server sent. Entities that a document declares for itself are an error, so none can
 * swell. Throws a `DestinationError` of fault `protocol` for anything that is no such document.
 */
export function parseXml(text: string): XmlElement {
  try {
    return treeOf(text);
  } catch (cause) {
    throw new DestinationError('protocol', notWhatWasAskedFor, { cause });
  }
}

interface Growing {
  readonly name: string;
  readonly children: Growing[];
  text: string;
}

function treeOf(text: string): XmlElement {
  const root: Growing = { name: '', children: [], text: '' };
  const open = [root];
  const parser = new SaxesParser({ xmlns: true });
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ local }) => {
    const element: Growing = { name: local, children: [], text: '' };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on('closetag', () => void open.pop());
  const addText = (piece: string): void => {
    const element = open.at(-1);
    if (element !== undefined) element.text += piece;
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  // Some servers send blanks first, to keep the connection open while they work.
  parser.write(text.trimStart()).close();
  const [element] = root.children;
  if (element === undefined) throw new SyntaxError('there is no element');
  return element;
}

export function childrenOf(element: XmlElement | undefined, name: string): readonly XmlElement[] {
  return element?.children.filter((child) => child.name === name) ?? [];
}

/** The first element on this way down. */
export function findIn(element: XmlElement | undefined, ...way: readonly string[]): XmlElement | undefined {
  return way.reduce((at: XmlElement | undefined, name) => childrenOf(at, name)[0], element);
}

export function textIn(element: XmlElement | undefined, ...way: readonly string[]): string | undefined {
  return findIn(element, ...way)?.text;
}
