import { describe, expect, it } from 'vitest';
import { entriesIn } from '@homeroll/destinations/dav/look-at';

describe('what WebDAV servers say of files', () => {
  it.each([
    [
      'Apache',
      `<?xml version="1.0" encoding="utf-8"?>
<D:multistatus xmlns:D="DAV:" xmlns:ns0="DAV:">
<D:response xmlns:lp1="DAV:" xmlns:lp2="http://apache.org/dav/props/"><D:href>/dav/f/</D:href><D:propstat><D:prop>
<lp1:resourcetype><D:collection/></lp1:resourcetype></D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat>
<D:propstat><D:prop><D:getcontentlength/></D:prop><D:status>HTTP/1.1 404 Not Found</D:status></D:propstat></D:response>
<D:response xmlns:lp1="DAV:"><D:href>/dav/f/a%20%23&amp;.jpg</D:href><D:propstat><D:prop>
<lp1:resourcetype/><lp1:getcontentlength>12</lp1:getcontentlength></D:prop><D:status>HTTP/1.1 200 OK</D:status>
</D:propstat></D:response></D:multistatus>`,
    ],
    [
      'a server without prefixes, and with full addresses',
      `<multistatus xmlns="DAV:"><response><href>http://any/f</href><propstat><prop><resourcetype><collection/>
</resourcetype></prop><status>HTTP/2 200 </status></propstat></response><response><href>http://any/f/a%20%23%26.jpg</href>
<propstat><prop><getcontentlength> 12 </getcontentlength></prop><status>HTTP/1.1 200</status></propstat></response>
</multistatus>`,
    ],
  ])('%s', (_server, text) => {
    expect(entriesIn(text)).toEqual([
      { name: 'f', isFolder: true, size: 0 },
      { name: 'a #&.jpg', isFolder: false, size: 12 },
    ]);
  });

  it.each([
    ['a file without a size', '<getcontentlength/>'],
    ['a size that is none', '<getcontentlength>-1</getcontentlength>'],
  ])('%s is no answer', (_what, property) => {
    const text = `<multistatus xmlns="DAV:"><response><href>/a</href><propstat><prop>${property}</prop><status>HTTP/1.1 200 OK</status></propstat></response></multistatus>`;
    expect(() => entriesIn(text)).toThrow(expect.objectContaining({ fault: 'protocol' }));
  });
});
