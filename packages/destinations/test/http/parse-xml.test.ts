import { describe, expect, it } from 'vitest';
import { childrenOf, findIn, parseXml, textIn } from '@homeroll/destinations/http/parse-xml';

describe('the XML of servers', () => {
  it('is read by local names, with text, entities and CDATA', () => {
    const root = parseXml(
      '  <?xml version="1.0"?>\n<a:list xmlns:a="x"><a:one>T&amp;ü &#228;</a:one><one><![CDATA[<b>]]></one></a:list>',
    );
    expect(childrenOf(root, 'one').map(({ text }) => text)).toEqual(['T&ü ä', '<b>']);
    expect(textIn(root, 'one')).toBe('T&ü ä');
    expect(findIn(root, 'none', 'deeper')).toBeUndefined();
  });

  it.each([
    ['a web page', '<!doctype html><title>Welcome<p>Log in'],
    ['nothing', ''],
    ['text', 'Not found'],
    ['half a document', '<a><b>'],
    ['a prefix that nobody declared', '<d:a/>'],
    ['entities that would swell', '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]><a>&c;</a>'],
    ['a file of this machine', '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'],
  ])('is refused where it is %s', (_what, text) => {
    expect(() => parseXml(text)).toThrow(expect.objectContaining({ fault: 'protocol' }));
  });
});
