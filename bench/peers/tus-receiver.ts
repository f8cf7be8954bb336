// @tus/server with its file store, as its documentation starts it. node tus-receiver.ts FOLDER PORT
import { createServer } from 'node:http';
import { FileStore } from '@tus/file-store';
import { Server } from '@tus/server';

const [directory = '', port = ''] = process.argv.slice(2);
const tus = new Server({ path: '/files', datastore: new FileStore({ directory }) });
createServer((request, response) => void tus.handle(request, response)).listen(
  Number(port),
  '127.0.0.1',
  () => console.log('ready'),
);
