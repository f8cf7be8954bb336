import { loginServers } from '../servers/login-servers.ts';
import { describeContract } from './describe-contract.ts';

describeContract(loginServers.filter(({ kind }) => kind === 'ftp'));
