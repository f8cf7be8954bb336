import { onOff, text, type Option } from '@homeroll/options/option';

/** How a folder is set up: `path`, and whether a disk must be mounted there. */
export const folderOptions: { readonly path: Option<string>; readonly mounted: Option<boolean> } = {
  path: {
    summary:
      'The folder that files are published to: on a USB disk, a NAS share, or served by a web server here',
    value: 'folder',
    schema: text,
  },
  mounted: {
    summary:
      'Refuse while no disk or share is mounted there, so that a disk that was pulled out does not fill this one',
    schema: onOff,
  },
};
